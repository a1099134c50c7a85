import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import type { ProjectFiles } from '../../server/src/manifest/compose/files.ts';
import { loadProject } from '../../server/src/manifest/compose/project.ts';
import type { ProjectView } from '../../server/src/manifest/compose/views.ts';
import type { Field } from '../../server/src/manifest/field.ts';
import type { Spot } from '../../server/src/manifest/spot.ts';
import { locate } from '../../server/src/syntax/navigate.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';
import type { Path, Site } from '../../server/src/syntax/site.ts';
import type { SourceFile } from '../../server/src/syntax/source-file.ts';

/** A service as our model merges it. */
export interface EffectiveService {
  /** The merged service in normal form; `undefined` if it does not exist. */
  readonly json: Record<string, unknown> | undefined;
  /** The place at which a value is written, as `file:line`. */
  origin(path: Path): string | undefined;
  readonly problems: readonly { readonly file: string; readonly line: number; readonly code: string; readonly message: string }[];
}

const UNKNOWN = '<unknown>';
const PAIRS = ['environment', 'labels', 'annotations', 'sysctls', 'args', 'additional_contexts'];
const NAMES = ['networks', 'depends_on', 'models'];
const WORDS = ['dns', 'dns_opt', 'dns_search', 'env_file', 'label_file', 'tmpfs'];
const BOOLEANS = ['read_only', 'init', 'tty', 'stdin_open', 'oom_kill_disable', 'disable', 'nocopy', 'required', 'restart', 'attach', 'privileged'];
const INTEGERS = [
  'pids_limit',
  'oom_score_adj',
  'cpu_count',
  'cpu_period',
  'cpu_quota',
  'cpu_shares',
  'retries',
  'replicas',
  'scale',
  'soft',
  'hard',
  'priority',

  'pids',
];

/** Reads a service of a project as the engine does. `main` is the file under analysis. */
export function effectiveService(files: Readonly<Record<string, string>>, main: string, service: string): EffectiveService {
  const text = (uri: string) => (Object.hasOwn(files, uri) ? files[uri] : undefined);
  const given = text(main) as string;
  const analysis = new Engine(DEFAULT_SETTINGS, { text }).analyse({ uri: main, text: given });
  const problems = Object.keys(files)
    .filter((name) => /\.ya?ml$/.test(name))
    .flatMap((name) => {
      const { file, problems: found } = new Engine(DEFAULT_SETTINGS, { text }).analyse({ uri: name, text: files[name] as string });
      return found.map(({ code, message, span }) => ({ file: name, line: file.lines.lineOf(span.start) + 1, code, message }));
    });
  const parsed = parsing(files);
  const spot = viewIn(files, main, parsed)?.services.find(({ name }) => name === service)?.spot;
  return { json: spot && mapOf(spot, ''), origin: (path) => spot && placeOf(siteAt(spot, path)), problems };

  function placeOf(site: Site | undefined): string | undefined {
    if (!site) return undefined;
    const name = site.file ?? main;
    const file = name === main ? analysis.file : (parsed(name) as SourceFile);
    const document = file.documents[site.document];
    const span = document && locate(document.document, { ...site, part: 'key' });
    return span && `${name}:${file.lines.lineOf(document.span.start + span.start) + 1}`;
  }
}

/** All services of a project as our model merges them, also those of included files, each in normal form; and its other top-level definitions. */
export function mergedProject(files: Readonly<Record<string, string>>, main: string): ReadonlyMap<string, Record<string, unknown>> {
  const view = viewIn(files, main);
  const definitions = (['volumes', 'networks', 'secrets', 'configs'] as const).flatMap((kind) =>
    (view?.[kind].names ?? []).map((name) => [`${kind}.${name}`, mapOf((view as ProjectView)[kind].get(name), '')] as const),
  );
  return new Map([...(view?.services ?? []).map(({ name, spot }) => [`services.${name}`, mapOf(spot, '')] as const), ...definitions]);
}

/** The project of a file. `files` has the texts of all files that can be read. */
export function viewIn(files: Readonly<Record<string, string>>, main: string, parsed = parsing(files)): ProjectView | undefined {
  const documents = parsed(main)?.documents ?? [];
  const placed = documents.find(({ document }) => document.root?.type === 'map');
  const text = (uri: string) => (Object.hasOwn(files, uri) ? files[uri] : undefined);
  const input = placed && { uri: main, index: placed.index, document: placed.document, documents, files: { text, parsed } };
  return input && loadProject(input, () => undefined).view;
}

/** Parses each file once. */
function parsing(files: Readonly<Record<string, string>>): ProjectFiles['parsed'] {
  const read = new Map<string, SourceFile>();
  return (uri) => {
    if (!read.has(uri) && Object.hasOwn(files, uri)) read.set(uri, parseFile(files[uri] as string));
    return read.get(uri);
  };
}

function siteAt(spot: Spot, [step, ...rest]: Path): Site | undefined {
  if (step === undefined) return spot.written ? spot.site : undefined;
  const key = String(spot.path.at(-1));
  if (PAIRS.includes(key) || NAMES.includes(key) || key === 'extra_hosts')
    return spot.entries(key === 'extra_hosts' ? '=:' : '=').find((e) => e.key === step)?.value.site;
  if (WORDS.includes(key) && typeof step === 'number') return spot.words().items[step]?.site;
  if (key === 'build' && spot.type === 'scalar') return spot.site;
  if (typeof step === 'number') return spot.items()[step] && siteAt(spot.items()[step] as Spot, rest);
  return siteAt(spot.get(step), rest);
}

function mapOf(spot: Spot, parent: string): Record<string, unknown> {
  const written = spot
    .keys()
    .filter((key) => key !== 'extends')
    .filter((key) => spot.get(key).state !== 'null' || PAIRS.includes(parent));
  return Object.fromEntries(written.map((key) => [key, inForm(spot.get(key), key, parent)]));
}

function inForm(spot: Spot, key: string, parent: string): unknown {
  if (PAIRS.includes(key)) return Object.fromEntries(spot.entries().map((e) => [e.key, textOf(e.value)]));
  if (NAMES.includes(key)) {
    const options = (name: string) => (spot.get(name).type === 'map' ? mapOf(spot.get(name), key) : {});
    return Object.fromEntries(spot.entries().map((e) => [e.key, options(e.key)]));
  }
  if (key === 'extra_hosts') {
    const hosts = new Map<string, unknown[]>();
    for (const { key: host, value } of spot.everyEntry('=:')) hosts.set(host, [...(hosts.get(host) ?? []), textOf(value)]);
    return Object.fromEntries([...hosts].map(([host, addresses]) => [host, addresses.length === 1 ? addresses[0] : addresses]));
  }
  if (WORDS.includes(key) && spot.type === 'seq') return spot.items().map((item) => inForm(item, '', key));
  if (WORDS.includes(key)) return spot.words().items.map(textOf);
  if (spot.type === 'scalar' && key === 'build') return { context: textOf(spot.text()) };
  if (spot.type === 'map') return mapOf(spot, key === '' ? parent : key);
  if (spot.type === 'seq') return spot.items().map((item) => inForm(item, '', key));
  if (BOOLEANS.includes(key) && (key !== 'restart' || parent !== '')) return textOf(spot.boolean());
  if (INTEGERS.includes(key) || parent === 'ulimits' || (key === 'target' && parent === 'ports')) return textOf(spot.integer());
  return textOf(spot.text());
}

function textOf({ state, value, text }: Field<unknown>): unknown {
  return state === 'known' ? value : state === 'unknown' ? UNKNOWN : state === 'invalid' ? `<invalid ${text}>` : null;
}
