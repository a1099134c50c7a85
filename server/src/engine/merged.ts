import type { PathOp } from '../fix/ops.ts';
import type { ChangedDocuments } from '../fix/verify.ts';
import { effectiveCompose } from '../isolation/compose.ts';
import { oncePer } from '../isolation/once.ts';
import { DEFAULT_MINOR } from '../isolation/versions.ts';
import { loadProject, type Project } from '../manifest/compose/project.ts';
import { sameMaking } from '../manifest/compose/same-making.ts';
import { isPart } from '../manifest/compose/texts.ts';
import type { ServiceView } from '../manifest/compose/views.ts';
import type { Leaf } from '../manifest/place.ts';
import { RULES } from '../rules/index.ts';
import type { Rule, RuleContext } from '../rules/rule.ts';
import { sameAnchors } from '../syntax/names.ts';
import { follow, writtenPath } from '../syntax/navigate.ts';
import { type Json, type Path, type Site, startsWith } from '../syntax/site.ts';
import type { PlacedDocument, SyntaxDocument } from '../syntax/source-file.ts';
import { fileName } from '../text/uri.ts';
import { NO_WORKSPACE } from '../workspace/workspace.ts';
import { generalised, keyOf, keysOf, moreOf } from './leaf-keys.ts';

/** The changed documents of each file, by its URI. */
export type ChangedFiles = ReadonlyMap<string, ChangedDocuments>;

/** An operation, and the file that it changes. */
interface FileOp {
  readonly op: PathOp;
  readonly uri: string;
}

/** A value at a path, with every index as `*`. */
interface Value {
  readonly path: string;
  readonly text: string;
}

/** The file that a change is made in, as it is. */
export interface OwnFile {
  readonly uri: string;
  readonly documents: readonly PlacedDocument[];
}

/** A project before and after a change. */
export interface Change {
  readonly before: Project;
  readonly after: Project;
}

/**
 * Why a change of a Compose project must not be made: its services, merged, would then not differ as the operations say. `undefined` if they
 * do.
 * - No value comes that no operation writes: what is removed may hide what another text says.
 * - What is written counts: no other text takes it away or wins over it.
 * - What is removed goes: the service does not take the same from another service. Nothing else goes.
 * - No service gets a capability that it does not have, or becomes one that Compose refuses.
 *
 * @param uri the file of operations that name none
 */
export function mergedOtherwise(uri: string, changes: readonly Change[], ops: readonly PathOp[]): string | undefined {
  const all = ops.map((op): FileOp => ({ op, uri: op.at.file ?? uri }));
  for (const { before, after } of changes) {
    const why = new Comparison(before, after, all).why();
    if (why !== undefined) return why;
  }
  return undefined;
}

/**
 * The projects that a change may alter, before and after it: those given, and those that start with a changed file.
 * @param own the file that the change is made in
 */
export function changesOf(own: OwnFile, projects: readonly Project[], changed: ChangedFiles): Change[] {
  const given = new Set(projects.map(({ input }) => input.uri));
  return projects.flatMap((project, i) => {
    const { input } = project;
    const read = (uri: string) => (uri === own.uri ? own : uri === input.uri ? input : input.files?.parsed(uri));
    const now = (uri: string) => withChanges(read(uri), changed.get(uri));
    const others = i === 0 ? [...changed.keys()].filter((uri) => !given.has(uri)) : [];
    const known = hasRead(project, own) ? project : projectOf(project, input.uri, input.index, read);
    const befores = [...(known ? [known] : []), ...others.flatMap((uri) => projectsOf(project, uri, read))];
    return befores.flatMap((before) => {
      const after = projectOf(before, before.input.uri, before.input.index, now);
      return after ? [{ before, after }] : [];
    });
  });
}

/** Whether a project was loaded from the file as it is. A reader of a file that was edited has not seen the new text yet. */
function hasRead({ input }: Project, { uri, documents }: OwnFile): boolean {
  const seen = input.uri === uri ? input.documents : (input.files?.parsed(uri)?.documents ?? []);
  return seen === documents || (seen.length === documents.length && documents.every(({ document }, i) => document.text === seen[i]?.document.text));
}

type Documents = Pick<OwnFile, 'documents'>;

function withChanges(file: Documents | undefined, changes: ChangedDocuments | undefined): Documents | undefined {
  if (!file || !changes) return file;
  return { documents: file.documents.map((placed) => ({ ...placed, document: changes.get(placed.index) ?? placed.document })) };
}

/** The projects that start with a file: one for each of its documents. `beside` is a project that is known. */
function projectsOf(beside: Project, uri: string, parsed: (uri: string) => Documents | undefined): Project[] {
  return (parsed(uri)?.documents ?? []).flatMap(({ index }) => projectOf(beside, uri, index, parsed) ?? []);
}

