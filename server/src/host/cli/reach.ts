import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { factsAsBuilt } from '../../engine/built-facts.ts';
import { composeServicesIn } from '../../engine/compose-facts.ts';
import type { FileAccess } from '../../engine/other-files.ts';
import { differenceText } from '../../present/reach/difference.ts';
import { composeExplainedText, explainedText } from '../../present/reach/explained.ts';
import { reachDot, reachMermaid } from '../../present/reach/graph.ts';
import { reachJson } from '../../present/reach/json.ts';
import { reachSvg } from '../../present/reach/svg.ts';
import { exposureText, reachText } from '../../present/reach/text.ts';
import { composeUndecided, undecidedIn } from '../../present/reach/undecided.ts';
import { ComposeReach } from '../../workspace/reach/compose.ts';
import { type Edge, Reach } from '../../workspace/reach/reach.ts';
import { explained } from '../../workspace/reach/reasons.ts';
import { accessTo } from './access.ts';
import { prepared } from './configured.ts';
import { type Input, readInputs, unreadableLine } from './files.ts';
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
    program
      .command('reach')
      .description('say which workloads, services, addresses and Ingresses may connect to which, by the policies and networks of the same files'),
  )
    .addOption(new Option('--format <name>', 'the form of the answer').choices([...FORMATS]).default('text'))
    .option('--explain', 'every pair of workloads, also those that may not connect, with the rules that decide')
    .option('--exposure', 'also what is open to pods that the files do not show, and what no policy guards')
    .option('--diff <path>', 'only what opened (+), closed (-) or changed (~) since the manifests of another folder or file')
    .action(async (paths: string[], options: ReachOptions) => done(await reach(paths, options, io)));
}

/** The manifests of one state. */
interface World {
  readonly reach: Reach;
  readonly compose: ComposeReach;
  readonly undecided: readonly string[];
}

/** Prints who reaches whom. What the files do not decide is said, and makes the status 2. */
async function reach(paths: readonly string[], options: ReachOptions, io: Io): Promise<ExitStatus> {
  const asked = [options.explain && '--explain', options.exposure && '--exposure', options.diff !== undefined && '--diff'].filter(Boolean);
  if (asked.length > 1) throw new UsageError(`${asked.join(' and ')} do not go together`);
  if (asked.length > 0 && options.format !== 'text') throw new UsageError(`${asked[0]} is a text: leave out --format ${options.format}`);
  const { inputs, unreadable, projectOf } = await prepared(paths, options, io);
  const now = worldOf(inputs, io, projectOf);
  io.out(said(now, options, () => worldAt(options.diff ?? '', paths[0] ?? '.', io)));
  for (const one of unreadable) io.err(unreadableLine(one));
  for (const line of now.undecided) io.err(`bulkhead: ${line}\n`);
  return unreadable.length + now.undecided.length > 0 ? 2 : 0;
}

/** @param folderOf the name of a folder: that of the projects in it */
function worldOf(inputs: readonly Input[], io: Io, projectOf?: FileAccess['projectOf'], folderOf: (folder: string) => string = path.basename): World {
  const access = accessTo(inputs, io.cwd, projectOf);
  const { facts, undecided } = factsAsBuilt(inputs, access);
  const named = inputs.map(({ file }) => ({ file, folder: folderOf(path.dirname(path.resolve(io.cwd, file))) }));
  const [reach, compose] = [new Reach(facts), new ComposeReach(composeServicesIn(named, access))];
  return { reach, compose, undecided: [...undecided, ...undecidedIn(facts, reach), ...composeUndecided(compose)] };
}

function edgesOf({ reach, compose }: World, beside?: World): Edge[] {
  return [...reach.edges(beside?.reach), ...compose.edges()];
}

function said(now: World, { format, explain, exposure, diff }: ReachOptions, base: () => World): string {
  if (diff !== undefined) {
    const before = base();
    return differenceText(edgesOf(before, now), edgesOf(now, before));
  }
  if (explain) return explainedText(explained(now.reach)) + composeExplainedText(now.compose);
  const edges = edgesOf(now);
  if (format === 'json') return reachJson(now.reach, edges, now.undecided);
  if (format === 'svg') return reachSvg(now.reach, now.compose, edges);
  if (format !== 'text') return format === 'dot' ? reachDot(edges) : reachMermaid(edges);
  return exposure ? `${reachText(edges)}\n${exposureText(now.reach, edges)}` : reachText(edges);
}

/** @throws UsageError for a path that cannot be read as a whole: a difference to a part of it would be wrong */
function worldAt(base: string, now: string, io: Io): World {
  const root = path.resolve(io.cwd, base);
  if (!existsSync(root)) throw new UsageError(`there is no file or folder "${base}" to compare with`);
  const { inputs, unreadable } = readInputs([base], io.cwd);
  const [bad] = unreadable;
  if (bad) throw new UsageError(`cannot compare with ${bad.file}: ${bad.why}`);
  // the same project in both, although its folder has another name
  const folderOf = (folder: string) => path.basename(folder === root ? path.resolve(io.cwd, now) : folder);
  return worldOf(inputs, io, undefined, folderOf);
}
