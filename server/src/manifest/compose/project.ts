import type { Site } from '../../syntax/site.ts';
import type { Node } from '../../syntax/tree.ts';
import type { Place } from '../place.ts';
import type { Spot } from '../spot.ts';
import { EnvFiles, NOTHING_GIVEN } from './env-files.ts';
import { DEFINITION_MERGE, SERVICE_MERGE } from './fields.ts';
import { folderOf, resolvePath } from './files.ts';
import { LoadedView } from './loaded-view.ts';
import { Merged } from './merge.ts';
import { isDescription, type Merge, type Resolved, together } from './resolved.ts';
import { readService } from './service.ts';
import { type ServiceEntry, sameElements } from './service-entry.ts';
import { isForSwarm } from './swarm.ts';
import { layersOf, type ProjectInput, type ProjectProblem, ProjectTexts, scalarsIn, spotIn, type Text } from './texts.ts';
import type { Definitions, ProjectView, Question, ServiceView } from './views.ts';

/** A Compose project, as seen from the file under analysis. */
export interface Project {
  /** What it was loaded from. */
  readonly input: ProjectInput;
  readonly view: ProjectView;
  /** The services of the merged files, without those of included files. */
  readonly entries: readonly ServiceEntry[];
  /** Everything that any service may depend on. If nothing changed, the elements are the same objects as before. */
  readonly shared: readonly unknown[];
  readonly problems: readonly ProjectProblem[];
  /** No other file or document is part of it. */
  readonly alone: boolean;
  /** Whether any text of the project gives a service a value. */
  describes(name: string): boolean;
  /** The services that nothing but one node of this document describes. */
  readonly plain: ReadonlyMap<string, Node>;
  /** The services that were read, each with what it is made of. */
  readonly views: ReadonlyMap<string, ReadService>;
  /** As `ask` of the view. */
  ask<T>(question: Question<T>): T;
  /** The file is checked: the result of the last analysis is not needed any more, and let go. */
  settle(): void;
}

interface ReadService {
  readonly parts: readonly unknown[];
  readonly view: ServiceView;
}

const KINDS = ['volumes', 'networks', 'secrets', 'configs'] as const;
const MAX_DEPTH = 24;
/** At most this many descriptions of services are read in all: files that include and extend each other crosswise give exponentially many. */
const MAX_STEPS = 100_000;

/** One for all: V8 would keep each project with one of its own until the next full collection. */
const IGNORED = (): void => undefined;

/**
 * Reads the project that a file belongs to. Never throws: missing files and cycles become `problems`.
 * @param onRead called when a rule reads all services, or asks a question about them
 * @param before the result of the last analysis, if no anchor of the file changed since: unchanged services are reused
 * @param twin the same project, loaded from the same document before: its services are reused, too
 */
export function loadProject(input: ProjectInput, onRead: (question?: Question<unknown>) => void, before?: Project, twin?: Project): Project {
  return new Loader(input, onRead, before, twin).load();
}

class Loader {
  readonly #input: ProjectInput;
  #onRead: (question?: Question<unknown>) => void;
  readonly #texts: ProjectTexts;
  readonly #envFiles: EnvFiles;
  readonly #project: ProjectView;
  readonly #views = new Map<string, ReadService>();
  readonly #resolved = new Map<string, Resolved>();
  readonly #plain = new Map<string, Node>();
  /** No other file or document is part of the project. */
  readonly #alone: boolean;
  readonly #own: Place | undefined;
  #before: Project | undefined;
  #twin: Project | undefined;
  readonly #swarm: boolean;
  readonly #answers = new Map<Question<unknown>, unknown>();
  #services: readonly ServiceView[] | undefined;
  /** Of earlier states, whether nothing shared changed since. */
  readonly #same = new Map<Project, boolean>();
  #steps = 0;

  constructor(input: ProjectInput, onRead: (question?: Question<unknown>) => void, before: Project | undefined, twin: Project | undefined) {
    this.#input = input;
    this.#texts = new ProjectTexts(input);
    this.#envFiles = new EnvFiles(this.#texts, input.files);
    this.#before = before;
    this.#twin = twin;
    this.#onRead = onRead;
    this.#alone = this.#texts.merged.length === 1 && layersOf(this.#texts.own).length === 1;
    this.#own = this.#texts.own.root.child('services');
    this.#swarm = this.#texts.merged.flatMap(layersOf).some(({ uri, root, document }) => isForSwarm(uri, root, document));
    this.#texts.shared.push(this.#swarm);
    this.#project = this.#view(this.#texts.own);
  }

