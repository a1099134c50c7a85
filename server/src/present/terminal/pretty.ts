import { UP_TO } from '../../engine/choice.ts';
import type { Finding, Problem } from '../../engine/finding.ts';
import { groups, type MissingGroup } from '../../engine/groups.ts';
import type { MendSize } from '../../engine/mend.ts';
import { sentence } from '../../engine/message.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import type { UnjudgedKind } from '../../engine/unjudged.ts';
import { quotedName } from '../../manifest/subject-name.ts';
import { SEVERITIES, type Severity } from '../../rules/rule.ts';
import type { SourceFile } from '../../syntax/source-file.ts';
import type { Span } from '../../text/text.ts';
import { harmless, harmlessLine } from '../harmless.ts';
import { protectionLabel, targetName } from '../missing.ts';
import type { CheckedFile } from '../report.ts';
import { count } from '../words.ts';

/** Paints a text; a host without colours gives the identity for each. */
export interface Colours {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
  readonly underline: (text: string) => string;
}

const WIDTH = Math.max(...SEVERITIES.map((severity) => severity.length));
const INDENT = '  ';

/** How what is not judged is counted, one and many. */
const UNJUDGED: Readonly<Record<UnjudgedKind, readonly [one: string, many: string]>> = {
  part: ['part of an object', 'parts of objects'],
  include: ['included file', 'included files'],
  operator: ['pod that an operator completes', 'pods that an operator completes'],
  structure: ['pod of an unknown kind', 'pods of unknown kinds'],
  patch: ['patch', 'patches'],
  large: ['document that is too large', 'documents that are too large'],
  template: ['value of a template', 'values of templates'],
  variable: ['value of a variable', 'values of variables'],
};

/** At most this many places are named; the JSON report has all. */
const NAMED = 10;

/** How much `bulkhead fix` would do to the files: by itself, and with `--safety review`. */
export interface Promised {
  readonly safe: MendSize;
  readonly review: MendSize;
}

/** The report of `bulkhead check` for people, file by file: files without findings are only counted. It keeps numbers, and no file. */
export class PrettyReport {
  readonly #colours: Colours;
  readonly #explained = new Set<string>();
  readonly #severities = new Map<Severity, number>();
  readonly #unjudged = new Map<UnjudgedKind, number>();
  readonly #named: string[] = [];
  #more = 0;
  #files = 0;
  #others = 0;
  #defects = 0;
  /** Problems with `allow` comments, which hide nothing. */
  #faults = 0;
  #elsewhere = 0;
  /** Findings of a baseline, which are not reported. */
  #known = 0;

  constructor(colours: Colours) {
    this.#colours = colours;
  }

