import { folderOf, resolvePath } from '../compose/files.ts';
import { generate, hashOf } from './generate.ts';
import { type Built, builtOf, called, identityOf, isSame, remember, scalarAt } from './objects.ts';
import { Patches } from './patches.ts';
import { followNames } from './references.ts';
import { type BuildInput, type BuildProblem, BuildTexts, isRemote, itemsOf } from './texts.ts';
import { addAnnotations, addLabels, affix, fieldsOf, labelReachOf, renamed, setImages, setNamespace, setReplicas } from './transform.ts';
import { hideVariables, replace } from './unknowns.ts';
import { at, Budget, type FileSite, isNull, type MapValue, type Origin, scalarText, TooMuch, textAt, unknown, type Value } from './value.ts';

/** What a Kustomization builds. */
export interface Build {
  readonly objects: readonly Built[];
  readonly problems: readonly BuildProblem[];
  /** The files that were read, the Kustomization too. */
  readonly files: ReadonlySet<string>;
  /** Of each file or folder in `resources`: where the Kustomization that was asked for names it, by the files that come with it. */
  readonly entries: ReadonlyMap<string, FileSite>;
}

/** Kustomizations nested deeper than this are not read. */
const DEEPEST = 24;

/** Builds a Kustomization. Never throws: what is missing, broken or goes in a circle is a problem, and the rest is built. */
export function build(input: BuildInput): Build {
  const budget = new Budget();
  const texts = new BuildTexts(input, budget);
  const builder = new Builder(texts, budget);
  const root: FileSite = { file: input.uri, document: 0, path: [], part: 'value' };
  try {
    const objects = builder.whole(input.uri, { site: root });
    return { objects, problems: texts.problems, files: texts.read, entries: texts.entries };
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    texts.say('too-large', { site: root }, 'the Kustomization builds more than can be judged');
    return { objects: [], problems: texts.problems, files: texts.read, entries: texts.entries };
  }
}

class Builder {
  readonly #texts: BuildTexts;
  readonly #budget: Budget;
  readonly #chain: string[] = [];
  readonly #variables = new Set<string>();

  constructor(texts: BuildTexts, budget: Budget) {
    this.#texts = texts;
    this.#budget = budget;
  }

  whole(uri: string, from: Origin): Built[] {
    const objects = this.#accumulate(uri, from, []);
    for (const built of objects) if (built.hashed) this.#hash(built);
    followNames(objects);
    hideVariables(objects, this.#variables);
    return objects.filter(({ value }) => textAt(value, 'metadata', 'annotations', 'config.kubernetes.io/local-config') !== 'true');
  }

  #hash(built: Built): void {
    const metadata = at(built.value, 'metadata');
    const name = metadata?.type === 'map' ? scalarAt(metadata, 'name') : undefined;
    if (metadata?.type !== 'map' || !name) return;
    remember(built);
    metadata.entries.set('name', built.hashed?.known ? renamed(name, `${name.text}-${hashOf(built)}`) : unknown(name.origin));
  }

