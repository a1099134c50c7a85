import path from 'node:path';
import { type Command, Option } from 'commander';
import { UP_TO } from '../../engine/choice.ts';
import { Engine, type SettingsOf } from '../../engine/engine.ts';
import { folderOf } from '../../engine/facts.ts';
import { mend, sizeOf } from '../../engine/mend.ts';
import type { FileAccess } from '../../engine/other-files.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import { gapsIn } from '../../engine/unjudged.ts';
import { AgentReport } from '../../present/agent/report.ts';
import { GithubReport } from '../../present/ci/github.ts';
import { GitlabReport } from '../../present/ci/gitlab.ts';
import { JunitReport } from '../../present/ci/junit.ts';
import { RdjsonReport } from '../../present/ci/rdjson.ts';
import { harmless } from '../../present/harmless.ts';
import { JsonText } from '../../present/json/report.ts';
import { MarkdownReport } from '../../present/markdown/summary.ts';
import type { CheckedFile, Report } from '../../present/report.ts';
import { SarifReport } from '../../present/sarif/report.ts';
import type { Colours } from '../../present/terminal/paint.ts';
import { GROUPINGS, type Grouping, type Look, PrettyReport } from '../../present/terminal/pretty.ts';
import { SEVERITIES, type Severity } from '../../rules/rule.ts';
import { LATEST, parseVersion } from '../../validity/pod-security/version.ts';
import { VERSION } from '../../version.ts';
import type { Folder } from '../../workspace/folder.ts';
import { accessTo } from './access.ts';
import { addBaselineOptions, type BaselineOptions, baselineOf } from './baseline.ts';
import { changedSince } from './changed.ts';
import { prepared } from './configured.ts';
import { type Input, unreadableLine } from './files.ts';
import { type ExitStatus, type Io, UsageError } from './io.ts';
import { addInputOptions, type InputOptions } from './options.ts';
import { addOutputOptions, type Format, fileSink, type Output, targetOf } from './outputs.ts';
import { addPodSecurityOptions, type PodSecurityOptions } from './pod-security.ts';
import { Progress } from './progress.ts';

/**
 * How many findings there may be for a report for people to have the worst file first, and for its last lines to say how much `fix` would
 * change: of more, files are said as they are checked, and working out the changes would take longer than finding them.
 */
const MOST_PROMISED = 500;

/** The problems of a text of which something was not read: what it has is then not known. */
const UNREAD = ['yaml-syntax', 'wrong-indentation', 'unresolved-alias', 'duplicate-key'];

interface CheckOptions extends InputOptions, PodSecurityOptions, BaselineOptions {
  readonly failOn: Severity;
  readonly changedSince?: string;
  readonly shard?: Shard;
  readonly budget?: number;
  readonly minSeverity?: Severity;
  readonly groupBy?: Grouping;
}

/** Options of one format alone. */
const FORMAT_OPTIONS = [
  ['budget', '--budget', 'agent'],
  ['minSeverity', '--min-severity', 'pretty'],
  ['groupBy', '--group-by', 'pretty'],
] as const;

/** Adds the command `check` to the program. `done` gets its exit status; a usage error throws instead. */
export function addCheck(program: Command, io: Io, done: (status: ExitStatus) => void): void {
  const { command, outputs } = addOutputOptions(addInputOptions(program.command('check').description('report weaknesses of manifests')));
  addBaselineOptions(addPodSecurityOptions(command))
    .addOption(new Option('--fail-on <severity>', 'the least severity that gives exit status 1').choices([...SEVERITIES]).default('high'))
    .option('--changed-since <revision>', 'only what comes with the changes since a Git revision, such as origin/main')
    .addOption(new Option('--shard <part>', 'one part of the files, as in 1/4').argParser(shardOf))
    .addOption(
      new Option('--min-severity <severity>', 'the least severity that --format pretty shows; the exit status follows --fail-on alone').choices([
        ...SEVERITIES,
      ]),
    )
    .addOption(new Option('--group-by <what>', 'what --format pretty puts together (default: file)').choices([...GROUPINGS]))
    .addOption(new Option('--budget <tokens>', 'how long a report of --format agent may be, about').argParser(positive))
    .action(async (paths: string[], options: CheckOptions) => done(await check(paths, options, outputs(), io)));
}