/** A project read with other texts. Of `known`, everything else is taken over, and if it is the same one, what does not change of it, too. */
function projectOf(known: Project, uri: string, index: number, parsed: (uri: string) => Documents | undefined): Project | undefined {
  const documents = parsed(uri)?.documents ?? [];
  const document = documents.find((placed) => placed.index === index)?.document;
  if (!document || !isPart(document)) return undefined;
  const { files: given, team, ...input } = known.input;
  // of YAML files, the text is asked for only to see whether they exist
  const files = given && {
    parsed,
    text: (name: string) => given.text(name) ?? (parsed(name) ? '' : undefined),
    projectOf: (name: string) => given.projectOf?.(name),
  };
  const isSame = input.uri === uri && input.index === index && sameAnchors(input.document, document);
  return loadProject({ uri, index, document, documents, files, ...(team ? { team } : {}) }, () => undefined, isSame ? known : undefined);
}

/** Compares the services of a project before and after a change. */
class Comparison {
  readonly #before: Project;
  readonly #after: Project;
  /** What the operations write, by file and path. */
  readonly #written: ReadonlySet<string>;
  /** Where operations take something away, by file and path. */
  readonly #taken: ReadonlySet<string>;
  /** The items of lists that operations take away: of equal ones that several texts list, only one is a leaf. */
  readonly #items: readonly string[];
  /** Those of the file under analysis, by service. */
  readonly #own: ReadonlyMap<string, readonly FileOp[]>;

  constructor(before: Project, after: Project, ops: readonly FileOp[]) {
    this.#before = before;
    this.#after = after;
    this.#taken = new Set(ops.flatMap(({ op, uri }) => (takes(op) ? [keyAt(uri, op.at.document, op.at.path)] : [])));
    this.#items = ops.flatMap((one) => (takes(one.op) ? itemsAt(one, before) : []));
    this.#own = byService(ops.filter(({ uri }) => uri === after.input.uri));
    this.#written = new Set(ops.flatMap(({ op, uri }) => valuesOf(op).map(({ path, text }) => placed(uri, op.at.document, path, text))));
  }