  load(): Project {
    const { own, merged, shared, problems } = this.#texts;
    // of a large map that is read in pieces, only the entries are the same objects as before
    for (const { key, value } of own.root.node?.type === 'map' ? own.root.node.pairs : [])
      if (key.text !== 'services') shared.push(key.text, ...(value?.type === 'map' ? value.pairs.flatMap((pair) => [pair.key.text, pair.value]) : [value]));
    // services that only another file describes count too: they may use a definition of this file
    const names = new Set([own, ...merged].flatMap(({ root }) => root.child('services')?.keys() ?? []));
    const entries = [...names].flatMap((name) => this.#entry(own, name, this.#own?.child(name)) ?? []);
    const describes = (name: string) => this.#resolve(name).sources.some(({ place: { node } }) => node?.type === 'map');
    const settle = () => {
      this.#before = undefined;
      this.#twin = undefined;
      this.#same.clear();
      this.#onRead = IGNORED; // it knows the checks before
    };
    const alone = this.#alone;
    const ask = <T>(question: Question<T>) => this.#answer(question);
    return { input: this.#input, view: this.#project, entries, shared, problems, alone, describes, plain: this.#plain, views: this.#views, ask, settle };
  }

  #view(own: Text): ProjectView {
    const texts = this.#texts.merged.flatMap(layersOf);
    const name = this.#texts.merged.flatMap((text) => text.root.child('name') ?? []).at(-1);
    const include = own.root.child('include');
    const definitions = (kind: (typeof KINDS)[number]): Definitions => {
      const maps = texts.flatMap(({ root }) => root.child(kind) ?? []);
      return {
        names: [...new Set(maps.flatMap((map) => map.keys()))],
        get: (key) => {
          const places = maps.flatMap((map) => map.child(key) ?? []);
          const home = places.find(({ site }) => site.file === undefined) ?? places[0];
          const merged = home && Merged.of(places, DEFINITION_MERGE, home.site, scalarsIn(own));
          return merged ? spotIn(merged, own) : spotIn(own.root, own).get(kind, key);
        },
      };
    };
    const known = {
      site: own.root.site,
      name: name && spotIn(name, own).text().value,
      volumes: definitions('volumes'),
      networks: definitions('networks'),
      secrets: definitions('secrets'),
      configs: definitions('configs'),
      includes: include ? spotIn(include, own).items() : [],
      swarm: this.#swarm,
      team: this.#input.team ?? {},
      partial: this.#texts.partial,
    };
    const all = () => {
      this.#onRead();
      return this.#all();
    };
    const answer = <T>(question: Question<T>) => {
      this.#onRead(question);
      return this.#answer(question);
    };
    return new LoadedView(known, { all, answer });
  }

  #all(): readonly ServiceView[] {
    const names = () => new Set(this.#texts.merged.flatMap(layersOf).flatMap(({ root }) => root.child('services')?.keys() ?? []));
    this.#services ??= [...names()].flatMap((name) => this.#service(this.#texts.own, name) ?? []);
    return this.#services;
  }

  #answer<T>(question: Question<T>): T {
    if (!this.#answers.has(question)) this.#answers.set(question, question.answer(this.#all()));
    return this.#answers.get(question) as T;
  }

  #entry(text: Text, name: string, place: Place | undefined): ServiceEntry | undefined {
    const own = place && spotIn(place, text);
    if (own && own.type !== 'map') return undefined;
    const { sources, parts, problems } = this.#resolve(name, place);
    return {
      name,
      own,
      nodes: sources.map(({ place }) => place.node),
      parts,
      problems,
      lookup: (variable) => text.variables.get(variable),
      read: () => this.#service(text, name),
    };
  }

  #service(own: Text, name: string): ServiceView | undefined {
    const known = this.#views.get(name);
    if (known) return known.view;
    const { sources, parts, partial, given } = this.#resolve(name);
    const earlier = this.#earlier(this.#twin, name, parts) ?? this.#earlier(this.#before, name, parts);
    if (earlier) {
      const view = { ...earlier.view, project: this.#project };
      this.#views.set(name, { parts, view });
      return view;
    }
    const written = this.#texts.merged.find(({ root }) => root.child('services')?.child(name));
    const home = written ?? this.#texts.merged.flatMap(layersOf).find(({ root }) => root.child('services')?.child(name));
    const site = home?.root.child('services')?.child(name)?.site;
    const places = sources.map(({ place }) => place);
    const merged = home && site && Merged.of(places, SERVICE_MERGE, site, scalarsIn(home));
    if (!home || merged?.node?.type !== 'map') return undefined;
    const spot = spotIn(merged, home);
    const here = own.root.child('services')?.child(name);
    const origin = { included: written === undefined, partial, extends: (here ? spotIn(here, own) : spot).get('extends') };
    const service = readService(this.#project, name, spot, origin, given);
    this.#views.set(name, { parts, view: service });
    return service;
  }

  /** A service as it was read for another state of the project, if it is the same in this one. Called only after everything is read. */
  #earlier(project: Project | undefined, name: string, parts: readonly unknown[]): ReadService | undefined {
    const read = project?.views.get(name);
    if (!project || !read || !sameElements(read.parts, parts)) return undefined;
    const same = this.#same.get(project) ?? sameElements(project.shared, this.#texts.shared);
    this.#same.set(project, same);
    return same ? read : undefined;
  }

