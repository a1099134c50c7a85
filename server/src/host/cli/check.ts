import { type Command, Option } from 'commander';
import { UP_TO } from '../../engine/choice.ts';
import { Engine } from '../../engine/engine.ts';
import { mend, sizeOf } from '../../engine/mend.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import { gapsIn } from '../../engine/unjudged.ts';
import { type CheckedFile, jsonFile, jsonReport } from '../../present/json/report.ts';
import { PrettyReport } from '../../present/terminal/pretty.ts';
import { SEVERITIES, type Severity } from '../../rules/rule.ts';
import { VERSION } from '../../version.ts';
import { accessTo } from './access.ts';
import { prepared } from './configured.ts';
import { type Input, unreadableLine } from './files.ts';
import type { ExitStatus, Io } from './io.ts';
import { addInputOptions, type InputOptions } from './options.ts';
import { addPodSecurityOptions, type PodSecurityOptions, podSecurityOf } from './pod-security.ts';
import { Progress } from './progress.ts';

/** How many findings there may be for the last lines to say how much `fix` would change: working that out takes longer than finding them. */
const MOST_PROMISED = 500;

interface CheckOptions extends InputOptions, PodSecurityOptions {
  readonly format: 'pretty' | 'json';
  readonly failOn: Severity;
}

/** Adds the command `check` to the program. `done` gets its exit status; a usage error throws instead. */
export function addCheck(program: Command, io: Io, done: (status: ExitStatus) => void): void {
  addPodSecurityOptions(addInputOptions(program.command('check').description('report weaknesses of manifests')))
    .addOption(new Option('--format <format>', 'how to report').choices(['pretty', 'json']).default('pretty'))
    .addOption(new Option('--fail-on <severity>', 'the least severity that gives exit status 1').choices([...SEVERITIES]).default('high'))
    .action(async (paths: string[], options: CheckOptions) => done(await check(paths, options, io)));
}

/** Reports every weakness; what can't be read is said and the rest still checked. */
async function check(paths: readonly string[], options: CheckOptions, io: Io): Promise<ExitStatus> {
  const asked = podSecurityOf(options, options.format);
  const { inputs, unreadable, settings } = await prepared(paths, options, io);
  const access = accessTo(inputs, io.cwd);
  const engine = new Engine(settings, access);
  const threshold = SEVERITIES.indexOf(options.failOn);
  let failed = false;
  let unjudgeable = false;
  const look = ({ file, text, named }: Input): CheckedFile => {
    const snapshot = engine.analyse({ uri: file, text });
    failed ||= snapshot.findings.some((finding) => SEVERITIES.indexOf(finding.severity) <= threshold);
    unjudgeable ||= gapsIn(snapshot).length > 0;
    return { file, snapshot, showProblems: named || snapshot.relevant, podSecurity: asked && snapshot.podSecurity(asked.level, asked.version) };
  };
  const progress = new Progress('Checking', inputs.length, io.terminal);
  // one file at a time: nothing is kept of what was said, and an exception at one file loses no other
  function* each<T>(say: (file: CheckedFile) => T): Iterable<T> {
    for (const input of inputs) {
      progress.next();
      try {
        yield say(look(input));
      } catch (error) {
        unjudgeable = true;
        yield say({ file: input.file, snapshot: engine.failed({ uri: input.file, text: input.text }, error), showProblems: true });
      }
    }
  }
  const out = (text: string) => {
    if (text === '') return;
    progress.clear();
    io.out(text);
  };
  if (options.format === 'json') for (const part of jsonReport(VERSION, unreadable, each(jsonFile))) out(part);
  else {
    const report = new PrettyReport(io.colours(options.color));
    const snapshots = new Map<string, Snapshot>();
    const say = (file: CheckedFile) => {
      const said = report.add(file);
      if (report.findings <= MOST_PROMISED) snapshots.set(file.file, file.snapshot);
      else snapshots.clear();
      return said;
    };
    for (const said of each(say)) out(said);
    const mends = (safety: keyof typeof UP_TO) => sizeOf(mend(inputs, { kind: 'fix', safeties: UP_TO[safety] }, { settings, access, snapshots }));
    const promised = report.findings <= MOST_PROMISED ? { safe: mends('safe'), review: mends('review') } : undefined;
    out(report.end(promised, unreadable.length));
  }
  for (const one of unreadable) io.err(unreadableLine(one));
  if (unreadable.length > 0 || unjudgeable) return 2;
  return failed ? 1 : 0;
}
