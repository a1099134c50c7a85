import type { Finding, FindingResource } from '../../engine/finding.ts';
import { defeatsLevel } from '../../engine/levels.ts';
import { type PodVerdict, violates } from '../../engine/pod-security.ts';
import type { FixPlan, LevelPlan, Snapshot } from '../../engine/snapshot.ts';
import type { Fix } from '../../fix/ops.ts';
import type { Path, Site } from '../../syntax/site.ts';
import { harmless, harmlessLine } from '../harmless.ts';
import { reasonLeft } from '../left.ts';
import { reviewNotes } from '../review.ts';
import { fullTitle } from '../titles.ts';
import { diffLines, linesBefore } from './diff.ts';
import type { Colours } from './paint.ts';

/** The result of a run of fixes for one file. */
export interface FixedFile extends Pick<FixPlan, 'applied' | 'refused'>, Pick<LevelPlan, 'beyond' | 'left'> {
  readonly file: string;
  readonly before: string;
  readonly after: Snapshot;
}

/** How a run of `fix` is reported. */
export interface FixReportOptions {
  /** Only safe fixes were asked for: fixes to review are counted, not listed. */
  readonly safeOnly: boolean;
  /** Show the changed lines. */
  readonly diff: boolean;
  /** Nothing is written: places are those of the file as it was. */
  readonly dryRun: boolean;
}

/** Line and column of an offset in the changed text, as the user sees them. */
type Place = (offset: number) => string;

/** How many places a line names. */
const PLACES = 6;

const LEFT = 'left ';

/** What was changed, and what is left and why; nothing for a file with neither. Ends with an empty line. */
export function fixReport(fixed: FixedFile, options: FixReportOptions, colours: Colours): string {
  const { file, before, after, applied, refused, beyond, left } = fixed;
  if (applied.length + refused.length + beyond.length + left.length === 0) return '';
  const done = counted([
    ...manualFirst(applied).map(({ finding, fix }) => `${fullTitle(fix)}: ${ownerOf(finding)} (${fix.safety})`),
    ...beyond.map(({ check, pod }) => {
      const wrong = pod.verdict.violations.find((violation) => violation.check === check)?.reason ?? check;
      return `For ${pod.verdict.level}, "${wrong}": ${nameOf(pod.resource)} (review)`;
    }),
  ]);
  const waits = ({ fix }: FixPlan['refused'][number]) => options.safeOnly && fix?.safety === 'review' && !('blocked' in fix);
  const review = counted(refused.filter(waits).map(({ finding }) => finding.rule.id));
  const shown = options.dryRun ? linesBefore(before, after.file.text) : undefined;
  const place: Place = (offset) => {
    const { line, character } = after.file.lines.position(offset);
    return `${(shown?.[line] ?? line) + 1}:${character + 1}`;
  };
  const lines = [
    colours.underline(harmless(file)),
    ...done.map((line) => `  ${options.dryRun ? 'would' : 'fixed'}  ${harmless(line)}`),
    ...placed(
      refused.flatMap((entry) =>
        waits(entry) ? [] : [{ at: place(entry.finding.span.start), said: `${entry.finding.rule.id}: ${reasonLeft(entry, applied)}` }],
      ),
    ).map((line) => colours.dim(`  ${LEFT}  ${harmless(line)}`)),
    ...left.flatMap((pod) => leftLines(pod, after, place, colours)),
  ];
  if (review.length > 0) lines.push(colours.dim(`  ${LEFT}  for review (\`--safety review\` applies them): ${review.join(', ')}`));
  if (options.diff) lines.push(...diffLines(file, before, after.file.text).map((line) => paint(harmlessLine(line), colours)));
  return `${lines.join('\n')}\n\n`;
}

/** What to check after fixes that need review: a line for each rule, and one for the command. Nothing where there are none. */
export function reviewReport(applied: FixPlan['applied'], colours: Colours): string {
  const notes = reviewNotes(manualFirst(applied));
  if (notes.length === 0) return '';
  const width = Math.max(...notes.map(({ rule }) => rule.id.length));
  const lines = notes.flatMap(({ rule, advice, commands }) => [
    `  ${colours.bold(rule.id.padEnd(width))}  ${advice}`,
    ...commands.map((command) => colours.dim(`  ${' '.repeat(width)}  $ ${command}`)),
  ]);
  return `To check, since these fixes need review:\n${lines.join('\n')}\n\n`;
}

