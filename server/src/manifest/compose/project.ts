import type { Site } from '../../syntax/site.ts';
import type { PlacedDocument, SyntaxDocument } from '../../syntax/source-file.ts';
import type { Node } from '../../syntax/tree.ts';
import { type Place, Written } from '../place.ts';
import { composeScalars, type Lookup } from '../scalars.ts';
import { Spot } from '../spot.ts';
import { parseDotenv } from './dotenv.ts';
import { configFiles, folderOf, isRemote, nameOf, type ProjectFiles, resolvePath } from './files.ts';
import { Merged } from './merge.ts';
import { DEFINITION, SERVICE } from './merge-rules.ts';
import { readService } from './service.ts';
import type { Definitions, ProjectView, ServiceView } from './views.ts';

/** The document of a file under analysis, and what may be read beside it. */
export interface ProjectInput {
  readonly uri: string;
  readonly index: number;
  readonly document: SyntaxDocument;
  /** All documents of the file: they are merged as files are. */
  readonly documents: readonly PlacedDocument[];
  /** Missing where other files can't be read: what they would say is then unknown. */
  readonly files: ProjectFiles | undefined;
}

/** Something of the project that can't be read as it is meant, at a place of the file under analysis. */
export interface ProjectProblem {
  readonly code: 'compose-file-missing' | 'compose-cycle' | 'compose-service-missing';
  readonly site: Site;
  readonly message: string;
}

/** A service that is read when it is asked for, with what tells whether it is still the same. */
export interface ServiceEntry {
  readonly name: string;
  /** The service in the file under analysis; `undefined` where only another file describes it. */
  readonly own: Spot | undefined;
  /** Every text that it is made of. */
  readonly parts: readonly (Node | null)[];
  readonly problems: readonly ProjectProblem[];
  /** The variables of the project. */
  readonly lookup: Lookup;
  /** `undefined` where another file takes the service away. */
  read(): ServiceView | undefined;
}

export interface Project {
  readonly view: ProjectView;
  /** The services of the files that are merged; what they include has services of its own. */
  readonly entries: readonly ServiceEntry[];
  /** What every service may depend on: equal, element by element, where nothing of it changed. */
  readonly shared: readonly unknown[];
  readonly problems: readonly ProjectProblem[];
  /** Whether any text of the project gives a service a value. */
  describes(name: string): boolean;
  /** The services that were read, with the texts that they were read from. */
  readonly views: ReadonlyMap<string, ReadService>;
}

interface ReadService {
  readonly parts: readonly (Node | null)[];
  readonly view: ServiceView;
}

/** One file of the project. */
interface Text {
  /** `undefined`: the file under analysis. */
  readonly file: string | undefined;
  readonly uri: string;
  /** Where its relative paths start. */
  readonly folder: string;
  readonly root: Written;
  readonly variables: ReadonlyMap<string, string>;
  /** What it includes, in order; several files of one entry amend each other. */
  readonly includes: readonly (readonly Text[])[];
}

interface Resolved {
  readonly places: readonly Place[];
  readonly partial: boolean;
  readonly problems: readonly ProjectProblem[];
}

const KINDS = ['volumes', 'networks', 'secrets', 'configs'] as const;
const MAX_DEPTH = 24;

/**
 * Reads the project that a file belongs to.
 * @param onWide is told when a rule asks for all services
 * @param before the project as it was, if all anchors of the file still stand for the same: services of unchanged texts are taken over
 */
export function loadProject(input: ProjectInput, onWide: () => void, before?: Project): Project {
  return new Loader(input, onWide, before).load();
}

class Loader {
  readonly #input: ProjectInput;
  readonly #onWide: () => void;
  /** The files that `docker compose` merges, those that win last. */
  readonly #texts: readonly Text[];
  readonly #problems: ProjectProblem[] = [];
  readonly #shared: unknown[] = [];
  readonly #before: Project | undefined;
  readonly #views = new Map<string, ReadService>();
  readonly #resolved = new Map<string, Resolved>();
  /** What is wrong with the files beside this one. */
  readonly #lost: string[] = [];
  readonly #deeper: { readonly code: ProjectProblem['code']; readonly message: string }[] = [];
  #partial = false;

