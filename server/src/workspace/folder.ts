import { Builders } from './builders.ts';
import { changedIn, type Facts, NOTHING, type ObjectFact, sameFacts, together } from './facts.ts';
import { type Like, Workspace } from './workspace.ts';

/** Files whose folder is one thing of its own: what stands in it is applied together. */
const ROOT_FILES = new Set(['kustomization.yaml', 'kustomization.yml', 'Kustomization', 'Chart.yaml', '.bulkhead.yaml', '.bulkhead.yml']);

/** More places of one object than these are not compared with each other: nobody has that many environments. */
const MOST_RIVALS = 64;

/**
 * Two parts of a root that both have an object of the same identity, such as `dev/` and `prod/`: each is a folder, or a file. They are
 * environments, and what one of them says is not said of the other.
 */
type Rivals = readonly [string, string];

/** What is known of one root. */
interface Root {
  readonly rivals: readonly Rivals[];
  readonly files: readonly (readonly [string, Facts])[];
  readonly made: Map<string, Workspace>;
}

/**
 * The facts of many files, by their names: URIs, or paths with forward slashes. The files of a root belong together, but those of rival
 * environments.
 */
export class Folder {
  /** How often something has changed. */
  version = 0;
  readonly #facts = new Map<string, Facts>();
  readonly #rootFolders = new Map<string, number>();
  #rootOf = new Map<string, string>();
  #roots = new Map<string, Root>();
  #before = new Map<string, Root>();
  #builders: Builders | undefined;

  /** How many files it knows. */
  get size(): number {
    return this.#facts.size;
  }

  /** The names of its files. */
  files(): Iterable<string> {
    return this.#facts.keys();
  }

  /** What a file says. */
  factsOf(file: string): Facts | undefined {
    return this.#facts.get(file);
  }

  /** Whether it knows a file. */
  has(file: string): boolean {
    return this.#facts.has(file);
  }

  /** The Kustomizations that build on a file, directly or over others, the nearest first. */
  buildersOf(file: string): readonly string[] {
    this.#builders ??= new Builders(this.#facts);
    return this.#builders.of(file);
  }

