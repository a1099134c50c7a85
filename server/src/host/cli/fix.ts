import { type Command, Option } from 'commander';
import type { FileAnalysis, FixPlan } from '../../engine/analysis.ts';
import { Engine } from '../../engine/engine.ts';
import type { Safety } from '../../fix/ops.ts';
import { fixReport } from '../../present/terminal/fixes.ts';
import { applyEdits } from '../../text/text.ts';
import { accessTo } from './access.ts';
import { type Input, leadsOut, reason } from './files.ts';
import type { ExitStatus, Io } from './io.ts';
import { addInputOptions, type InputOptions, inputsOf, settingsOf } from './options.ts';
import { replaceFile } from './replace.ts';

interface FixOptions extends InputOptions {
  readonly safety: 'safe' | 'review';
  readonly dryRun?: boolean;
  readonly diff?: boolean;
}

const SAFETIES: Readonly<Record<FixOptions['safety'], readonly Safety[]>> = { safe: ['safe'], review: ['safe', 'review'] };

/** Runs over one file: what a round makes possible, the next one does. */
const MAX_PASSES = 4;

export function addFix(program: Command, io: Io, done: (status: ExitStatus) => void): void {
  addInputOptions(program.command('fix').description('rewrite manifests to least privilege; comments and layout stay'))
    .addOption(new Option('--safety <grade>', 'which fixes: safe ones, or also those to review').choices(['safe', 'review']).default('safe'))
    .option('--dry-run', 'write nothing, show the changes as a diff')
    .option('--diff', 'show the changes as a diff')
    .action(async (paths: string[], options: FixOptions) => done(await fix(paths, options, io)));
}

/** Mends what can be mended. With standard input the text goes to standard output and the report to standard error. */
async function fix(paths: readonly string[], options: FixOptions, io: Io): Promise<ExitStatus> {
  const settings = settingsOf(options);
  const { inputs, unreadable } = await inputsOf(paths, options, io);
  const texts = new Map(inputs.map(({ file, text }) => [file, text]));
  const engine = new Engine(settings, accessTo(inputs, io.cwd, texts));
  const report = options.stdin ? io.err : io.out;
  const colours = io.colours(options.color && !options.stdin);
  let status: ExitStatus = unreadable.length > 0 ? 2 : 0;
  let changed = 0;
  for (const input of inputs) {
    const { before, after, plan, text } = mend(engine, input, SAFETIES[options.safety]);
    const failure = text === input.text || options.stdin || options.dryRun ? undefined : write(input, text, io);
    if (failure !== undefined) {
      io.err(`bulkhead: cannot write ${input.file}: ${failure}\n`);
      status = 2;
      continue;
    }
    texts.set(input.file, text);
    if (text !== input.text) changed++;
    report(
      fixReport(
        { file: input.file, before, after, plan, safeOnly: options.safety === 'safe', diff: options.diff === true || options.dryRun === true },
        colours,
      ),
    );
    if (options.stdin) io.out(input.mark + text);
  }
  if (!options.stdin) io.out(`${changed} of ${inputs.length} ${inputs.length === 1 ? 'file' : 'files'} ${options.dryRun ? 'would change' : 'changed'}.\n`);
  for (const { file, why } of unreadable) io.err(`bulkhead: cannot read ${file}: ${why}\n`);
  return status;
}

/** Applies fixes until nothing changes any more. `plan` has all that was applied, and what the last pass refused. */
function mend(
  engine: Engine,
  input: Input,
  safeties: readonly Safety[],
): { before: FileAnalysis; after: FileAnalysis; plan: Pick<FixPlan, 'applied' | 'refused'>; text: string } {
  const before = engine.analyse({ uri: input.file, text: input.text });
  const applied: FixPlan['applied'][number][] = [];
  let after = before;
  let text = input.text;
  let refused: FixPlan['refused'] = [];
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const plan = after.fixAll(safeties);
    refused = plan.refused;
    if (plan.edits.length === 0) break;
    applied.push(...plan.applied);
    text = applyEdits(text, plan.edits);
    after = engine.analyse({ uri: input.file, text });
  }
  return { before, after, plan: { applied, refused }, text };
}

function write(input: Input, text: string, io: Io): string | undefined {
  if (input.path === undefined) return undefined;
  try {
    if (leadsOut(input.path, io.cwd)) return 'it is a link that leads out of this folder';
    replaceFile(input.path, input.mark + text);
    return undefined;
  } catch (error) {
    return reason(error);
  }
}