  constructor(input: ProjectInput, onWide: () => void, before: Project | undefined) {
    this.#input = input;
    this.#before = before;
    this.#onWide = onWide;
    const folder = folderOf(input.uri);
    const variables = this.#dotenv(resolvePath(folder, '.env'), new Map());
    const names = configFiles(input.uri, variables, input.files);
    for (const name of names)
      if (name !== input.uri && input.files?.text(name) === undefined) this.#lost.push(`COMPOSE_FILE in .env names "${nameOf(name)}", which cannot be read`);
    const project = folderOf(names[0] as string);
    const all = project === folder ? variables : this.#dotenv(resolvePath(project, '.env'), variables);
    this.#texts = names.flatMap((uri) => this.#open(uri, project, all, []));
  }

  load(): Project {
    const own = this.#texts.find((text) => this.#isOwn(text)) as Text;
    const view = this.#view(own);
    const site = (own.root.child('services') ?? own.root).site;
    for (const message of this.#lost) this.#problems.push({ code: 'compose-file-missing', site, message });
    for (const { key, value } of own.root.node?.type === 'map' ? own.root.node.pairs : []) if (key.text !== 'services') this.#shared.push(key.text, value);
    const services = own.root.child('services');
    // what this file defines may be used by a service that only another file describes
    const names = new Set([own, ...this.#texts].flatMap(({ root }) => root.child('services')?.keys() ?? []));
    const entries = [...names].flatMap((name) => this.#entry(view, own, name, services?.child(name)) ?? []);
    const describes = (name: string) => this.#resolve(name).places.some(({ node }) => node?.type === 'map');
    return { view, entries, shared: this.#shared, problems: this.#problems, describes, views: this.#views };
  }

  /** The variables of an env file, which those from outside win over. */
  #dotenv(uri: string, outer: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    const text = this.#input.files?.text(uri);
    this.#shared.push(text);
    if (text === undefined) return outer;
    const { variables, broken } = parseDotenv(text);
    if (broken) this.#lost.push(`line ${broken.line} of ${nameOf(uri)} is not "NAME=value": Compose refuses the file`);
    return new Map([...variables, ...outer]);
  }

  /**
   * The documents of a file, which are merged as files are.
   * @param chain the files on the way to this one, by inclusion; without it, what the file includes does not count
   */
  #open(uri: string, folder: string, variables: ReadonlyMap<string, string>, chain: readonly string[] | undefined): Text[] {
    const { documents, files } = this.#input;
    const file = uri === this.#input.uri ? undefined : uri;
    const all = file === undefined ? documents : (files?.parsed(uri)?.documents ?? []);
    const placed = all.filter(({ document: { root } }) => root?.type === 'map' && !root.pairs.some(({ key }) => key.text === 'apiVersion'));
    return placed.map(({ index, document }) => {
      if (document !== this.#input.document) this.#shared.push(document);
      const text: Text = { file, uri, folder, root: Written.root(index, document, file), variables, includes: [] };
      return chain ? { ...text, includes: this.#includes(text, [...chain, uri]) } : text;
    });
  }

  #spot(place: Place, { variables }: Pick<Text, 'variables'>): Spot {
    return Spot.on(
      place,
      composeScalars((name) => variables.get(name)),
    );
  }

  #isOwn({ file, root }: Text): boolean {
    return file === undefined && root.cursor.document === this.#input.document;
  }

  /** A problem of this file; that of another one is told at the entry that leads there. */
  #say(from: Text, code: ProjectProblem['code'], site: Site, message: string): void {
    if (from.file === undefined) this.#problems.push({ code, site, message });
    else this.#deeper.push({ code, message });
  }

  /** Whether a path leads to a file that could be read, if it were there. */
  #path(path: Spot): string | undefined {
    const { value } = path.text();
    return value === undefined || value === '' || isRemote(value) || !this.#input.files ? undefined : value;
  }

  #includes(text: Text, chain: readonly string[]): Text[][] {
    const include = text.root.child('include');
    return include
      ? this.#spot(include, text)
          .items()
          .map((entry) => this.#included(text, entry, chain))
      : [];
  }

  /** The files of one entry of `include`: a project of its own, with its own folder and `.env`. */
  #included(from: Text, entry: Spot, chain: readonly string[]): Text[] {
    const path = entry.type === 'map' ? entry.get('path') : entry;
    const paths = path.type === 'seq' ? path.items() : [path];
    const first = paths[0] && this.#path(paths[0]);
    if (first === undefined) {
      this.#partial = true;
      return [];
    }
    const chosen = entry.get('project_directory').text().value;
    const folder = chosen === undefined ? folderOf(resolvePath(from.folder, first)) : resolvePath(from.folder, chosen);
    const envFiles = entry
      .get('env_file')
      .words()
      .items.flatMap(({ value }) => value ?? []);
    const variables =
      envFiles.length === 0
        ? this.#dotenv(resolvePath(folder, '.env'), from.variables)
        : envFiles.reduceRight((outer, name) => this.#dotenv(resolvePath(from.folder, name), outer), from.variables);
    return paths.flatMap((spot) => {
      const name = this.#path(spot);
      const uri = name === undefined ? undefined : resolvePath(from.folder, name);
      const cycle = uri !== undefined && chain.includes(uri);
      if (cycle) this.#say(from, 'compose-cycle', spot.site, `"${name}" includes this file in turn: Compose refuses the cycle`);
      const texts = uri === undefined || cycle ? [] : this.#open(uri, folder, variables, chain);
      const lost = texts.length === 0;
      if (lost) this.#partial = true;
      const [deeper] = this.#deeper.splice(0);
      if (deeper) this.#say(from, deeper.code, spot.site, `in "${name}": ${deeper.message}`);
      if (lost && !cycle && name !== undefined) this.#say(from, 'compose-file-missing', spot.site, `"${name}" cannot be read: what it includes is not known`);
      return texts;
    });
  }

  #view(own: Text): ProjectView {
    const loader = this;
    const texts = this.#texts.flatMap(layersOf);
    const name = this.#texts.flatMap((text) => text.root.child('name') ?? []).at(-1);
    const include = own.root.child('include');
    const definitions = (kind: (typeof KINDS)[number]): Definitions => {
      const maps = texts.flatMap(({ root }) => root.child(kind) ?? []);
      return {
        names: [...new Set(maps.flatMap((map) => map.keys()))],
        get: (key) => {
          const places = maps.flatMap((map) => map.child(key) ?? []);
          const home = places.find(({ site }) => site.file === undefined) ?? places[0];
          const merged =
            home &&
            Merged.of(
              places,
              DEFINITION,
              home.site,
              composeScalars((variable) => own.variables.get(variable)),
            );
          return merged ? this.#spot(merged, own) : this.#spot(own.root, own).get(kind, key);
        },
      };
    };
    const services = new Set(texts.flatMap(({ root }) => root.child('services')?.keys() ?? []));
    return {
      site: own.root.site,
      name: name && this.#spot(name, own).text().value,
      volumes: definitions('volumes'),
      networks: definitions('networks'),
      secrets: definitions('secrets'),
      configs: definitions('configs'),
      includes: include ? this.#spot(include, own).items() : [],
      partial: this.#partial,
      get services() {
        loader.#onWide();
        return [...services].flatMap((service) => loader.#service(this, own, service) ?? []);
      },
    };
  }

  #entry(view: ProjectView, text: Text, name: string, place: Place | undefined): ServiceEntry | undefined {
    const own = place && this.#spot(place, text);
    if (own && own.type !== 'map') return undefined;
    const { places, problems } = this.#resolve(name);
    return {
      name,
      own,
      parts: places.map(({ node }) => node),
      problems,
      lookup: (variable) => text.variables.get(variable),
      read: () => this.#service(view, text, name),
    };
  }

