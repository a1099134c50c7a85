import type { Site } from '../../syntax/site.ts';
import type { SourceFile } from '../../syntax/source-file.ts';
import { type ProjectFiles, resolvePath } from '../compose/files.ts';
import { Written } from '../place.ts';
import { tooLarge } from '../too-large.ts';
import { type Budget, type FileSite, isNull, type Origin, scalarText, type Value, valueAt } from './value.ts';

/** The names that `kustomize build` looks for. Source: kustomize `api/konfig`, RecognizedKustomizationFileNames. */
export const NAMES: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** What a build reads. */
export interface BuildInput {
  /** The Kustomization. */
  readonly uri: string;
  readonly files: ProjectFiles;
  /** Reads a text that is written in another. */
  readonly parse: (text: string) => Pick<SourceFile, 'documents'>;
}

/** A plain defect: something is missing, goes in a circle, or is refused by kustomize. */
export interface BuildProblem {
  readonly code: 'kustomize-missing' | 'kustomize-cycle' | 'kustomize-refused' | 'kustomize-unknown' | 'too-large';
  readonly site: FileSite;
  readonly message: string;
}

/** No more problems than this are said, but that something is too large. */
const MOST_PROBLEMS = 100;

/** Each file costs this much, so that small ones which name each other do not cost more than large ones. */
const COST = 100;

/** No more files than this are read for one build. */
const MOST_FILES = 2_000;

/** The texts of a build, as values. */
export class BuildTexts {
  readonly #input: BuildInput;
  readonly #budget: Budget;
  readonly #read = new Set<string>();
  readonly problems: BuildProblem[] = [];
  /** Where the Kustomization that is asked for names a file, or what leads to it. */
  readonly entries = new Map<string, FileSite>();

  constructor(input: BuildInput, budget: Budget) {
    this.#input = input;
    this.#budget = budget;
  }

  get files(): ProjectFiles {
    return this.#input.files;
  }

  /** The files that were read. */
  get read(): ReadonlySet<string> {
    return this.#read;
  }

  say(code: BuildProblem['code'], { site }: Origin, message: string): void {
    if (this.problems.length < MOST_PROBLEMS || code === 'too-large') this.problems.push({ code, site, message });
  }

  /**
   * The documents of a file; `undefined` if it cannot be read.
   * @param from where it is named
   */
  documents(uri: string, from: Origin): Value[] | undefined {
    const name = uri.slice(uri.lastIndexOf('/') + 1);
    if (this.#read.size >= MOST_FILES && !this.#read.has(uri)) {
      this.say('too-large', from, `"${name}" is not read: the Kustomization leads to more than ${MOST_FILES} files`);
      return [];
    }
    const parsed = this.#input.files.parsed(uri);
    if (!parsed) return undefined;
    this.#budget.spend(COST);
    this.#read.add(uri);
    if (from.site.file === this.#input.uri && from.site.path.length > 0 && !this.entries.has(uri)) this.entries.set(uri, from.site);
    return parsed.documents.flatMap(({ index, document }) => {
      if (document.root === null) return [];
      const large = tooLarge(document);
      if (large) this.say('too-large', from, `"${name}" is ${large.message}`);
      const broken = document.problems.find(({ code }) => code !== 'duplicate-key');
      if (broken) this.say('kustomize-refused', from, `"${name}" is broken: kustomize refuses it, and a part of it may be missing here`);
      return large ? [] : [valueAt(Written.root(index, document, uri), (site) => ({ site: { ...site, file: uri } }), this.#budget)];
    });
  }

  /** The documents of a text that is written in another. */
  inner(text: Value): Value[] {
    const { origin } = text;
    return this.#input.parse(scalarText(text)).documents.flatMap(({ index, document }) => {
      if (document.root === null || tooLarge(document)) return [];
      const from = ({ path }: Site): Origin => ({ ...origin, inner: { document: index, path } });
      return [valueAt(Written.root(index, document), from, this.#budget)];
    });
  }

  /** The Kustomization in a folder, if there is one. */
  kustomizationIn(folder: string): string | undefined {
    return NAMES.map((name) => resolvePath(folder, name)).find((uri) => this.#input.files.text(uri) !== undefined);
  }
}

/** The items of a list; none for anything else. */
export function itemsOf(value: Value | undefined): readonly Value[] {
  return value?.type === 'seq' ? value.items.filter((item) => !isNull(item)) : [];
}

/** Whether a text names something that is not in these folders. Source: kustomize `api/internal/git`, NewRepoSpecFromURL. */
export function isRemote(path: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/|[a-z0-9_.-]+@|git::|gh:|(?:[\w-]+\.)+[a-z]{2,}\/)/i.test(path) || /[?&]ref=/.test(path);
}
