import { type Command, Option } from 'commander';
import { ALL, UP_TO } from '../../engine/choice.ts';
import { AIMS, type Aim } from '../../engine/levels.ts';
import { type MendSize, mend, sizeOf } from '../../engine/mend.ts';
import type { RunRequest } from '../../engine/snapshot.ts';
import { gapsIn } from '../../engine/unjudged.ts';
import type { Safety } from '../../fix/ops.ts';
import { harmless } from '../../present/harmless.ts';
import { fixReport, reviewReport } from '../../present/terminal/fixes.ts';
import { count } from '../../present/words.ts';
import { RULES } from '../../rules/index.ts';
import { accessTo } from './access.ts';
import { prepared } from './configured.ts';
import { unreadableLine } from './files.ts';
import { type ExitStatus, type Io, UsageError } from './io.ts';
import { addInputOptions, type InputOptions, unknownRule } from './options.ts';
import { Progress } from './progress.ts';
import { replaceFile, unwritable } from './replace.ts';

interface FixOptions extends InputOptions {
  readonly safety?: Safety;
  readonly to?: Aim;
  readonly nearer?: boolean;
  readonly dryRun?: boolean;
  readonly diff?: boolean;
  readonly failOnChange?: boolean;
}

/** What is asked of each file. */
interface Wish {
  readonly safeties: readonly Safety[];
  /** Only these rules; empty for all. */
  readonly rules: readonly string[];
  /** A level of Pod Security instead. */
  readonly level?: 'baseline' | 'restricted' | undefined;
  /** Pods that cannot reach it are brought as near as they can. */
  readonly nearer: boolean;
}

const HELP = `
--to baseline and --to restricted change what Pod Security admission rejects.
A pod that only you can bring there, since a hostPath needs another volume in
its place or somebody wrote runAsUser: 0, is left as it is, with what stands in
the way; --nearer takes away the rest. --safety manual takes manual fixes, too;
those that stop the program only with --nearer. --to least-privilege applies
every safe and review fix, in Compose files too. --to does not go with
--rule <id>.

Exit status: 0 every file was processed, 1 with --fail-on-change, 2 a usage error, or a file that could
not be read, judged or written.`;

/** Adds the command `fix` to the program. `done` gets its exit status; a usage error throws instead. */
export function addFix(program: Command, io: Io, done: (status: ExitStatus) => void): void {
  const rule = new Option(
    '--rule <id>',
    'fix only what this rule finds, or with <id>=<severity> set its severity, with <id>.<option>=<value> an option; may be given again',
  );
  addInputOptions(program.command('fix').description('rewrite manifests to least privilege; comments and layout stay'), rule)
    .addOption(new Option('--safety <grade>', 'which fixes: safe ones (default), also those to review, or towards a level also manual ones').choices(ALL))
    .addOption(new Option('--to <aim>', 'change what a level of Pod Security asks for, or all that can be').choices([...AIMS]))
    .option('--nearer', 'with --to: bring pods that cannot reach the level as near as they can')
    .option('--dry-run', 'write nothing, show the changes as a diff')
    .option('--diff', 'show the changes as a diff')
    .option('--fail-on-change', 'end with status 1 if something was changed, or would be with --dry-run')
    .addHelpText('after', HELP)
    .action(async (paths: string[], options: FixOptions) => done(await fix(paths, options, io)));
}