  #service(view: ProjectView, own: Text, name: string): ServiceView | undefined {
    const known = this.#views.get(name);
    if (known) return known.view;
    const { places, partial } = this.#resolve(name);
    const parts = places.map(({ node }) => node);
    const earlier = this.#before?.views.get(name);
    if (earlier && sameElements(earlier.parts, parts) && sameElements(this.#before?.shared ?? [], this.#shared)) {
      const taken = { ...earlier.view, project: view };
      this.#views.set(name, { parts, view: taken });
      return taken;
    }
    const written = this.#texts.find(({ root }) => root.child('services')?.child(name));
    const home = written ?? this.#texts.flatMap(layersOf).find(({ root }) => root.child('services')?.child(name));
    const site = home?.root.child('services')?.child(name)?.site;
    const merged =
      home &&
      site &&
      Merged.of(
        places,
        SERVICE,
        site,
        composeScalars((variable) => home.variables.get(variable)),
      );
    if (!home || merged?.node?.type !== 'map') return undefined;
    const spot = this.#spot(merged, home);
    const here = own.root.child('services')?.child(name);
    const service = readService(view, name, spot, {
      included: written === undefined,
      partial,
      extends: (here ? this.#spot(here, own) : spot).get('extends'),
    });
    this.#views.set(name, { parts, view: service });
    return service;
  }

  /** Every text that a service is made of, those that win last. */
  #resolve(name: string): Resolved {
    const known = this.#resolved.get(name);
    if (known) return known;
    const resolved = together(this.#texts.flatMap((text) => this.#find(text, name, [])));
    this.#resolved.set(name, resolved);
    return resolved;
  }

  /** What a file and those that it includes say of a service, with all that it extends. */
  #find(text: Text, name: string, chain: readonly string[]): Resolved[] {
    return layersOf(text).flatMap((layer) => this.#chain(layer, name, chain) ?? []);
  }

  #chain(text: Text, name: string, chain: readonly string[]): Resolved | undefined {
    const place = text.root.child('services')?.child(name);
    if (!place) return undefined;
    const alone = { places: [place], partial: false, problems: [] };
    const link = this.#spot(place, text).get('extends');
    if (!link.written || place.node?.type !== 'map') return alone;
    const failed = (code: ProjectProblem['code'], site: Site, message: string): Resolved => ({
      places: [place],
      partial: true,
      problems: [{ code, site, message }],
    });
    const target = link.type === 'map' ? link.get('service') : link;
    const base = target.text().value;
    const file = link.type === 'map' ? link.get('file') : undefined;
    const path = file?.written ? this.#path(file) : undefined;
    if (target.state === 'absent' || target.state === 'null')
      return failed('compose-service-missing', link.site, `"extends" of "${name}" does not name a service`);
    if (base === undefined || (file?.written && path === undefined)) return { ...alone, partial: true };
    const uri = path === undefined ? text.uri : resolvePath(text.folder, path);
    const from = uri === text.uri ? [text] : this.#open(uri, folderOf(uri), text.variables, undefined);
    if (from.length === 0) return failed('compose-file-missing', (file as Spot).site, `"${path}" cannot be read: what "${name}" takes from it is not known`);
    const here = `${text.uri} ${name}`;
    if (here === `${uri} ${base}` || chain.includes(`${uri} ${base}`) || chain.length > MAX_DEPTH)
      return failed('compose-cycle', target.site, `"${name}" extends "${base}", which extends it in turn: Compose refuses the cycle`);
    const below = from.flatMap((other) => this.#find(other, base, [...chain, here]));
    if (below.length === 0)
      return failed('compose-service-missing', target.site, `there is no service "${base}" ${path === undefined ? 'here' : `in "${path}"`} to extend`);
    const { places, partial, problems } = together([...below, alone]);
    // that of another file is told where this one leads there
    const told = problems.map((problem) =>
      problem.site.file === text.file ? problem : { ...problem, site: target.site, message: `in "${path}": ${problem.message}` },
    );
    return { places, partial, problems: told };
  }
}

function sameElements(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}

/** A file after what it includes: its own texts win, and what it includes first wins over what it includes later. */
function layersOf(text: Text): Text[] {
  const all = [...[...text.includes].reverse().flat().flatMap(layersOf), text];
  return all.filter(({ uri, root }, i) => all.findIndex((other) => other.uri === uri && other.root.cursor.document === root.cursor.document) === i);
}

function together(parts: readonly Resolved[]): Resolved {
  return {
    places: parts.flatMap(({ places }) => places),
    partial: parts.some(({ partial }) => partial),
    problems: parts.flatMap(({ problems }) => problems),
  };
}
