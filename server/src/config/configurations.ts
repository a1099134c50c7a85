import type { Config, ConfigAllow } from '../../../schemas/config.ts';
import { folderOf } from '../manifest/compose/files.ts';
import type { LineRange } from '../text/text.ts';
import { CONFIG_NAME, type ConfigFile, type ConfigProblem, readConfig } from './file.ts';
import { KubescapeFiles } from './kubescape-files.ts';
import { joined, matches, parentOf, projectWith, wayTo } from './paths.ts';
import { isRecord } from './record.ts';
import { readSettings, type Settings } from './settings.ts';

/** How configurations are found and read. Files and folders are named absolutely: by URI, or by a path with forward slashes. */
export interface ConfigAccess {
  /** The text of a file; `undefined` if there is none, or it cannot be read. Cheap to ask again. */
  text(file: string): string | undefined;
  /** Whether there is such a file or folder, or a link of that name. */
  exists(file: string): boolean;
  /** The day in UTC, as `2027-03-31`. */
  today?(): string;
}

/** One source of settings. */
export interface Layer {
  /** What it gives, in the form of the setting `bulkhead`. */
  readonly given: Readonly<Record<string, unknown>>;
  /** The configuration file, absolutely named; `undefined` for the editor or the command line. */
  readonly file: string | undefined;
  /** Where that file says it: the steps to the map that `given` is. */
  readonly path: readonly PropertyKey[];
}

/** What counts for one file. */
export interface Configured {
  readonly settings: Settings;
  /** Not judged, unless somebody names it. */
  readonly ignored: boolean;
  /** A configuration that counts for it cannot be used, and no earlier state of it was read. */
  readonly broken: boolean;
  /** Where its settings come from: later layers count before earlier ones. */
  readonly layers: readonly Layer[];
  /** The configuration files that count, nearest first. */
  readonly files: readonly string[];
  /** The exceptions of these files that count for it, each with its place. */
  readonly allow: readonly PlacedAllow[];
  /** The files of the Compose project that a configuration makes it a part of, absolutely named; itself as it was asked for. */
  readonly project: readonly string[] | undefined;
}

/** An exception of a configuration. */
export interface PlacedAllow {
  readonly given: ConfigAllow;
  readonly file: string;
  readonly path: readonly PropertyKey[];
  /** In a file of Kubescape: the zero-based line. */
  readonly line?: number;
}

/** A configuration that cannot be used. */
export interface WrongConfig {
  readonly file: string;
  readonly message: string;
  readonly range: LineRange;
  /** The rest of the configuration counts. */
  readonly mild?: true;
  /** A server for YAML that has the schema says it, too. */
  readonly bySchema?: true;
}

interface Known {
  readonly text: string;
  /** What is wrong with what it extends. */
  chain: readonly ConfigProblem[];
  readonly read: ConfigFile;
  /** The last text without a problem: it stays in force while somebody writes. */
  readonly good: Config | undefined;
}

/** A chain of `extends` is followed so far. It also ends circles, which are reported. */
const MAX_EXTENDS = 16;

/**
 * What counts for each file: the nearest `.bulkhead.yaml` at or above its folder, what that extends, and what the editor or the command
 * line sets, which counts before all of them. The search ends at the root of the repository (the folder with `.git`), or, in none, at the
 * folders that are open.
 */
export class Configurations {
  readonly #access: ConfigAccess;
  readonly #known = new Map<string, Known>();
  readonly #kubescape: KubescapeFiles;
  readonly #asked = new Set<string>();
  readonly #settings = new Map<string, Settings>();
  readonly #answers = new Map<string, Configured>();
  #given: Readonly<Record<string, unknown>> = {};
  #today: string | undefined;

  /**
   * @param roots absolute names of folders, without a slash at the end: in no repository, files above them are not read
   * @param only the one configuration to use; `null` for none. Without it they are searched
   */
  constructor(
    access: ConfigAccess,
    private roots: readonly string[] = [],
    private readonly only?: string | null,
  ) {
    this.#access = access;
    this.#kubescape = new KubescapeFiles((name) => this.#text(name));
  }