  /** Adds what a Kustomization builds to the objects that are there, and changes all of them. */
  #accumulate(uri: string, from: Origin, objects: Built[]): Built[] {
    if (this.#chain.length >= DEEPEST) {
      this.#texts.say('too-large', from, 'Kustomizations this deep are not read');
      return objects;
    }
    // kustomize reads the first document alone
    const root = this.#texts.documents(uri, from)?.[0];
    if (root?.type !== 'map') return objects;
    this.#chain.push(uri);
    this.#resources(root, folderOf(uri), objects);
    this.#components(root, folderOf(uri), objects);
    this.#generators(root, folderOf(uri), objects);
    this.#transform(root, folderOf(uri), objects);
    this.#chain.pop();
    return objects;
  }

  #resources(root: MapValue, folder: string, objects: Built[]): void {
    for (const entry of [...itemsOf(at(root, 'resources')), ...itemsOf(at(root, 'bases'))]) {
      const found = this.#named(entry, folder, (uri, isFolder) => {
        if (isFolder) return this.#accumulate(uri, entry.origin, []);
        const documents = this.#texts.documents(uri, entry.origin);
        return documents?.flatMap((document) => this.#objectsOf(document, entry));
      });
      for (const built of found) this.#add(built, objects, entry);
    }
  }

  #components(root: MapValue, folder: string, objects: Built[]): void {
    for (const entry of itemsOf(at(root, 'components')))
      this.#named(entry, folder, (uri, isFolder) => {
        if (isFolder) return this.#accumulate(uri, entry.origin, objects);
        this.#texts.say('kustomize-refused', entry.origin, `"${scalarText(entry)}" is a file, and a component is a folder: kustomize refuses it`);
        return [];
      });
  }

  /** What a file or folder gives that an entry names. */
  #named(entry: Value, folder: string, read: (uri: string, isFolder: boolean) => Built[] | undefined): Built[] {
    const name = scalarText(entry);
    const { origin } = entry;
    if (entry.type !== 'scalar' || name.trim() === '') {
      this.#texts.say('kustomize-refused', origin, 'a name of a file or folder is expected: kustomize refuses it');
      return [];
    }
    const before = new Set(this.#texts.read);
    const uri = resolvePath(folder, name);
    // a name like that of a file is rarely that of a folder
    const isFile = /\.(?:ya?ml|json)$/i.test(name) && this.#texts.files.text(uri) !== undefined;
    const inside = isFile ? undefined : this.#texts.kustomizationIn(uri);
    const isAsked = this.#chain.length === 1;
    const hasText = isFile || (inside === undefined && this.#texts.files.text(uri) !== undefined);
    if (inside === undefined && !hasText) {
      if (isRemote(name)) this.#texts.say('kustomize-unknown', origin, `"${name}" is not in these folders: what it adds is not known`);
      else this.#texts.say('kustomize-missing', origin, `"${name}" cannot be read: what it adds is not known`);
      return [];
    }
    if (inside !== undefined && this.#chain.includes(inside)) {
      this.#texts.say('kustomize-cycle', origin, `"${name}" leads back to this Kustomization: kustomize refuses the circle`);
      return [];
    }
    const found = read(inside ?? uri, inside !== undefined) ?? [];
    const { entries } = this.#texts;
    if (isAsked) for (const file of this.#texts.read) if (!before.has(file) && !entries.has(file)) entries.set(file, origin.site);
    return found;
  }

  /** The objects of a document: those of a list one by one. */
  #objectsOf(document: Value, entry: Value): Built[] {
    if (document.type !== 'map') {
      if (!isNull(document)) this.#texts.say('kustomize-refused', entry.origin, `"${scalarText(entry)}" has a document that is no object`);
      return [];
    }
    const { kind, name } = identityOf({ value: document });
    const items = at(document, 'items');
    if (kind.endsWith('List') && items?.type === 'seq') return items.items.flatMap((item) => this.#objectsOf(item, entry));
    const isKnown = at(document, 'kind') !== undefined && (name !== '' || at(document, 'metadata', 'name') !== undefined);
    if (!isKnown) this.#texts.say('kustomize-refused', entry.origin, `"${scalarText(entry)}" has an object without a kind or a name: kustomize refuses it`);
    return isKnown ? [builtOf(document)] : [];
  }

  #add(built: Built, objects: Built[], entry: Value): void {
    const identity = identityOf(built);
    if (objects.some((other) => isSame(identityOf(other), identity)))
      this.#texts.say('kustomize-refused', entry.origin, `${called(identity)} is there twice: kustomize refuses it`);
    else objects.push(built);
  }

  #generators(root: MapValue, folder: string, objects: Built[]): void {
    const say = (origin: Origin, message: string) => this.#texts.say(/refuses/.test(message) ? 'kustomize-refused' : 'kustomize-missing', origin, message);
    const made = (origin: Origin): Origin => ({ ...origin, made: true });
    const generating = { folder, files: this.#texts.files, say, options: at(root, 'generatorOptions'), made };
    for (const entry of itemsOf(at(root, 'configMapGenerator'))) generate('ConfigMap', entry, objects, generating);
    for (const entry of itemsOf(at(root, 'secretGenerator'))) generate('Secret', entry, objects, generating);
    for (const key of ['generators', 'helmCharts', 'helmChartInflationGenerator'])
      for (const entry of itemsOf(at(root, key))) this.#texts.say('kustomize-unknown', entry.origin, `what ${key} make is not known here: it is not judged`);
  }

  #transform(root: MapValue, folder: string, objects: Built[]): void {
    const patches = new Patches(this.#texts, this.#budget, folder, objects);
    const each = (key: string, run: (entry: Value) => void) => {
      for (const entry of itemsOf(at(root, key))) run(entry);
    };
    each('patchesStrategicMerge', (entry) => patches.strategic(entry));
    each('patches', (entry) => patches.any(entry));
    const [namespace, prefix, suffix] = ['namespace', 'namePrefix', 'nameSuffix'].map((key) => scalarAt(root, key));
    if (namespace && namespace.text !== '') setNamespace(objects, namespace);
    if (prefix) affix(objects, prefix, 'prefix');
    if (suffix) affix(objects, suffix, 'suffix');
    const common = at(root, 'commonLabels');
    if (common) addLabels(objects, common, 'selectors', []);
    each('labels', (entry) => {
      const pairs = at(entry, 'pairs');
      if (pairs) addLabels(objects, pairs, labelReachOf(entry), fieldsOf(entry));
    });
    const annotations = at(root, 'commonAnnotations');
    if (annotations) addAnnotations(objects, annotations);
    each('patchesJson6902', (entry) => patches.json(entry));
    each('replicas', (entry) => setReplicas(objects, entry));
    each('images', (entry) => setImages(objects, entry));
    each('replacements', (entry) => replace(entry, objects, this.#texts, folder));
    each('vars', (entry) => this.#variables.add(textAt(entry, 'name') ?? ''));
    each('transformers', (entry) => {
      this.#texts.say('kustomize-unknown', entry.origin, 'what transformers change is not known here: what an object leaves out is not judged');
      for (const built of objects) built.partial = true;
    });
  }
}
