import { UP_TO } from '../../engine/choice.ts';
import { type Ending, endingSoon, SOON_DAYS } from '../../engine/ending.ts';
import type { Finding } from '../../engine/finding.ts';
import type { MendSize } from '../../engine/mend.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import type { UnjudgedKind } from '../../engine/unjudged.ts';
import { SEVERITIES, type Severity } from '../../rules/rule.ts';
import { harmless } from '../harmless.ts';
import type { CheckedFile } from '../report.ts';
import { count } from '../words.ts';
import { type Colours, INDENT, paint, place } from './paint.ts';

/** How what is not judged is counted, one and many. */
const UNJUDGED: Readonly<Record<UnjudgedKind, readonly [one: string, many: string]>> = {
  part: ['part of an object', 'parts of objects'],
  include: ['included file', 'included files'],
  operator: ['pod that an operator completes', 'pods that an operator completes'],
  structure: ['pod of an unknown kind', 'pods of unknown kinds'],
  patch: ['patch', 'patches'],
  build: ['part of a Kustomization', 'parts of Kustomizations'],
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

/** What a report for people says at its end. It keeps numbers, and no file. */
export class Totals {
  readonly #colours: Colours;
  readonly #severities = new Map<Severity, number>();
  readonly #unjudged = new Map<UnjudgedKind, number>();
  readonly #named: string[] = [];
  /** The exceptions that end soon, each line with its last day; those of a configuration count for many files, and are said once. */
  readonly #ending = new Map<string, string>();
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

  /** Counts a file. */
  add({ file, snapshot, findings, showProblems }: CheckedFile): void {
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
    for (const ending of endingSoon(snapshot)) this.#note(ending, file, snapshot);
    for (const { kind, count: n, message, span } of snapshot.unjudged) {
      this.#unjudged.set(kind, (this.#unjudged.get(kind) ?? 0) + n);
      if (this.#named.length >= NAMED) this.#more++;
      else this.#named.push(`${INDENT}${harmless(message)}  ${this.#colours.dim(`${harmless(file)}:${place(span.start, snapshot.file)}`)}`);
    }
  }

  /**
   * The last lines.
   * @param promised `undefined` if it was not worked out
   * @param unread how many files could not be read
   * @param least what is less severe was not shown
   */
  end(promised: Promised | undefined, unread: number, least: Severity): string {
    const faults = this.#faults === 0 ? '' : `, ${count(this.#faults, 'problem')} with allow comments`;
    const problems = `${faults}${this.#defects === 0 ? '' : `, ${count(this.#defects, 'problem')}: what cannot be read is not judged`}`;
    const open = [...this.#hiddenLines(least), ...this.#unjudgedLines(unread)];
    const lines = this.findings === 0 ? this.#nothing(problems, open, unread) : this.#summary(problems, open, promised);
    return `${[...lines, ...this.#endingLines()].join('\n')}\n`;
  }

  #note({ rules, until, at }: Ending, file: string, snapshot: Snapshot): void {
    const where = at === undefined ? 'the configuration' : `${harmless(file)}:${place(at, snapshot.file)}`;
    const line = `${INDENT}${harmless(rules.join(', '))} until ${until}  ${this.#colours.dim(where)}`;
    this.#ending.set(line, until);
  }

  /** The exceptions that end soon: what they allow is then reported again. */
  #endingLines(): string[] {
    const all = [...this.#ending].sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([line]) => line);
    if (all.length === 0) return [];
    const more = all.length > NAMED ? [`${INDENT}${all.length - NAMED} more`] : [];
    return [`${count(all.length, 'exception')} ${all.length === 1 ? 'ends' : 'end'} within ${SOON_DAYS} days:`, ...all.slice(0, NAMED), ...more];
  }

  /** How much was not shown. */
  #hiddenLines(least: Severity): string[] {
    const hidden = SEVERITIES.slice(SEVERITIES.indexOf(least) + 1).reduce((sum, severity) => sum + (this.#severities.get(severity) ?? 0), 0);
    if (hidden === 0) return [];
    return [`${count(hidden, 'finding')} below ${least} ${hidden === 1 ? 'is' : 'are'} not shown; the exit status follows --fail-on alone.`];
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