  why(): string | undefined {
    const known = new Map(this.#before.entries.map((entry) => [entry.name, entry]));
    const isSame = sameMaking(this.#before, this.#after);
    for (const entry of this.#after.entries) {
      const before = known.get(entry.name);
      if (before && isSame(before, entry)) continue;
      const [was, is] = [before?.read(), entry.read()];
      const why =
        this.#whyOf(entry.name, was?.spot.leaves() ?? [], is?.spot.leaves() ?? []) ?? (was && is && (moreCapabilities(was, is) ?? newlyRefused(was, is)));
      if (why !== undefined) return why;
    }
    return undefined;
  }

  #whyOf(name: string, before: readonly Leaf[], after: readonly Leaf[]): string | undefined {
    const revealed = moreOf(after, before, (leaf) => this.#isWritten(leaf));
    if (revealed) return `"${name}" would then take ${wordsOf(revealed)} from ${this.#whereOf(revealed, name)}`;
    const own = this.#own.get(name) ?? [];
    const isReplaced = ({ path }: Leaf) => own.some(({ op }) => op.op === 'set' && startsWith(path, op.at.path.slice(2)));
    const hidden = moreOf(before, after, (leaf) => this.#isTaken(leaf) || isReplaced(leaf));
    if (hidden) return `"${name}" would lose ${wordsOf(hidden)}: another entry would win over it`;
    const counts = new Set(own.length === 0 ? [] : keysOf(after));
    const lost = own.flatMap(({ op }) => valuesOf(op)).find(({ path, text }) => !counts.has(`${path.slice(`services/${name}/`.length)} ${text}`));
    if (lost) return `"${name}" would not get ${lost.text} there: another text of the project takes it away or wins over it`;
    const others = after.filter(({ site }) => site.path[1] !== name);
    if (others.length === 0) return undefined;
    const gone = new Set([...this.#items, ...before.flatMap((leaf) => (this.#isTaken(leaf) ? [keyOf(leaf.path, leaf.text)] : []))]);
    const kept = others.find(({ path, text }) => gone.has(keyOf(path, text)));
    return kept && `"${name}" takes ${wordsOf(kept)} from ${this.#whereOf(kept, name)} too: change it there first`;
  }

  #isWritten({ site, text }: Leaf): boolean {
    const uri = site.file ?? this.#after.input.uri;
    return pathsOf(site, this.#after).some((path) => this.#written.has(placed(uri, site.document, generalised(path), text)));
  }

  #isTaken({ site }: Leaf): boolean {
    const uri = site.file ?? this.#before.input.uri;
    const isTaken = (path: Path): boolean => {
      let key = keyAt(uri, site.document, []);
      return path.some((step) => {
        key = belowKey(key, step);
        return this.#taken.has(key);
      });
    };
    return this.#taken.size > 0 && pathsOf(site, this.#before).some(isTaken);
  }

  #whereOf({ site }: Leaf, name: string): string {
    const service = site.path[0] === 'services' && site.path[1] !== name ? `"${site.path[1]}"` : undefined;
    const file = site.file === undefined ? undefined : fileName(site.file);
    return [service, file].filter((part) => part !== undefined).join(' in ') || 'another text';
  }
}

/** The path of a place, and the path at which it is written: not through aliases and merge keys. */
function pathsOf({ file, document: index, path }: Site, project: Project): readonly Path[] {
  const document = documentAt(file, index, project);
  return document && document.anchors.size > 0 ? [path, writtenPath(document, path)] : [path];
}

function documentAt(file: string | undefined, index: number, { input: { documents, files } }: Project): SyntaxDocument | undefined {
  const all = file === undefined ? documents : files?.parsed(file)?.documents;
  return all?.find((placed) => placed.index === index)?.document;
}

/** The item of a list of a service that an operation is about, as {@link keyOf} names it. */
function itemsAt({ op: { at }, uri }: FileOp, project: Project): string[] {
  if (typeof at.path.at(-1) !== 'number' || at.path[0] !== 'services') return [];
  const document = documentAt(uri === project.input.uri ? undefined : uri, at.document, project);
  const node = document && follow(document, at.path)?.node;
  return node?.type === 'scalar' ? [keyOf(at.path.slice(2), node.text)] : [];
}

function moreCapabilities(before: ServiceView, after: ServiceView): string | undefined {
  const [had, has] = [before, after].map((service) => effectiveCompose(service).capabilities.value) as [readonly string[], readonly string[]];
  const more = had.includes('ALL') ? undefined : has.find((name) => !had.includes(name));
  return more && `"${after.name}" would get the capability ${more}, which it does not have now`;
}

/** What Compose then refuses of a service, and takes now. */
function newlyRefused(before: ServiceView, after: ServiceView): string | undefined {
  const had = refusalsOf(before);
  const rule = REFUSING.find((one, i) => reports(one, after) > (had[i] ?? 0));
  return rule && `it would bring ${rule.id} to "${after.name}"`;
}

/** How often each rule reports something in a service, which many changes are compared with. */
const refusalsOf = oncePer((service: ServiceView): readonly number[] => REFUSING.map((one) => reports(one, service)));

const REFUSING = RULES.filter(({ refuses, check }) => refuses && check['compose.service']);

function reports({ check }: Rule, service: ServiceView): number {
  return [...(check['compose.service']?.(service, CONTEXT) ?? [])].length;
}

/** A refusal depends on no setting. */
const CONTEXT: RuleContext = {
  runtimeClass: undefined,
  kubernetesVersion: DEFAULT_MINOR,
  threatModel: 'trusted-internal',
  podSecurity: undefined,
  intact: true,
  options: {},
  workspace: NO_WORKSPACE,
};

/** The values that an operation writes, by their paths in the document. */
function valuesOf(op: PathOp): Value[] {
  if (op.op !== 'set' && op.op !== 'append' && op.op !== 'ensure') return [];
  return scalarsOf(op.value, op.op === 'set' ? op.at.path : [...op.at.path, 0]);
}

function scalarsOf(value: Json, path: Path): Value[] {
  if (Array.isArray(value)) return value.flatMap((item: Json) => scalarsOf(item, [...path, 0]));
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([key, inner]) => scalarsOf(inner as Json, [...path, key]));
  return [{ path: generalised(path), text: value === null ? '' : String(value) }];
}

/** Whether an operation takes away what stands at its place. */
function takes({ op }: PathOp): boolean {
  return op === 'remove' || op === 'set' || op === 'rename';
}

function byService(ops: readonly FileOp[]): ReadonlyMap<string, readonly FileOp[]> {
  const found = new Map<string, FileOp[]>();
  for (const one of ops) {
    const [root, name] = one.op.at.path;
    if (root !== 'services' || typeof name !== 'string') continue;
    const others = found.get(name);
    if (others) others.push(one);
    else found.set(name, [one]);
  }
  return found;
}

function keyAt(uri: string, document: number, path: Path): string {
  return path.reduce(belowKey, `${uri} ${document}`);
}

function belowKey(key: string, step: string | number): string {
  return `${key}\n${typeof step} ${step}`;
}

function placed(uri: string, document: number, path: string, text: string): string {
  return `${uri} ${document} ${path} ${text}`;
}

function wordsOf({ path, text }: Leaf): string {
  return `${path.filter((step) => typeof step === 'string').join('.')} ${text}`.trim();
}