/** Mends what can be mended. With standard input the text goes to standard output and the report to standard error. */
async function fix(paths: readonly string[], options: FixOptions, io: Io): Promise<ExitStatus> {
  const wish = wishOf(options);
  const set = { ...options, rule: (options.rule ?? []).filter((given) => given.includes('=')) };
  const { inputs, unreadable, settings, projectOf } = await prepared(paths, set, io);
  // each file is read, and then fixed; what takes another pass is little
  const progress = new Progress('Fixing', 2 * inputs.length, io.terminal);
  const mended = mend(inputs, runFor(wish), {
    settings,
    access: accessTo(inputs, io.cwd, projectOf),
    unwritable: (input) => (options.dryRun ? undefined : unwritable(input, io.cwd)),
    begins: () => progress.next(),
  });
  progress.clear();
  const report = options.stdin ? io.err : io.out;
  const colours = io.colours(options.color && !options.stdin);
  const shown = { safeOnly: !wish.safeties.includes('review'), diff: options.diff === true || options.dryRun === true, dryRun: options.dryRun === true };
  const written = mended.map((file) => {
    const { text } = file.after.file;
    const same = text === file.input.text;
    const failure = file.failure ?? (same || options.stdin || options.dryRun ? undefined : replaceFile(file.input, text));
    if (failure !== undefined) io.err(`bulkhead: cannot write ${harmless(file.input.file)}: ${failure}\n`);
    else report(fixReport({ ...file, file: file.input.file, before: file.input.text }, shown, colours));
    if (options.stdin) io.out(file.input.mark + text);
    return { ...file, failed: failure !== undefined };
  });
  const done = written.filter(({ failed }) => !failed);
  report(
    reviewReport(
      done.flatMap(({ applied }) => applied),
      colours,
    ),
  );
  const compose = written.filter(({ after }) => after.dialects.has('compose')).length;
  if (wish.level !== undefined && compose > 0)
    report(`${count(compose, 'Compose file')} left alone: ${wish.level} is a level of Kubernetes pods; \`--to least-privilege\` applies.\n`);
  if (!options.stdin) io.out(`${changedLine(sizeOf(done), inputs.length, shown.dryRun)}\n`);
  for (const one of unreadable) io.err(unreadableLine(one));
  const defects = done.flatMap(({ input, after }) => gapsIn(after, input.named).map((why) => `${input.file}: ${why}`));
  for (const defect of defects) io.err(`bulkhead: ${harmless(defect)}\n`);
  if (unreadable.length > 0 || defects.length > 0 || written.some(({ failed }) => failed)) return 2;
  return options.failOnChange && done.some(({ input, after }) => after.file.text !== input.text) ? 1 : 0;
}

/** @throws UsageError for options that contradict each other */
function wishOf({ to, safety, nearer = false, rule = [] }: FixOptions): Wish {
  const rules = rule.filter((given) => !given.includes('='));
  for (const id of rules) if (!RULES.some((known) => known.id === id)) throw new UsageError(unknownRule(id));
  if (nearer && (to === undefined || to === 'least-privilege')) throw new UsageError('--nearer goes with --to baseline or --to restricted');
  const level = to === 'least-privilege' ? undefined : to;
  if (safety === 'manual' && level === undefined) throw new UsageError('--safety manual goes with --to baseline or --to restricted');
  if (to === undefined) return { safeties: safety === 'review' ? UP_TO.review : UP_TO.safe, rules, nearer };
  if (safety !== undefined && safety !== 'manual') throw new UsageError(`--to ${to} takes safe fixes and those to review: leave out --safety ${safety}`);
  if (rules.length > 0) throw new UsageError(`--to ${to} takes what it needs of every rule: leave out --rule ${rules[0]}`);
  return { safeties: safety === 'manual' ? ALL : UP_TO.review, rules, nearer, level };
}

function runFor({ safeties, rules, level, nearer }: Wish): RunRequest {
  if (level !== undefined) return { kind: 'level', level, nearer, safeties };
  return { kind: 'fix', safeties, ...(rules.length > 0 ? { rules } : {}) };
}

function changedLine({ changes, files }: MendSize, of: number, dryRun: boolean): string {
  if (of === 0) return 'Nothing to fix: no YAML or JSON file was found.';
  return `${files} of ${count(of, 'file')} ${dryRun ? 'would change' : 'changed'}${changes > 0 ? `: ${count(changes, 'change')}` : ''}.`;
}