  /** The findings so far. */
  get findings(): number {
    return [...this.#severities.values()].reduce((sum, n) => sum + n, 0);
  }

  /** What is to be said of the next file; empty, or with an empty line at its end. */
  add(file: CheckedFile): string {
    const { snapshot, findings, showProblems } = file;
    this.#files++;
    this.#known += snapshot.findings.length - findings.length;
    if (snapshot.dialects.size === 0 && snapshot.unjudged.length === 0) this.#others++;
    const problems = showProblems ? snapshot.problems : [];
    const faults = problems.filter(({ code }) => code.startsWith('allow-')).length;
    this.#faults += faults;
    this.#defects += problems.length - faults;
    for (const { severity } of findings) this.#severities.set(severity, (this.#severities.get(severity) ?? 0) + 1);
    // only a Compose project has parts in other files
    if (snapshot.dialects.has('compose')) this.#elsewhere += findings.filter((finding) => isElsewhere(finding, snapshot)).length;
    for (const { kind, count: n, message, span } of snapshot.unjudged) {
      this.#unjudged.set(kind, (this.#unjudged.get(kind) ?? 0) + n);
      if (this.#named.length >= NAMED) this.#more++;
      else this.#named.push(`${INDENT}${harmless(message)}  ${this.#colours.dim(`${harmless(file.file)}:${place(span.start, snapshot.file)}`)}`);
    }
    const lines = fileBlock(file, this.#explained, this.#colours);
    return lines.length > 0 ? `${[this.#colours.underline(harmless(file.file)), ...lines].join('\n')}\n\n` : '';
  }

  /**
   * The last lines.
   * @param promised `undefined` if it was not worked out
   * @param unread how many files could not be read
   */
  end(promised: Promised | undefined, unread: number): string {
    const faults = this.#faults === 0 ? '' : `, ${count(this.#faults, 'problem')} with allow comments`;
    const problems = `${faults}${this.#defects === 0 ? '' : `, ${count(this.#defects, 'problem')}: what cannot be read is not judged`}`;
    const open = this.#unjudgedLines(unread);
    return `${(this.findings === 0 ? this.#nothing(problems, open, unread) : this.#summary(problems, open, promised)).join('\n')}\n`;
  }

  #nothing(problems: string, open: readonly string[], unread: number): string[] {
    if (this.#files === 0 && unread === 0) return ['Nothing to check: no YAML or JSON file was found.'];
    const none = this.#known > 0 ? 'no new findings' : 'no findings';
    const found = this.#defects === 0 && open.length === 0 ? none : 'nothing found in what could be judged';
    const checked = `${count(this.#files, 'file')} checked${this.#others > 0 ? `, ${this.#others} of them no manifest` : ''}`;
    return [`${checked}: ${found}${problems}.`, ...open, 'This is the requested isolation; check what really runs, too.'];
  }

  #summary(problems: string, open: readonly string[], promised: Promised | undefined): string[] {
    const counts = SEVERITIES.flatMap((severity) => {
      const n = this.#severities.get(severity);
      return n ? [paint(severity, this.#colours)(`${n} ${severity}`)] : [];
    });
    const elsewhere = this.#elsewhere;
    return [
      `${this.#colours.bold(count(this.findings, this.#known > 0 ? 'new finding' : 'finding'))} in ${count(this.#files, 'file')}: ${counts.join(', ')}${problems}.`,
      ...open,
      ...promiseLines(promised),
      ...(elsewhere > 0 ? [`${count(elsewhere, 'finding')} can be mended in other files of the project: give those to \`bulkhead fix\`, too.`] : []),
      'This is the requested isolation, not what really runs: `bulkhead explain <rule>` says how to check that.',
    ];
  }

  /** What was not judged: how much, and where. */
  #unjudgedLines(unread: number): string[] {
    const counts = (Object.keys(UNJUDGED) as UnjudgedKind[]).flatMap((kind) => {
      const n = this.#unjudged.get(kind);
      return n ? [`${n} ${UNJUDGED[kind][n === 1 ? 0 : 1]}`] : [];
    });
    const all = [...counts, ...(unread > 0 ? [`${count(unread, 'file')} that cannot be read`] : [])];
    if (all.length === 0) return [];
    return [`Not judged: ${all.join(', ')}.`, ...this.#named, ...(this.#more > 0 ? [`${INDENT}${this.#more} more: \`--format json\` names all.`] : [])];
  }
}

/** How much `bulkhead fix` would change. */
function promiseLines(promised: Promised | undefined): string[] {
  if (!promised) return ['`bulkhead fix` makes the safe changes, `--safety review` those to review, too; `--dry-run` shows them first.'];
  const { safe, review } = promised;
  const makes = ({ changes, files: n }: MendSize) => `makes ${count(changes, 'change')} in ${count(n, 'file')}`;
  const commands = [
    ...(safe.changes > 0 ? [`\`bulkhead fix\` ${makes(safe)}`] : []),
    ...(review.changes !== safe.changes ? [`\`bulkhead fix --safety review\` ${makes(review)}`] : []),
  ];
  return commands.length > 0 ? [`${commands.join(', ')}.`] : [];
}

function isElsewhere(finding: Finding, snapshot: Snapshot): boolean {
  return snapshot.choice(finding, UP_TO.review).left?.kind === 'elsewhere';
}

/** @param explained protections that the report has explained already; those of this file are added */
function fileBlock({ snapshot, findings, showProblems }: CheckedFile, explained: Set<string>, colours: Colours): string[] {
  const { explicit, missing } = groups(findings, true);
  const entries: { readonly start: number; readonly lines: () => readonly string[] }[] = [
    ...explicit.map((finding) => ({ start: finding.span.start, lines: () => findingLines(finding, snapshot, colours) })),
    ...missing.map((group) => ({ start: group.findings[0].span.start, lines: () => groupLines(group, snapshot, explained, colours) })),
    ...(showProblems ? snapshot.problems : []).map((problem) => ({ start: problem.span.start, lines: () => problemLines(problem, snapshot, colours) })),
  ];
  return entries.sort((a, b) => a.start - b.start).flatMap((entry) => entry.lines());
}

function findingLines(finding: Finding, snapshot: Snapshot, colours: Colours): string[] {
  const head = `${INDENT}${severityCell(finding.severity, colours)}  ${harmless(finding.message)}  ${colours.dim(`${finding.rule.id} ${place(finding.span.start, snapshot.file)}`)}`;
  if (finding.missing) return [head];
  const { origin, also, span, severity } = finding;
  const indent = `${INDENT}${' '.repeat(WIDTH)}  `;
  const other = origin && snapshot.other(origin.file);
  return [
    head,
    ...(origin && other
      ? [`${indent}${colours.dim(`written in ${harmless(origin.file)}:${place(origin.span.start, other)}`)}`, ...excerpt(origin.span, severity, other, colours)]
      : excerpt(span, severity, snapshot.file, colours)),
    ...(also.length > 0 ? [`${indent}${colours.dim(`also takes effect in ${also.map(({ target }) => harmless(quotedName(target.called))).join(', ')}`)}`] : []),
  ];
}

function problemLines(problem: Problem, snapshot: Snapshot, colours: Colours): string[] {
  return [
    `${INDENT}${colours.red('problem'.padEnd(WIDTH))}  ${harmless(problem.message)}  ${colours.dim(`${problem.code} ${place(problem.span.start, snapshot.file)}`)}`,
  ];
}

/** The line that a span begins on, with its columns underlined. */
function excerpt(span: Span, severity: Severity, file: SourceFile, colours: Colours): string[] {
  const { start, end } = file.lines.range(span);
  const text = file.text.slice(file.lines.lineStart(start.line), file.lines.lineStart(start.line + 1)).replace(/\r?\n?$/, '');
  const last = end.line === start.line ? end.character : text.length;
  const number = String(start.line + 1);
  const gutter = (label: string) => `${INDENT}${' '.repeat(WIDTH)}  ${colours.dim(`${label.padStart(number.length)} |`)} `;
  // tabs and wide characters keep their width by standing in the line of carets too
  const before = harmlessLine(text.slice(0, start.character)).replace(/[^\t]/g, ' ');
  const carets = '^'.repeat(Math.max(1, harmlessLine(text.slice(0, last)).length - before.length));
  return [`${gutter(number)}${harmlessLine(text)}`, `${gutter('')}${before}${paint(severity, colours)(carets)}`];
}

/** All that one container, pod or service lacks: a line for each that is new to the reader, and one for those explained before. */
function groupLines({ target, findings }: MissingGroup, snapshot: Snapshot, explained: Set<string>, colours: Colours): string[] {
  const [worst] = findings;
  const fresh = findings.filter((finding) => !explained.has(protectionLabel(finding)));
  const known = findings.filter((finding) => explained.has(protectionLabel(finding)));
  for (const finding of fresh) explained.add(protectionLabel(finding));
  const width = Math.max(...fresh.map((finding) => protectionLabel(finding).length));
  const second = Math.max(...fresh.map((finding) => leavesOpen(finding).length));
  const indent = `${INDENT}${' '.repeat(WIDTH)}  - `;
  const head = `${harmless(sentence(targetName(target)))} lacks ${findings.length} protections${fresh.length > 0 ? ', which leaves open' : ''}:`;
  return [
    `${INDENT}${severityCell(worst.severity, colours)}  ${head}  ${colours.dim(place(worst.span.start, snapshot.file))}`,
    ...fresh.map((finding) => {
      const cells = `${protectionLabel(finding).padEnd(width)}  ${leavesOpen(finding).padEnd(second)}`;
      return `${indent}${cells}  ${colours.dim(`${finding.severity.padEnd(WIDTH)} ${finding.rule.id}`)}`;
    }),
    ...(known.length > 0 ? [`${indent}${listed(known, colours)}`] : []),
  ];
}

/** `memory limit, sandboxed runtime (low)`, worst first. */
function listed(findings: readonly Finding[], colours: Colours): string {
  return SEVERITIES.flatMap((severity) => {
    const labels = findings.filter((finding) => finding.severity === severity).map(protectionLabel);
    return labels.length > 0 ? [`${labels.join(', ')} ${colours.dim(`(${severity})`)}`] : [];
  }).join('; ');
}

function leavesOpen({ rule }: Finding): string {
  return rule.missing?.leaves ?? rule.docs.title;
}

function severityCell(severity: Severity, colours: Colours): string {
  return paint(severity, colours)(severity.padEnd(WIDTH));
}

function paint(severity: Severity, colours: Colours): (text: string) => string {
  switch (severity) {
    case 'critical':
      return (text) => colours.bold(colours.red(text));
    case 'high':
      return colours.red;
    case 'medium':
      return colours.yellow;
    case 'low':
      return colours.cyan;
    case 'info':
      return colours.dim;
  }
}

/** Line and column as editors count them, from one. */
function place(offset: number, { lines }: SourceFile): string {
  const { line, character } = lines.position(offset);
  return `${line + 1}:${character + 1}`;
}