  /** @param here the service in this document, if that is known */
  #resolve(name: string, here?: Place): Resolved {
    const known = this.#resolved.get(name);
    if (known) return known;
    const resolved = this.#resolvedAsBefore(name, here) ?? this.#resolvedAnew(name);
    this.#resolved.set(name, resolved);
    const [node] = resolved.parts;
    const { lone, given, partial, problems } = resolved;
    if (this.#alone && lone && node && given === NOTHING_GIVEN && !partial && problems.length === 0) this.#plain.set(name, node as Node);
    return resolved;
  }

  /** With each letter, all services of a project are asked for: what one without `extends` and `env_file` is made of is not looked up again. */
  #resolvedAsBefore(name: string, here: Place | undefined): Resolved | undefined {
    const node = this.#alone && !this.#texts.incomplete ? this.#before?.plain.get(name) : undefined;
    const place = node && (here ?? this.#own?.child(name));
    if (!place || place.node !== node) return undefined;
    return { sources: [{ place, text: this.#texts.own }], parts: [node], given: NOTHING_GIVEN, lone: true, partial: false, problems: [] };
  }

  #resolvedAnew(name: string): Resolved {
    const all = together(this.#texts.merged.flatMap((text) => this.#find(text, name, [])));
    const found = { ...all, sources: all.sources.filter(isDescription) };
    const given = this.#envFiles.of(found.sources);
    const parts = [...found.sources.map(({ place }) => place.node), ...given.texts];
    const partial = found.partial || this.#texts.incomplete;
    return { sources: found.sources, parts, given, lone: all.sources.length === 1, partial, problems: [...found.problems, ...given.problems] };
  }

  /** All descriptions of a service in a file and the files that it includes, with the services that it extends. */
  #find(text: Text, name: string, chain: readonly string[]): Merge[] {
    return layersOf(text).flatMap((layer) => this.#chain(layer, name, chain) ?? []);
  }

  #chain(text: Text, name: string, chain: readonly string[]): Merge | undefined {
    const place = text.root.child('services')?.child(name);
    if (!place || this.#steps++ > MAX_STEPS) return undefined;
    const alone = { sources: [{ place, text }], partial: false, problems: [] };
    const link = spotIn(place, text).get('extends');
    if (!link.written || place.node?.type !== 'map') return alone;
    const failed = (code: ProjectProblem['code'], site: Site, message: string): Merge => ({
      sources: [{ place, text }],
      partial: true,
      problems: [{ code, site, message, lost: true }],
    });
    const target = link.type === 'map' ? link.get('service') : link;
    const base = target.text().value;
    const file = link.type === 'map' ? link.get('file') : undefined;
    const path = file?.written ? this.#texts.readable(file) : undefined;
    if (target.state === 'absent' || target.state === 'null')
      return failed('compose-service-missing', link.site, `"extends" of "${name}" does not name a service`);
    if (base === undefined || (file?.written && path === undefined)) return { ...alone, partial: true };
    const uri = path === undefined ? text.uri : resolvePath(text.folder, path);
    const from = uri === text.uri ? [text] : this.#texts.open(uri, folderOf(uri), text.variables, undefined);
    const large = path === undefined ? undefined : this.#texts.largeIn(uri, path);
    if (large !== undefined) return failed('too-large', (file as Spot).site, large);
    if (from.length === 0) return failed('compose-file-missing', (file as Spot).site, `"${path}" cannot be read: what "${name}" takes from it is not known`);
    const here = `${text.uri} ${name}`;
    if (here === `${uri} ${base}` || chain.includes(`${uri} ${base}`) || chain.length > MAX_DEPTH)
      return failed('compose-cycle', target.site, `"${name}" extends "${base}", which extends it in turn: Compose refuses the cycle`);
    const below = from.flatMap((other) => this.#find(other, base, [...chain, here]));
    if (below.length === 0)
      return failed('compose-service-missing', target.site, `there is no service "${base}" ${path === undefined ? 'here' : `in "${path}"`} to extend`);
    const { sources, partial, problems } = together([...below, alone]);
    // a problem of another file is reported at the entry that names that file
    const told = problems.map((problem) =>
      problem.site.file === text.file ? problem : { ...problem, site: target.site, message: `in "${path}": ${problem.message}` },
    );
    return { sources, partial, problems: told };
  }
}