/** Reports every weakness; what can't be read is said and the rest still checked. */
async function check(paths: readonly string[], options: CheckOptions, outputs: readonly Output[], io: Io): Promise<ExitStatus> {
  const formats = outputs.map(({ format }) => format);
  for (const [name, option, format] of FORMAT_OPTIONS)
    if (options[name] !== undefined && !formats.includes(format)) throw new UsageError(`${option} goes with --format ${format}`);
  if (options.updateBaseline && (options.changedSince !== undefined || options.shard))
    throw new UsageError('--update-baseline takes all files: it goes neither with --changed-since nor with --shard');
  const baseline = baselineOf(options, io.cwd);
  const { inputs, unreadable, settings, projectOf } = await prepared(paths, options, io);
  for (const { file } of outputs) if (file !== undefined) refuseInput(file, inputs, io.cwd);
  const access = accessTo(inputs, io.cwd, projectOf);
  const changed = options.changedSince === undefined ? undefined : changedSince(options.changedSince, io.cwd, settings, access, inputs);
  const folder = folderOf(inputs, access);
  const engine = new Engine(settings, access, folder);
  const threshold = SEVERITIES.indexOf(options.failOn);
  let failed = false;
  let unjudgeable = false;
  const unsure = new Map(unreadable.map(({ file }) => [file, true]));
  const look = ({ file, text, named }: Input): CheckedFile | undefined => {
    const snapshot = engine.analyse({ uri: file, text });
    if (changed && !changed.touches(file, snapshot)) return undefined;
    const findings = baseline.fresh(file, changed ? changed.fresh(file, snapshot.findings) : snapshot.findings);
    failed ||= findings.some((finding) => SEVERITIES.indexOf(finding.severity) <= threshold);
    const hasGaps = gapsIn(snapshot, named).length > 0;
    unjudgeable ||= hasGaps;
    // findings of a project may be told at any of its files
    if (hasGaps) for (const other of snapshot.filesRead) if (!unsure.has(other)) unsure.set(other, false);
    if (hasGaps || snapshot.problems.some(({ code }) => UNREAD.includes(code))) unsure.set(file, named || snapshot.relevant);
    const { podSecurity: asked } = snapshot.settings;
    const version = parseVersion(asked?.version ?? LATEST.label);
    const verdicts = formats.includes('json') && asked && version.ok ? snapshot.podSecurity(asked.level, version.version) : undefined;
    return { file, snapshot, findings, showProblems: named || snapshot.relevant, podSecurity: verdicts };
  };
  const progress = new Progress('Checking', inputs.length, io.terminal);
  const out = (text: string) => {
    if (text === '') return;
    progress.clear();
    io.out(text);
  };
  const reports = outputs.map(({ format, file }) => ({
    report: reportIn(format, options, () =>
      prettyReport(inputs, { settings, access, folder, look: lookOf(options, io.colours(options.color && file === undefined)) }),
    ),
    sink: file === undefined ? { write: out, close: () => undefined } : fileSink(file, io.cwd),
    file,
  }));
  for (const { report, sink } of reports) sink.write(report.begin(unreadable));
  // one file at a time: nothing is kept of what was said, and an exception at one file, or in one report, loses no other
  const guarded = <T>(input: Input, run: () => T, instead: (failed: CheckedFile) => T): T => {
    try {
      return run();
    } catch (error) {
      unjudgeable = true;
      unsure.set(input.file, true);
      const snapshot = engine.failed({ uri: input.file, text: input.text }, error);
      return instead({ file: input.file, snapshot, findings: snapshot.findings, showProblems: true });
    }
  };
  const { part, of } = options.shard ?? { part: 1, of: 1 };
  for (const input of inputs.filter((_, i) => i % of === part - 1)) {
    progress.next();
    const checked = guarded<CheckedFile | undefined>(
      input,
      () => look(input),
      (failed) => failed,
    );
    if (!checked) continue;
    io.found?.(checked.findings.length);
    for (const { report, sink } of reports)
      sink.write(
        guarded(
          input,
          () => report.add(checked),
          (failed) => report.add(failed),
        ),
      );
  }
  let unwritten = false;
  for (const { report, sink, file } of reports) {
    sink.write(report.end());
    const failure = sink.close();
    if (failure !== undefined) io.err(`bulkhead: cannot write ${harmless(file ?? '')}: ${failure}\n`);
    unwritten ||= failure !== undefined;
  }
  for (const one of unreadable) io.err(unreadableLine(one));
  const { said, failure } = baseline.end({ whole: !changed && of === 1, unsure });
  if (said !== '') io.err(`bulkhead: ${harmless(said)}\n`);
  unwritten ||= failure;
  if (unreadable.length > 0 || unjudgeable || unwritten) return 2;
  return failed ? 1 : 0;
}

