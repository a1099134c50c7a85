import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Command, Option } from 'commander';
import type { Configured, Layer } from '../../config/configurations.ts';
import { isRecord } from '../../config/record.ts';
import { DEFAULT_SETTINGS } from '../../config/settings.ts';
import { harmless, harmlessJson } from '../../present/harmless.ts';
import { RunConfigurations } from './configured.ts';
import { relative } from './files.ts';
import { type ExitStatus, type Io, UsageError } from './io.ts';
import { addSettingOptions, type SettingOptions } from './options.ts';
import { addPodSecurityOptions, type PodSecurityOptions } from './pod-security.ts';

interface ConfigOptions extends SettingOptions, PodSecurityOptions {
  readonly format: 'text' | 'json';
}

/** One setting of a file, and who says so. */
interface Said {
  readonly setting: string;
  readonly value: unknown;
  /** `default`, `command line`, or a configuration with its line. */
  readonly from: string;
}

/** The settings that only editors have. */
const OF_EDITORS: readonly string[] = ['enable', 'inlayHints', 'codeLens', 'fix', 'completion', 'diagnostics'];

/** Adds the command `config` to the program. `done` gets its exit status; a usage error throws instead. */
export function addConfig(program: Command, io: Io, done: (status: ExitStatus) => void): void {
  addPodSecurityOptions(
    addSettingOptions(program.command('config').description('print what counts for a file, and where each value comes from').argument('<file>', 'a manifest')),
  )
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .action((file: string, options: ConfigOptions) => done(printConfig(file, options, io)));
}

function printConfig(given: string, options: ConfigOptions, io: Io): ExitStatus {
  const absolute = path.resolve(io.cwd, given);
  if (given === '' || !existsSync(absolute)) throw new UsageError(`there is no file "${given}"`);
  const configurations = new RunConfigurations(options, io);
  const file = relative(absolute, io.cwd);
  const configured = configurations.of(file);
  const said = settingsSaid(configured, configurations);
  const allowed = configured.allow.map(({ given: { rules, reason, until, resource, container }, file: by, path: at, line: own }) => {
    const line = own ?? configurations.lineOf(by, at);
    const from = `${configurations.name(by)}${line === undefined ? '' : `:${line + 1}`}${own === undefined ? '' : ' (Kubescape)'}`;
    return { rules, reason, until, resource, container, from };
  });
  const files = configured.files.map((name) => configurations.name(name));
  const project = configured.project?.map((name) => configurations.name(name));
  if (options.format === 'json')
    io.out(`${harmlessJson(JSON.stringify({ file, configurations: files, ignored: configured.ignored, project, settings: said, allow: allowed }, null, 2))}\n`);
  else {
    const rows = said.map(({ setting, value, from }) => [setting, typeof value === 'string' ? value || '(none)' : JSON.stringify(value), from]);
    const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    const lines = rows.map(([setting = '', value = '', from = '']) => `  ${setting.padEnd(widths[0] ?? 0)}  ${value.padEnd(widths[1] ?? 0)}  ${from}`);
    const judged = configured.ignored ? ['  ignored: it is judged only if it is named'] : [];
    const together = project ? [`  in one Compose project: ${project.join(', ')}`] : [];
    const by = files.length === 0 ? 'no configuration counts here' : `by ${files.join(', which extends ')}`;
    const exceptions = allowed.map(({ rules, reason, until, resource, container, from }) => {
      const where = [...(resource === undefined ? [] : [`in ${resource}`]), ...(container === undefined ? [] : [`container ${container}`])].join(', ');
      return `  allows ${rules.join(', ')}${where && ` ${where}`} -- ${reason}${until === undefined ? '' : ` until ${until}`}  ${from}`;
    });
    io.out([`${file}: ${by}`, ...judged, ...together, ...lines, ...exceptions].map((line) => `${harmless(line)}\n`).join(''));
  }
  for (const wrong of configurations.wrong) io.err(`bulkhead: ${wrong}\n`);
  return configurations.isBroken ? 2 : 0;
}

/** Every setting that counts outside editors, with who says so; those that only editors have, if a configuration says them. */
function settingsSaid({ layers, settings }: Configured, configurations: RunConfigurations): Said[] {
  const general = Object.keys(DEFAULT_SETTINGS).filter((key) => key !== 'rules' && !OF_EDITORS.includes(key));
  const from = (at: readonly string[]) => sayer(layers, at, configurations);
  const namesIn = (key: string) => [...new Set(layers.flatMap(({ given }) => Object.keys(isRecord(given[key]) ? given[key] : {})))].sort();
  const inMap = (key: 'diagnostics' | 'podSecurity' | 'runtimeClasses') =>
    namesIn(key).map((name): Said => ({ setting: `${key}.${name}`, value: Reflect.get(settings[key] ?? {}, name), from: from([key, name]) }));
  return [
    ...general.map((key): Said => ({ setting: key, value: settings[key as keyof typeof settings], from: from([key]) })),
    ...inMap('diagnostics'),
    ...inMap('podSecurity'),
    ...inMap('runtimeClasses'),
    ...namesIn('infrastructure').flatMap((name) => listed(layers, ['infrastructure', name], configurations)),
    ...listed(layers, ['images'], configurations),
    ...namesIn('rules').flatMap((id): Said[] => {
      const counts = settings.rules.get(id);
      if (!counts) return [];
      const options = Object.entries(counts.options).map(([name, value]): Said => ({ setting: `rules.${id}.${name}`, value, from: from(['rules', id, name]) }));
      const severity: Said = { setting: `rules.${id}`, value: counts.severity, from: from(['rules', id, 'severity']) };
      return [...(counts.severity === undefined ? [] : [severity]), ...options];
    }),
  ];
}

/** The entries of a list, which those of all layers together are: the nearest first, as they count. */
function listed(layers: readonly Layer[], at: readonly string[], configurations: RunConfigurations): Said[] {
  return [...layers].reverse().flatMap((layer) => {
    const list = at.reduce<unknown>((value, step) => (isRecord(value) ? value[step] : undefined), layer.given);
    return Array.isArray(list) ? list.map((value, i): Said => ({ setting: at.join('.'), value, from: placeIn(layer, [...at, i], configurations) })) : [];
  });
}

/** Who says what is at a path: the last layer that says something there. */
function sayer(layers: readonly Layer[], at: readonly string[], configurations: RunConfigurations): string {
  for (const layer of [...layers].reverse()) {
    const told = toldAt(layer.given, at);
    if (told) return placeIn(layer, told, configurations);
  }
  return 'default';
}

function placeIn({ file, path: way }: Layer, at: readonly PropertyKey[], configurations: RunConfigurations): string {
  if (file === undefined) return 'command line';
  const line = configurations.lineOf(file, [...way, ...at]);
  return `${configurations.name(file)}${line === undefined ? '' : `:${line + 1}`}`;
}

/** The path at which a value is given; `undefined` if it is not. A severity may stand in the place of the map of a rule. */
function toldAt(given: Readonly<Record<string, unknown>>, at: readonly string[]): readonly string[] | undefined {
  let value: unknown = given;
  for (const [i, step] of at.entries()) {
    if (step === 'severity' && typeof value === 'string') return at.slice(0, i);
    if (!isRecord(value) || !Object.hasOwn(value, step)) return undefined;
    value = value[step];
  }
  return at;
}