/** What nobody applies unasked comes first. */
function manualFirst(applied: FixPlan['applied']): FixPlan['applied'] {
  const isManual = ({ fix }: FixPlan['applied'][number]) => fix.safety === 'manual';
  return [...applied.filter(isManual), ...applied.filter((one) => !isManual(one))];
}

/** A pod that a level still rejects, in the API server's words, and what stands behind each of them. */
function leftLines(pod: PodVerdict, after: Snapshot, place: Place, colours: Colours): string[] {
  const { resource, verdict, spanOf } = pod;
  const places = verdict.violations.flatMap(({ check, sites }) =>
    (sites.length > 0 ? sites : [{ path: pod.path, document: pod.document, part: 'pair' as const }]).map((site) => {
      const isThere = (f: Finding) => f.document === site.document && f.path.length > pod.path.length && within(site.path, f.path);
      const isOfCheck = ({ rule: { podSecurity = [] }, document, target }: Finding) =>
        podSecurity !== 'baseline' && podSecurity.includes(check) && document === site.document && within(site.path, target.site.path);
      const first = (findings: readonly Finding[]) => findings.find(isThere) ?? findings.find(isOfCheck);
      const allowed = first(after.allowed);
      const finding = allowed ?? first(after.findings);
      const said = allowed ? 'a comment allows it' : finding && whyLeft(finding, site, after, verdict.level);
      const why = `${finding?.rule.id ?? check}: ${said ?? 'only you can decide what should replace it'}`;
      return { at: place(spanOf(site).start), said: why };
    }),
  );
  return [
    `  ${LEFT}  ${harmless(`${nameOf(resource)} ${violates(verdict, 'warn')}`)}`,
    ...placed(places).map((line) => colours.dim(`${' '.repeat(LEFT.length)}    ${harmless(line)}`)),
  ];
}

/** Why a finding is still there, at a place that a level forbids. */
function whyLeft(finding: Finding, site: Site, after: Snapshot, level: PodVerdict['verdict']['level']): string {
  // a read-only mount mends a finding, but the level forbids the volume itself
  const touches = (fix: Fix) => 'blocked' in fix || fix.ops.some(({ at }) => within(at.path, site.path));
  const [fix] = site.path.includes('volumes') ? after.fixesOf(finding).filter(touches) : after.fixesOf(finding);
  if (!fix) return 'only you can decide what should replace it';
  const [refused] = after.fixAll(['safe', 'review'], (one) => one === finding).refused;
  if (refused) return reasonLeft({ ...refused, fix });
  const isEnough = level === 'privileged' || !defeatsLevel(fix, level);
  return `${isEnough ? 'for you to decide' : `not enough for "${level}"`}: ${fullTitle(fix)}`;
}

/** Whether one of two paths leads through the other. */
function within(a: Path, b: Path): boolean {
  return a.slice(0, b.length).every((step, i) => step === b[i]);
}

function ownerOf({ resource, container }: Finding): string {
  const owner = resource.apiVersion === undefined ? '' : nameOf(resource);
  return [owner, container].filter((part) => part !== undefined && part !== '').join(', ');
}

function nameOf({ kind, name }: Pick<FindingResource, 'kind' | 'name'>): string {
  return `${kind} ${name ?? ''}`.trim();
}

/** One line for several places that have the same message, with the places before it. */
function placed(entries: readonly { readonly at: string; readonly said: string }[]): string[] {
  const places = new Map<string, Set<string>>();
  for (const { at, said } of entries) places.set(said, (places.get(said) ?? new Set()).add(at));
  return [...places].map(([said, all]) => {
    const shown = [...all].slice(0, PLACES).join(', ');
    return `${shown}${all.size > PLACES ? ` and ${all.size - PLACES} more` : ''}  ${said}`;
  });
}

/** Equal lines once, with their number. */
function counted(lines: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].map(([line, n]) => (n === 1 ? line : `${line} ×${n}`));
}

function paint(line: string, colours: Colours): string {
  if (line.startsWith('@@')) return colours.cyan(line);
  if (line.startsWith('-')) return colours.red(line);
  return line.startsWith('+') ? colours.bold(line) : line;
}
