import type { Site } from '../../syntax/site.ts';
import type { PlacedDocument, SyntaxDocument } from '../../syntax/source-file.ts';
import { fileName } from '../../text/uri.ts';
import { type Place, Written } from '../place.ts';
import { composeScalars, type ScalarReader } from '../scalars.ts';
import { Spot } from '../spot.ts';
import type { TeamFacts } from '../team.ts';
import { tooLarge } from '../too-large.ts';
import { parseDotenv } from './dotenv.ts';
import { configFiles, folderOf, isRemote, type ProjectFiles, possibleIncluders, resolvePath } from './files.ts';

/** The document under analysis, its file, and access to the other files. */
export interface ProjectInput {
  readonly uri: string;
  /** The zero-based index of the document in its file. */
  readonly index: number;
  readonly document: SyntaxDocument;
  /** All documents of the file. They are merged in the same way as files. */
  readonly documents: readonly PlacedDocument[];
  /** `undefined` if other files can't be read: their content is then unknown. */
  readonly files: ProjectFiles | undefined;
  /** What the team says of its images and runtimes. */
  readonly team?: TeamFacts;
}

/** A missing file, a missing service, a cycle or a file that is too large, at a place of the file under analysis. */
export interface ProjectProblem {
  readonly code: 'compose-file-missing' | 'compose-cycle' | 'compose-service-missing' | 'too-large';
  readonly site: Site;
  readonly message: string;
  /** What the project takes from there is not known: without it, the project is not judged as a whole. */
  readonly lost?: true;
}

/** One document of a file of the project. */
export interface Text {
  /** The URI of the file; `undefined` for the file under analysis. */
  readonly file: string | undefined;
  readonly uri: string;
  /** The folder from which its relative paths start. */
  readonly folder: string;
  readonly document: SyntaxDocument;
  readonly root: Written;
  /** The variables of its `.env` and of the files that include it. */
  readonly variables: ReadonlyMap<string, string>;
  /** For each entry of `include`, in order: the texts that it names, which are merged. */
  readonly includes: readonly (readonly Text[])[];
  /** The texts that it includes, then itself; the last one wins. Of the included texts, the one that is included first wins. */
  readonly layers: readonly Text[];
}

type Bare = Omit<Text, 'includes' | 'layers'>;

/** A place that a service is merged from, with its text. */
export interface Source {
  readonly place: Place;
  readonly text: Text;
}

/** Reads scalars with the variables of a text. */
export function scalarsIn({ variables }: Pick<Text, 'variables'>): ScalarReader {
  return composeScalars((name) => variables.get(name));
}

/** The spot of a place, read with the variables of its text. */
export function spotIn(place: Place, text: Pick<Text, 'variables'>): Spot {
  return Spot.on(place, scalarsIn(text));
}

/** The layers of a text, in a field: from a `WeakMap`, V8 lets go only at a full collection. */
export function layersOf({ layers }: Text): readonly Text[] {
  return layers;
}

function including(text: Bare, includes: Text['includes']): Text {
  const layers: Text[] = [];
  const whole = { ...text, includes, layers };
  layers.push(...new Set([...includes].reverse().flat().flatMap(layersOf)), whole);
  return whole;
}

/** Whether a document of a Compose file is a part of the project: one of Kubernetes is not. */
export function isPart({ root }: SyntaxDocument): boolean {
  return root?.type === 'map' && !root.pairs.some((pair) => pair.key.text === 'apiVersion');
}

/** The texts of the entry of `include` that names a file, at any depth. */
function entryOf(texts: readonly Text[], uri: string): readonly Text[] | undefined {
  for (const entry of texts.flatMap(({ includes }) => includes)) {
    const found = entry.some((text) => text.uri === uri) ? entry : entryOf(entry, uri);
    if (found) return found;
  }
  return undefined;
}

/** The texts of a project, found as `docker compose` finds them. */
export class ProjectTexts {
  readonly #input: ProjectInput;
  readonly #opened = new Map<string, Text[]>();
  /** Why a document of a file is left out, by the URI of the file. */
  readonly #tooLarge = new Map<string, string>();
  readonly #deeper: Omit<ProjectProblem, 'site'>[] = [];
  /** The texts that are merged; the last one wins. Each knows the texts that it includes. */
  readonly merged: readonly Text[];
  /** The document under analysis. */
  readonly own: Text;
  readonly problems: ProjectProblem[] = [];
  /** Everything that was read. If nothing changed, the elements are the same objects as before. */
  readonly shared: unknown[] = [];
  /** An included file could not be read. */
  partial = false;
  /** A merged text is left out: any service may have values that are not known. */
  readonly incomplete: boolean;