  /** A folder of its own that knows the same. */
  copy(): Folder {
    const copy = new Folder();
    for (const [file, facts] of this.#facts) copy.#facts.set(file, facts);
    for (const [folder, count] of this.#rootFolders) copy.#rootFolders.set(folder, count);
    copy.#rootOf = new Map(this.#rootOf);
    // what is made of a root that does not change is made once for all copies
    copy.#roots = new Map(this.#roots);
    copy.#before = new Map(this.#before);
    return copy;
  }

  /** Notes what a file says. The answer is whether that is new. */
  put(file: string, facts: Facts): boolean {
    const known = this.#facts.get(file);
    if (known && sameFacts(known, facts)) return false;
    if (!known) this.#mark(file, 1);
    this.#facts.set(file, facts);
    this.#changed();
    return true;
  }

  /** Forgets a file. The answer is whether it was known. */
  delete(file: string): boolean {
    if (!this.#facts.delete(file)) return false;
    this.#mark(file, -1);
    this.#changed();
    return true;
  }

  /**
   * The files that belong together with one.
   * @param facts what that one says, where it is not what was noted
   */
  around(file: string, facts: Facts = this.#facts.get(file) ?? NOTHING): Workspace {
    const root = this.#root(this.#rootOfFile(file));
    const known = this.#facts.get(file);
    if (known && sameFacts(known, facts)) {
      return madeFor(file, root);
    }
    const files = known ? root.files.map((one) => (one[0] === file ? ([file, facts] as const) : one)) : [...root.files, [file, facts] as const];
    const isAsBefore = known && sameObjects(known, facts);
    const like = isAsBefore && { workspace: madeFor(file, root), changed: changedIn(known, facts) };
    return workspaceOf(file, { files, rivals: isAsBefore ? root.rivals : rivalsIn(files) }, like || undefined);
  }

  #mark(file: string, by: number): void {
    if (!ROOT_FILES.has(file.slice(file.lastIndexOf('/') + 1))) return;
    const folder = folderOf(file);
    const count = (this.#rootFolders.get(folder) ?? 0) + by;
    if (count > 0) this.#rootFolders.set(folder, count);
    else this.#rootFolders.delete(folder);
    this.#rootOf = new Map();
  }

  /** Roots that turn out to be as before keep what was made of them. */
  #changed(): void {
    this.version++;
    this.#builders = undefined;
    for (const [name, root] of this.#roots) this.#before.set(name, root);
    this.#roots = new Map();
  }

  #rootOfFile(file: string): string {
    const known = this.#rootOf.get(file);
    if (known !== undefined) return known;
    let folder = folderOf(file);
    while (folder !== '' && !this.#rootFolders.has(folder)) folder = folderOf(folder);
    this.#rootOf.set(file, folder);
    return folder;
  }

  #root(name: string): Root {
    if (this.#roots.size === 0) {
      const files = new Map<string, [string, Facts][]>();
      for (const [file, facts] of this.#facts) {
        const root = this.#rootOfFile(file);
        const others = files.get(root);
        if (others) others.push([file, facts]);
        else files.set(root, [[file, facts]]);
      }
      for (const [root, own] of files) {
        const before = this.#before.get(root);
        const same = before?.files.length === own.length && before.files.every(([file, facts], i) => own[i]?.[0] === file && own[i]?.[1] === facts);
        this.#roots.set(root, same && before ? before : { files: own, rivals: rivalsIn(own), made: new Map() });
      }
      this.#before = new Map();
    }
    return this.#roots.get(name) ?? { files: [], rivals: [], made: new Map() };
  }
}

/** The parts of a root that are no part of the environment of a file. */
function rivalsOf(file: string, rivals: readonly Rivals[]): string[] {
  return [...new Set(rivals.flatMap(([one, other]) => [...(isWithin(file, one) ? [other] : []), ...(isWithin(file, other) ? [one] : [])]))];
}

/** What a file of a root sees, made once for all that see the same. */
function madeFor(file: string, root: Root): Workspace {
  const key = rivalsOf(file, root.rivals).sort().join('\n');
  const made = root.made.get(key) ?? workspaceOf(file, root);
  root.made.set(key, made);
  return made;
}

function workspaceOf(file: string, { files, rivals }: Pick<Root, 'files' | 'rivals'>, like?: Like): Workspace {
  const excluded = rivalsOf(file, rivals);
  const seen = () => files.filter(([one]) => !excluded.some((part) => isWithin(one, part))).map(([, said]) => said);
  return new Workspace(() => together(seen(), like && { facts: like.workspace.facts, changed: like.changed }), like);
}

function sameObjects(a: Facts, b: Facts): boolean {
  const key = ({ kind, namespace, name }: ObjectFact) => `${kind} ${namespace} ${name}`;
  return a.objects.length === b.objects.length && a.objects.every((one, i) => key(one) === key(b.objects[i] ?? one));
}

/** The environments of a root. */
function rivalsIn(files: readonly (readonly [string, Facts])[]): Rivals[] {
  const places = new Map<string, string[]>();
  for (const [file, { objects }] of files)
    for (const { kind, namespace, name } of objects) {
      const key = `${kind} ${namespace} ${name}`;
      const known = places.get(key);
      if (!known) places.set(key, [file]);
      else if (known.length < MOST_RIVALS && !known.includes(file)) known.push(file);
    }
  const pairs = new Map<string, Rivals>();
  for (const all of places.values())
    for (let i = 1; i < all.length; i++)
      for (let j = 0; j < i; j++) {
        const pair = parted(all[j] ?? '', all[i] ?? '');
        pairs.set(pair.join('\n'), pair);
      }
  return [...pairs.values()];
}

/** Where the ways to two files part. */
function parted(a: string, b: string): Rivals {
  const [one, other] = [a.split('/'), b.split('/')];
  let depth = 0;
  while (depth < one.length && one[depth] === other[depth]) depth++;
  return [one.slice(0, depth + 1).join('/'), other.slice(0, depth + 1).join('/')];
}

function isWithin(file: string, part: string): boolean {
  return file === part || (file.startsWith(part) && file[part.length] === '/');
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')));
}
