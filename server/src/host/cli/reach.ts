import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { factsIn } from '../../engine/facts.ts';
import { differenceText } from '../../present/reach/difference.ts';
import { explainedText } from '../../present/reach/explained.ts';
import { reachDot, reachMermaid } from '../../present/reach/graph.ts';
import { reachJson } from '../../present/reach/json.ts';
import { reachSvg } from '../../present/reach/svg.ts';
import { exposureText, reachText } from '../../present/reach/text.ts';
import { undecidedIn } from '../../present/reach/undecided.ts';
import { together } from '../../workspace/facts.ts';
import { Reach } from '../../workspace/reach/reach.ts';
import { explained } from '../../workspace/reach/reasons.ts';
import { prepared } from './configured.ts';
import { readInputs, unreadableLine } from './files.ts';
import { type ExitStatus, type Io, UsageError } from './io.ts';
import { addInputOptions, type InputOptions } from './options.ts';

const FORMATS = ['text', 'json', 'dot', 'mermaid', 'svg'] as const;

interface ReachOptions extends InputOptions {
  readonly format: (typeof FORMATS)[number];
  readonly explain?: boolean;
  readonly exposure?: boolean;
  readonly diff?: string;
}

/** Adds the command `reach` to the program. `done` gets its exit status; a usage error throws instead. */
export function addReach(program: Command, io: Io, done: (status: ExitStatus) => void): void {
  addInputOptions(
    program.command('reach').description('say which workloads, addresses and Ingresses may connect to which, by the NetworkPolicies of the same files'),
  )
    .addOption(new Option('--format <name>', 'the form of the answer').choices([...FORMATS]).default('text'))
    .option('--explain', 'every pair of workloads, also those that may not connect, with the rules that decide')
    .option('--exposure', 'also what is open to pods that the files do not show, and what no policy guards')
    .option('--diff <path>', 'only what opened (+), closed (-) or changed (~) since the manifests of another folder or file')
    .action(async (paths: string[], options: ReachOptions) => done(await reach(paths, options, io)));
}

/** Prints who reaches whom. What the files do not decide is said, and makes the status 2. */
async function reach(paths: readonly string[], options: ReachOptions, io: Io): Promise<ExitStatus> {
  const asked = [options.explain && '--explain', options.exposure && '--exposure', options.diff !== undefined && '--diff'].filter(Boolean);
  if (asked.length > 1) throw new UsageError(`${asked.join(' and ')} do not go together`);
  if (asked.length > 0 && options.format !== 'text') throw new UsageError(`${asked[0]} is a text: leave out --format ${options.format}`);
  const { inputs, unreadable } = await prepared(paths, options, io);
  const facts = together(inputs.map(({ file, text }) => factsIn(text, file)));
  const now = new Reach(facts);
  const undecided = undecidedIn(facts, now);
  io.out(said(now, options, undecided, io));
  for (const one of unreadable) io.err(unreadableLine(one));
  for (const line of undecided) io.err(`bulkhead: ${line}\n`);
  return unreadable.length + undecided.length > 0 ? 2 : 0;
}

function said(now: Reach, { format, explain, exposure, diff }: ReachOptions, undecided: readonly string[], io: Io): string {
  if (diff !== undefined) return differenceText(reachAt(diff, io), now);
  if (explain) return explainedText(explained(now));
  const edges = now.edges();
  if (format === 'json') return reachJson(now, edges, undecided);
  if (format === 'svg') return reachSvg(now, edges);
  if (format !== 'text') return format === 'dot' ? reachDot(edges) : reachMermaid(edges);
  return exposure ? `${reachText(edges)}\n${exposureText(now, edges)}` : reachText(edges);
}

/** @throws UsageError for a path that cannot be read as a whole: a difference to a part of it would be wrong */
function reachAt(base: string, io: Io): Reach {
  if (!existsSync(path.resolve(io.cwd, base))) throw new UsageError(`there is no file or folder "${base}" to compare with`);
  const { inputs, unreadable } = readInputs([base], io.cwd);
  const [bad] = unreadable;
  if (bad) throw new UsageError(`cannot compare with ${bad.file}: ${bad.why}`);
  return new Reach(together(inputs.map(({ file, text }) => factsIn(text, file))));
}