  /** @param asking the files of which it is asked already whether they include the others */
  constructor(input: ProjectInput, asking: readonly string[] = []) {
    this.#input = input;
    const broken: string[] = [];
    const said = input.files?.projectOf?.(input.uri);
    const folder = folderOf(said?.[0] ?? input.uri);
    const variables = this.#dotenv(resolvePath(folder, '.env'), new Map(), broken);
    const names = said ?? configFiles(input.uri, variables, input.files);
    const lost = names.filter((name) => name !== input.uri && input.files?.text(name) === undefined);
    const entry = said ? undefined : this.#includedBy([...asking, ...names]);
    if (entry) this.merged = entry.files.flatMap((uri) => this.open(uri, entry.folder, entry.variables, []));
    else {
      const project = folderOf(names[0] as string);
      const all = project === folder ? variables : this.#dotenv(resolvePath(project, '.env'), variables, broken);
      this.merged = names.flatMap((uri) => this.open(uri, project, all, []));
    }
    this.own = this.merged.find(({ file, document }) => file === undefined && document === input.document) as Text;
    const { site } = this.own.root.child('services') ?? this.own.root;
    const missing = (message: string): ProjectProblem => ({ code: 'compose-file-missing', site, message });
    const by = said ? 'projects in the configuration' : 'COMPOSE_FILE in .env';
    for (const name of lost) this.problems.push({ ...missing(`${by} names "${fileName(name)}", which cannot be read`), lost: true });
    this.problems.push(...broken.map(missing));
    const large = (entry?.files ?? names).filter((uri) => this.#tooLarge.has(uri));
    this.incomplete = large.length > 0;
    // what is too large in this file is told there
    for (const uri of large) if (uri !== input.uri) this.problems.push({ code: 'too-large', site, message: this.largeIn(uri, fileName(uri)) as string });
  }

  /**
   * The entry of `include` that names the file under analysis, in a file with a default name of this folder or one above, or in a file that
   * such a file includes. The file then has the variables of that entry.
   */
  #includedBy(asking: readonly string[]): { readonly files: readonly string[]; readonly folder: string; readonly variables: Text['variables'] } | undefined {
    const { uri: own, files } = this.#input;
    for (const uri of files ? possibleIncluders(own) : []) {
      const documents = asking.includes(uri) || files?.text(uri) === undefined ? [] : (files?.parsed(uri)?.documents ?? []);
      const first = documents.find(({ document: { root } }) => root?.type === 'map' && root.pairs.some(({ key }) => key.text === 'include'));
      if (!first || tooLarge(first.document)) continue;
      const texts = new ProjectTexts({ uri, index: first.index, document: first.document, documents, files }, asking);
      this.shared.push(...texts.shared);
      const [text, ...others] = entryOf(texts.merged, own) ?? [];
      if (text) return { files: [...new Set([text, ...others].map((one) => one.uri))], folder: text.folder, variables: text.variables };
    }
    return undefined;
  }