/** @throws UsageError for a report that would take the place of a manifest */
function refuseInput(file: string, inputs: readonly Input[], cwd: string): void {
  const target = targetOf(path.resolve(cwd, file)).name;
  if (inputs.some((input) => input.path !== undefined && targetOf(input.path).name === target))
    throw new UsageError(`--output ${file} is a file that is checked`);
}

/** A part of the files of a run, counted from one. */
interface Shard {
  readonly part: number;
  readonly of: number;
}

function shardOf(text: string): Shard {
  const [, part = 0, of = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (part < 1 || part > of) throw new UsageError(`--shard is written as in 1/4, not "${text}"`);
  return { part, of };
}

function reportIn(format: Format, { budget }: CheckOptions, pretty: () => Report): Report {
  switch (format) {
    case 'pretty':
      return pretty();
    case 'json':
      return new JsonText(VERSION);
    case 'sarif':
      return new SarifReport(VERSION);
    case 'github':
      return new GithubReport();
    case 'gitlab':
      return new GitlabReport();
    case 'junit':
      return new JunitReport();
    case 'rdjson':
      return new RdjsonReport();
    case 'markdown':
      return new MarkdownReport();
    case 'agent':
      return new AgentReport(budget);
  }
}

function lookOf({ groupBy = 'file', minSeverity = 'info' }: CheckOptions, colours: Colours): Look {
  return { colours, groupBy, least: minSeverity, mostSorted: MOST_PROMISED };
}

/** The report for people, which ends with what `fix` would do. */
function prettyReport(
  inputs: readonly Input[],
  { settings, access, folder, look }: { readonly settings: SettingsOf; readonly access: FileAccess; readonly folder: Folder; readonly look: Look },
): Report {
  const report = new PrettyReport(look);
  const snapshots = new Map<string, Snapshot>();
  const names = new Set(inputs.map(({ file }) => file));
  const idle = new Set<string>();
  let unread = 0;
  const mends = (safety: keyof typeof UP_TO) =>
    sizeOf(
      mend(
        inputs.filter(({ file }) => !idle.has(file)),
        { kind: 'fix', safeties: UP_TO[safety] },
        { settings, access, snapshots, folder },
      ),
    );
  return {
    begin: (files) => {
      unread = files.length;
      return '';
    },
    add: (file) => {
      const said = report.add(file);
      const { findings, filesRead } = file.snapshot;
      if (report.findings > MOST_PROMISED) snapshots.clear();
      // in most files of a good repository there is nothing to mend: each that is kept takes a hundred times its text
      else if (findings.length === 0 && ![...filesRead].some((name) => names.has(name))) idle.add(file.file);
      else if (snapshots.size < MOST_PROMISED) snapshots.set(file.file, file.snapshot);
      return said;
    },
    end: () => report.end(report.findings <= MOST_PROMISED ? { safe: mends('safe'), review: mends('review') } : undefined, unread),
  };
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value <= 0) throw new UsageError(`--budget takes a number of tokens, not "${text}"`);
  return value;
}
