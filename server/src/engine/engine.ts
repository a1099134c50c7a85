import type { Settings } from '../config/settings.ts';
import { NO_FACTS } from '../manifest/kubernetes/read.ts';
import { parseFile } from '../syntax/parse.ts';
import type { SourceFile, SyntaxDocument } from '../syntax/source-file.ts';
import { FileAnalysis, type OtherFiles, type Reading } from './analysis.ts';
import { checkDocument } from './check.ts';
import type { DocumentCheck } from './document-check.ts';
import { factsOf } from './file-facts.ts';
import { targetMinor } from './report.ts';

/** One file as a host hands it over. */
export interface FileInput {
  /** Tells Compose files by their name, which is also part of fingerprints: a URI or a path with forward slashes. */
  readonly uri: string;
  readonly text: string;
  /** The editor's language id, where there is one. */
  readonly languageId?: string;
}

/** What a host lets the engine see beside the file under analysis. Files are named as in {@link FileInput}. */
export interface FileAccess {
  /** The text of a file; `undefined` where there is none that can be read. Asked often: keep what was read. */
  text(uri: string): string | undefined;
  /** The user sees the findings of that file too, so that they need not be repeated where they take effect. */
  isShown?(uri: string): boolean;
}

interface Kept {
  readonly reading: Reading;
  readonly settings: Settings;
  readonly checks: ReadonlyMap<SyntaxDocument, { readonly index: number; readonly facts: string; readonly check: DocumentCheck }>;
}

/**
 * Analyses files. It cannot fail: broken YAML is data, a rule that throws is a problem of the file.
 *
 * With `keep`, what was parsed and checked is kept by URI, and only the documents that changed are read and checked again.
 */
export class Engine {
  readonly #kept = new Map<string, Kept>();
  readonly #files: ParsedFiles | undefined;
  #settings: Settings;

  /** @param files how other files of a Compose project are read; without it they stay unknown */
  constructor(settings: Settings, files?: FileAccess) {
    this.#settings = settings;
    this.#files = files && new ParsedFiles(files);
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** Takes effect with the next analysis of each file. */
  configure(settings: Settings): void {
    this.#settings = settings;
  }

  /** Analyses a file once. */
  analyse(input: FileInput): FileAnalysis {
    return this.#run(input, undefined).analysis;
  }

  /** Analyses a file that is open and will change: reuses what the last call with this URI found, and keeps the result for the next. */
  update(input: FileInput): FileAnalysis {
    const { analysis, kept } = this.#run(input, this.#kept.get(input.uri));
    this.#kept.set(input.uri, kept);
    return analysis;
  }

  /** Forgets a file that was closed. */
  forget(uri: string): void {
    this.#kept.delete(uri);
  }

  #run(input: FileInput, before: Kept | undefined): { analysis: FileAnalysis; kept: Kept } {
    const compose = isComposeName(input.uri) || input.languageId === 'dockercompose';
    const file = parseFile(input.text, { previous: before?.reading.file });
    const checks = new Map<SyntaxDocument, { index: number; facts: string; check: DocumentCheck }>();
    const known = before && before.settings === this.#settings ? before.checks : undefined;
    const main = this.#read(
      file,
      input.uri,
      compose,
      (document, index, facts) => {
        const same = known?.get(document);
        return same && same.index === index && same.facts === facts && this.#stillHolds(same.check, file) ? same.check : undefined;
      },
      (document, entry) => checks.set(document, entry),
      known && before?.reading.checks,
    );
    const others: Reading[] = [];
    for (let variant = 1; variant < file.variants; variant++) others.push(this.#read(parseFile(input.text, { variant }), input.uri, compose));
    const kept: Kept = { reading: main, settings: this.#settings, checks };
    const again = (text: string): FileAnalysis => this.#run({ ...input, text }, kept).analysis;
    return { analysis: new FileAnalysis(main, others, compose, again, targetMinor(this.#settings), this.#files), kept };
  }

  /** No other document or file that a check has read says anything else now. */
  #stillHolds({ dialect, consulted }: DocumentCheck, { documents }: SourceFile): boolean {
    if (dialect === 'compose' && documents.length > 1) return false;
    if (consulted) for (const [uri, text] of consulted) if (this.#files?.text(uri) !== text) return false;
    return true;
  }

  #read(
    file: SourceFile,
    uri: string,
    compose: boolean,
    reuse?: (document: SyntaxDocument, index: number, facts: string) => DocumentCheck | undefined,
    keep?: (document: SyntaxDocument, entry: { index: number; facts: string; check: DocumentCheck }) => void,
    before?: readonly DocumentCheck[],
  ): Reading {
    const facts = factsOf(file);
    const key = facts === NO_FACTS ? '' : JSON.stringify(facts);
    const checks = file.documents.map((placed) => {
      const check =
        reuse?.(placed.document, placed.index, key) ??
        checkDocument(placed, {
          file: uri,
          composeFile: compose,
          facts,
          settings: this.#settings,
          documents: file.documents,
          files: this.#files,
          before: before?.[placed.index],
        });
      keep?.(placed.document, { index: placed.index, facts: key, check });
      return check;
    });
    return { file, checks };
  }
}

/** Other files, each parsed once for each of its texts. */
class ParsedFiles implements OtherFiles {
  readonly #parsed = new Map<string, SourceFile>();
  readonly #access: FileAccess;

  constructor(access: FileAccess) {
    this.#access = access;
  }

  text(uri: string): string | undefined {
    return this.#access.text(uri);
  }

  isShown(uri: string): boolean {
    return this.#access.isShown?.(uri) ?? false;
  }

  parsed(uri: string): SourceFile | undefined {
    const text = this.text(uri);
    if (text === undefined) return undefined;
    const known = this.#parsed.get(uri);
    if (known?.text === text) return known;
    const file = parseFile(text, { previous: known });
    this.#parsed.set(uri, file);
    return file;
  }
}

/** `compose*.y?ml` and `docker-compose*.y?ml`. */
function isComposeName(uri: string): boolean {
  const name = uri.slice(uri.lastIndexOf('/') + 1).toLowerCase();
  return /^(?:docker-)?compose[^/]*\.ya?ml$/.test(name);
}