  /** The variables of an env file and the outer ones, which win. */
  #dotenv(uri: string, outer: ReadonlyMap<string, string>, broken: string[]): ReadonlyMap<string, string> {
    const text = this.#input.files?.text(uri);
    this.shared.push(text);
    if (text === undefined) return outer;
    const { variables, broken: line } = parseDotenv(text);
    if (line) broken.push(`line ${line.line} of ${fileName(uri)} is not "NAME=value": Compose refuses the file`);
    return new Map([...variables, ...outer]);
  }

  /**
   * The documents of a file; empty if it can't be read.
   * @param folder the folder from which its relative paths start
   * @param chain the files that lead to this one by `include`; `undefined` if the `include` of this file does not count
   */
  open(uri: string, folder: string, variables: ReadonlyMap<string, string>, chain: readonly string[] | undefined): Text[] {
    const key = `${chain ? 'with' : 'without'} ${folder} ${uri}`;
    const known = this.#opened.get(key);
    if (known) return known;
    const { documents, document: own, files } = this.#input;
    const file = uri === this.#input.uri ? undefined : uri;
    const all = file === undefined ? documents : (files?.parsed(uri)?.documents ?? []);
    const placed = all.filter(({ document }) => isPart(document));
    const texts = placed.flatMap(({ index, document }) => {
      if (document !== own) this.shared.push(document);
      const large = tooLarge(document);
      if (large) {
        this.#tooLarge.set(uri, large.message);
        return [];
      }
      const text = { file, uri, folder, document, root: Written.root(index, document, file), variables };
      return including(text, chain ? this.#includes(text, [...chain, uri]) : []);
    });
    this.#opened.set(key, texts);
    return texts;
  }

  /** What is said of an opened file of which a document is too large, and left out; `undefined` if none is. */
  largeIn(uri: string, name: string): string | undefined {
    const message = this.#tooLarge.get(uri);
    return message === undefined ? undefined : `"${name}" is ${message}`;
  }

  /** A path as written; `undefined` if it is unknown or remote, or if other files can't be read at all. */
  readable(path: Spot): string | undefined {
    const { value } = path.text();
    return value === undefined || value === '' || isRemote(value) || !this.#input.files ? undefined : value;
  }

  /** Reports a problem. A problem of another file is reported later, at the entry of this file that leads there. */
  #say(from: Bare, site: Site, problem: Omit<ProjectProblem, 'site'>): void {
    if (from.file === undefined) this.problems.push({ ...problem, site });
    else this.#deeper.push(problem);
  }

  #includes(text: Bare, chain: readonly string[]): Text[][] {
    const include = text.root.child('include');
    if (!include) return [];
    return spotIn(include, text)
      .items()
      .map((entry) => this.#included(text, entry, chain));
  }

  /** The texts of one entry of `include`. It is a project of its own, with its own folder and `.env`. */
  #included(from: Bare, entry: Spot, chain: readonly string[]): Text[] {
    const path = entry.type === 'map' ? entry.get('path') : entry;
    const paths = path.type === 'seq' ? path.items() : [path];
    const first = paths[0] && this.readable(paths[0]);
    if (first === undefined) {
      this.partial = true;
      return [];
    }
    const chosen = entry.get('project_directory').text().value;
    const folder = chosen === undefined ? folderOf(resolvePath(from.folder, first)) : resolvePath(from.folder, chosen);
    const envFiles = entry
      .get('env_file')
      .words()
      .items.flatMap(({ value }) => value ?? []);
    const broken: string[] = [];
    const variables =
      envFiles.length === 0
        ? this.#dotenv(resolvePath(folder, '.env'), from.variables, broken)
        : envFiles.reduceRight((outer, name) => this.#dotenv(resolvePath(from.folder, name), outer, broken), from.variables);
    for (const message of broken) this.#say(from, path.site, { code: 'compose-file-missing', message });
    return paths.flatMap((spot) => this.#includedFile(from, spot, folder, variables, chain));
  }

  #includedFile(from: Bare, path: Spot, folder: string, variables: ReadonlyMap<string, string>, chain: readonly string[]): Text[] {
    const name = this.readable(path);
    const uri = name === undefined ? undefined : resolvePath(from.folder, name);
    const cycle = uri !== undefined && chain.includes(uri);
    if (cycle) this.#say(from, path.site, { code: 'compose-cycle', message: `"${name}" includes this file in turn: Compose refuses the cycle`, lost: true });
    const texts = uri === undefined || cycle ? [] : this.open(uri, folder, variables, chain);
    const large = uri === undefined || name === undefined ? undefined : this.largeIn(uri, name);
    if (texts.length === 0 || large !== undefined) this.partial = true;
    const [deeper] = this.#deeper.splice(0);
    if (deeper) this.#say(from, path.site, { ...deeper, message: `in "${name}": ${deeper.message}` });
    if (large !== undefined) this.#say(from, path.site, { code: 'too-large', message: large });
    else if (texts.length === 0 && !cycle && name !== undefined)
      this.#say(from, path.site, { code: 'compose-file-missing', message: `"${name}" cannot be read: what it includes is not known`, lost: true });
    return texts;
  }
}