  /** What the editor or the command line sets. Takes effect with the next question. */
  give(given: unknown, roots: readonly string[] = this.roots): void {
    this.#given = isRecord(given) ? given : {};
    this.roots = roots;
    this.#settings.clear();
    this.refresh();
  }

  /** A configuration may have changed, come or gone: the files are read again at the next question. */
  refresh(): void {
    this.#answers.clear();
  }

  /** Every name that was asked for, also missing ones: what is there decides. */
  get asked(): ReadonlySet<string> {
    return this.#asked;
  }

  /** Whether a file was asked for as a configuration. */
  isConfig(name: string): boolean {
    return this.#asked.has(name) && !this.#kubescape.names.has(name);
  }

  /** What is wrong in the configurations that were read so far. */
  get wrong(): readonly WrongConfig[] {
    return [...this.#known].flatMap(([file, { read, chain }]) =>
      [...read.problems, ...chain, ...endedIn(read, this.#access.today?.())]
        .sort((a, b) => a.span.start - b.span.start)
        .map(({ span, ...problem }) => ({ ...problem, file, range: read.lines.range(span) })),
    );
  }

  /** Reads a configuration, whether it counts for something or not. */
  look(file: string): void {
    this.#chain(file);
  }

  /** What counts for a file, absolutely named. The answer is kept until {@link refresh}. */
  of(file: string): Configured {
    const today = this.#access.today?.();
    if (today !== this.#today) {
      this.#today = today;
      this.#settings.clear();
      this.refresh();
    }
    const known = this.#answers.get(file) ?? this.#work(file);
    this.#answers.set(file, known);
    return known;
  }

  #work(file: string): Configured {
    const found = this.only === null ? undefined : (this.only ?? this.#nearest(file));
    const { chain, broken } = found === undefined ? { chain: [], broken: false } : this.#chain(found);
    const layers: Layer[] = [];
    const allow: PlacedAllow[] = [];
    let ignored = false;
    let project: readonly string[] | undefined;
    for (const { name, config } of [...chain].reverse()) {
      const {
        overrides = [],
        ignore: patterns = [],
        allow: exceptions = [],
        projects = [],
        kubescape: others,
        extends: _,
        $schema: _schema,
        ...given
      } = config;
      const way = wayTo(folderOf(name), file);
      ignored ||= matches(patterns, way);
      if (others !== undefined)
        for (const { given: one, line } of this.#kubescape.read(joined(folderOf(name), others))?.allow ?? [])
          allow.push({ given: one, file: joined(folderOf(name), others), path: [], line });
      // the nearest configuration comes last
      project = projectWith(file, name, projects) ?? project;
      layers.push({ given, file: name, path: [] });
      for (const [i, one] of exceptions.entries()) if (!one.files || matches(one.files, way)) allow.push({ given: one, file: name, path: ['allow', i] });
      for (const [i, { files, ...own }] of overrides.entries()) if (matches(files, way)) layers.push({ given: own, file: name, path: ['overrides', i] });
    }
    layers.push({ given: this.#given, file: undefined, path: [] });
    const settings = this.#settingsOf(
      layers,
      allow.map(({ given }) => given),
    );
    return { settings, ignored, broken, layers, files: chain.map(({ name }) => name), allow, project };
  }

  /** The zero-based line at which a configuration says what is at a path. */
  lineOf(file: string, path: readonly PropertyKey[]): number | undefined {
    const read = this.#known.get(file)?.read;
    return read?.lines.lineOf(read.spanOf(path).start);
  }

  /** Equal layers and exceptions give the same object, which is cheap to compare. */
  #settingsOf(layers: readonly Layer[], allow: readonly ConfigAllow[]): Settings {
    const merged = layers.reduce<Record<string, unknown>>((below, { given }) => over(below, given), {});
    const key = JSON.stringify([merged, allow]);
    const known = this.#settings.get(key);
    if (known) return known;
    const { settings: read } = readSettings(merged);
    const settings = { ...read, ...(this.#today === undefined ? {} : { today: this.#today }), ...(allow.length > 0 ? { allow } : {}) };
    this.#settings.set(key, settings);
    return settings;
  }

  /** The nearest configuration at or above the folder of a file. */
  #nearest(file: string): string | undefined {
    let nearest: string | undefined;
    let inOpen: string | undefined;
    for (let folder: string | undefined = folderOf(file); folder !== undefined; folder = parentOf(folder)) {
      const name = `${folder}/${CONFIG_NAME}`;
      // one that is there and cannot be read is broken, and not missing
      if (nearest === undefined && (this.#text(name) !== undefined || this.#access.exists(name))) nearest = name;
      if (this.#access.exists(`${folder}/.git`)) return nearest;
      if (this.roots.includes(folder)) inOpen = nearest;
    }
    return inOpen;
  }

  #text(name: string): string | undefined {
    this.#asked.add(name);
    const text = this.#access.text(name);
    if (text === undefined) this.#known.delete(name);
    return text;
  }

  /** A configuration and those that it extends, nearest first, as far as they can be used. */
  #chain(first: string): { readonly chain: readonly { readonly name: string; readonly config: Config }[]; readonly broken: boolean } {
    const chain: { readonly name: string; readonly config: Config }[] = [];
    let name = first;
    for (;;) {
      const text = this.#text(name);
      const known = this.#read(name, text ?? '');
      const { read, good } = known;
      known.chain = text === undefined ? [{ message: 'cannot be read: it has to be a file in UTF-8 that may be read', span: { start: 0, end: 0 } }] : [];
      if (!good || text === undefined) return { chain, broken: true };
      chain.push({ name, config: good });
      known.chain = this.#kubescape.problems(name, good.kubescape, read);
      if (known.chain.some(({ mild }) => !mild)) return { chain, broken: true };
      if (good.extends === undefined) return { chain, broken: false };
      const base = joined(folderOf(name), good.extends);
      const isCircle = chain.some((one) => one.name === base) || chain.length > MAX_EXTENDS;
      if (isCircle || this.#text(base) === undefined) {
        const message = `extends: "${good.extends}" ${isCircle ? 'extends this file in turn' : 'cannot be read'}`;
        known.chain = [...known.chain, { message, span: read.spanOf(['extends']) }];
        return { chain, broken: true };
      }
      name = base;
    }
  }

  #read(name: string, text: string): Known {
    const before = this.#known.get(name);
    if (before?.text === text) return before;
    const read = readConfig(text);
    const known: Known = { text, read, good: read.config ?? before?.good, chain: [] };
    this.#known.set(name, known);
    return known;
  }
}

/** Settings over others: the entries of maps and lists are put together, anything else is replaced. What stands above comes first. */
function over(below: Readonly<Record<string, unknown>>, above: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    if (value === undefined) continue;
    const under = Object.hasOwn(merged, key) ? merged[key] : undefined;
    // a severity alone leaves the options of the rule as they are
    const [a, b] = [isRecord(under) ? under : undefined, isRecord(value) ? value : undefined];
    if (a && b) merged[key] = over(a, b);
    else if (Array.isArray(under) && Array.isArray(value)) merged[key] = [...value, ...under];
    else if (a && typeof value === 'string') merged[key] = { ...a, severity: value };
    else if (b && typeof under === 'string') merged[key] = { severity: under, ...b };
    else merged[key] = value;
  }
  return merged;
}

/** The exceptions of a configuration that are over. */
function endedIn({ config, spanOf }: ConfigFile, today: string | undefined): ConfigProblem[] {
  return (config?.allow ?? []).flatMap(({ until }, i) =>
    until === undefined || today === undefined || today <= until
      ? []
      : [{ message: `this exception ended on ${until}: what it allowed is reported again`, span: spanOf(['allow', i, 'until']), mild: true as const }],
  );
}
