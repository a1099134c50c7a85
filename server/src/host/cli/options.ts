import type { Command } from 'commander';
import { Option } from 'commander';
import { settingsSchema } from '../../../../schemas/settings.ts';
import { readRules } from '../../config/rules.ts';
import { suggestion } from '../../config/suggestion.ts';
import { minorOf } from '../../isolation/versions.ts';
import { RULES } from '../../rules/index.ts';
import { SEVERITIES, THREAT_MODELS, type ThreatModel } from '../../rules/rule.ts';
import { decode } from '../decode.ts';
import { type Inputs, readInputs } from './files.ts';
import { type Io, UsageError } from './io.ts';
import { type PodSecurityOptions, podSecurityOf } from './pod-security.ts';

/** Options of every command that judges by settings. */
export interface SettingOptions {
  readonly threatModel?: ThreatModel;
  /** A configuration in place of those that are found; `false`: none. */
  readonly config?: string | false;
  readonly rule?: readonly string[];
  readonly kubernetesVersion?: string;
  readonly runtimeClass?: string;
}

/** Options of every command that reads manifests. */
export interface InputOptions extends SettingOptions {
  readonly stdin?: boolean;
  readonly stdinFilename: string;
  readonly forceIgnore?: boolean;
  readonly color: boolean;
}

const RULE = new Option(
  '--rule <id=severity>',
  `set the severity of a rule (${[...SEVERITIES, 'off'].join(', ')}), or with <id>.<option>=<value> one of its options; may be given again`,
);

/** Where no path is given. */
const HERE: readonly string[] = ['.'];

/** Adds the options of {@link InputOptions}; `rule` says what `--rule` means to the command. */
export function addInputOptions(command: Command, rule?: Option): Command {
  command
    .argument('[paths...]', 'files, folders and patterns; of pipes only those that the shell opens, as in <(helm template …)', HERE)
    .option('--stdin', 'read one file from standard input; nothing there is an error')
    .option('--stdin-filename <name>', 'what the file from standard input is called; Compose files are known by name', 'stdin.yaml');
  return addSettingOptions(command, rule)
    .option('--force-ignore', 'leave out what is ignored, and what is no manifest, also if it is named: for tools that name every file')
    .option('--no-color', 'no colours');
}

/** Adds the options of {@link SettingOptions}. */
export function addSettingOptions(command: Command, rule: Option = RULE): Command {
  return command
    .addOption(new Option('--threat-model <name>', 'whom the workloads are trusted by (default: trusted-internal)').choices(Object.keys(THREAT_MODELS)))
    .addOption(rule.argParser(collect))
    .option('--kubernetes-version <version>', 'the version of your clusters, as in 1.33; fixes that it does not support are blocked')
    .option('--runtime-class <name>', 'the sandboxing RuntimeClass that your clusters offer; fixes use it')
    .option('--config <file>', 'the configuration; without it, the nearest .bulkhead.yaml at or above each file')
    .option('--no-config', 'read no configuration');
}

/** What the options set, in the form of the setting `bulkhead`: it counts before every configuration. */
export function givenOf(options: SettingOptions & PodSecurityOptions): Record<string, unknown> {
  const { threatModel, kubernetesVersion, runtimeClass } = options;
  if (kubernetesVersion !== undefined && minorOf(kubernetesVersion) === undefined)
    throw new UsageError(`"${kubernetesVersion}" is no version of Kubernetes: write it as in "1.33"`);
  const { success } = settingsSchema.shape.runtimeClass.safeParse(runtimeClass);
  if (!success || runtimeClass === '') throw new UsageError(`"${runtimeClass}" is no name of a RuntimeClass: it has lower case letters, digits, "-" and "."`);
  const given = rulesOf(options.rule ?? []);
  const [problem] = readRules(given).problems;
  if (problem !== undefined) throw new UsageError(problem);
  // what was not given is no key: it would count before a configuration
  const rules = Object.keys(given).length > 0 ? { rules: given } : {};
  return {
    ...Object.fromEntries(Object.entries({ threatModel, kubernetesVersion, runtimeClass }).filter(([, value]) => value !== undefined)),
    ...podSecurityOf(options),
    ...rules,
  };
}

/** What `--rule` says, as the setting `bulkhead.rules` has it. */
function rulesOf(given: readonly string[]): Record<string, Record<string, unknown>> {
  const rules: Record<string, Record<string, unknown>> = {};
  for (const text of given) {
    const [, id = '', option = 'severity', value = ''] = /^([^=.]+)(?:\.([^=.]+))?=(.*)$/.exec(text) ?? [];
    if (id === '') throw new UsageError(`--rule takes <id>=<severity> or <id>.<option>=<value>, not "${text}"`);
    if (!RULES.some((rule) => rule.id === id)) throw new UsageError(unknownRule(id));
    rules[id] = { ...rules[id], [option]: /^-?\d+$/.test(value) ? Number(value) : value };
  }
  return rules;
}

/** Says that there is no such rule, and which one may be meant. */
export function unknownRule(id: string): string {
  const near = suggestion(
    id,
    RULES.map((rule) => rule.id),
  );
  return `there is no rule "${id}"${near === undefined ? '' : `; did you mean "${near}"?`} (\`bulkhead rules\` lists them)`;
}

/**
 * The manifests that paths or standard input give.
 * @throws UsageError where both are asked for: one of them would be left out without a word
 */
export async function inputsOf(paths: readonly string[], options: InputOptions, io: Io): Promise<Inputs> {
  if (!options.stdin) return readInputs(paths, io.cwd, options.forceIgnore);
  if (paths !== HERE) throw new UsageError(`--stdin reads no other file: leave out "${paths[0]}", or say what it is called with --stdin-filename`);
  const file = options.stdinFilename.replaceAll('\\', '/');
  if (file === '') throw new UsageError('--stdin-filename is empty');
  const bytes = await io.readStdin();
  // what should have written there has failed, or a script has closed it: this is no file without weaknesses
  if (bytes.length === 0) return { inputs: [], unreadable: [{ file, why: 'standard input is empty or closed' }] };
  const decoded = decode(bytes);
  if (!decoded.ok) return { inputs: [], unreadable: [{ file, why: decoded.why }] };
  return { inputs: [{ file, path: undefined, text: decoded.text, mark: decoded.mark, named: true }], unreadable: [] };
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
