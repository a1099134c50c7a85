import type { Finding, Problem } from '../../engine/finding.ts';
import { groups } from '../../engine/groups.ts';
import { SEVERITIES, type Severity } from '../../rules/rule.ts';
import { harmless } from '../harmless.ts';
import type { CheckedFile } from '../report.ts';
import { findingLines, groupLines, placeIn, problemLines } from './entries.ts';
import { type Colours, place } from './paint.ts';
import { type Promised, Totals } from './totals.ts';

/** What findings are put together by. */
export const GROUPINGS = ['file', 'rule', 'workload'] as const;
/** A name of {@link GROUPINGS}. */
export type Grouping = (typeof GROUPINGS)[number];

/** How a report for people looks. */
export interface Look {
  readonly colours: Colours;
  readonly groupBy: Grouping;
  /** What is less severe is counted, and not shown. */
  readonly least: Severity;
  /** Up to so many findings, the worst file comes first; of more, files come as they are checked. */
  readonly mostSorted: number;
}

/** Some lines, and how bad they are: the place of their severity in the order of severities. Defects of the text are worse than all, since nothing is known behind them. */
interface Entry {
  readonly rank: number;
  readonly lines: readonly string[];
}

/** A part of the report. */
interface Section {
  readonly head: string;
  readonly entries: Entry[];
}

const DEFECT = -1;
/** Problems with `allow` comments hide nothing. */
const FAULT = SEVERITIES.indexOf('medium');

/** The report of `bulkhead check` for people, worst first. Files without findings are only counted. */
export class PrettyReport {
  readonly #look: Look;
  readonly #totals: Totals;
  readonly #explained = new Set<string>();
  /** By the rule, or the workload. */
  readonly #sections = new Map<string, Section>();
  /** Files that wait for worse ones; `undefined` once they no longer do. */
  #waiting: CheckedFile[] | undefined = [];

  constructor(look: Look) {
    this.#look = look;
    this.#totals = new Totals(look.colours);
  }

  /** The findings so far. */
  get findings(): number {
    return this.#totals.findings;
  }

  /** What is to be said now; empty, or with an empty line at its end. */
  add(file: CheckedFile): string {
    this.#totals.add(file);
    switch (this.#look.groupBy) {
      case 'rule':
        return this.#byRule(file);
      case 'workload':
        return this.#byWorkload(file);
      case 'file':
        if (!this.#waiting) return this.#fileText(file);
        if (file.findings.length > 0 || (file.showProblems && file.snapshot.problems.length > 0)) this.#waiting.push(file);
        return this.findings > this.#look.mostSorted ? this.#noMoreWaiting() : '';
    }
  }

  /**
   * The last lines, and all that was not said before.
   * @param promised `undefined` if it was not worked out
   * @param unread how many files could not be read
   */
  end(promised: Promised | undefined, unread: number): string {
    const sections = [...this.#sections.values()].sort((a, b) => worst(a.entries) - worst(b.entries));
    return `${this.#noMoreWaiting()}${sections.map((section) => this.#text(section)).join('')}${this.#totals.end(promised, unread, this.#look.least)}`;
  }

  #noMoreWaiting(): string {
    const files = this.#waiting ?? [];
    this.#waiting = undefined;
    const rank = ({ findings, snapshot, showProblems }: CheckedFile) =>
      Math.min(...findings.map(({ severity }) => SEVERITIES.indexOf(severity)), ...(showProblems ? snapshot.problems.map(problemRank) : []));
    return files
      .map((file) => ({ file, rank: rank(file) }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ file }) => this.#fileText(file))
      .join('');
  }

  #fileText(file: CheckedFile): string {
    const { colours } = this.#look;
    const entries = this.#entries(file, file.findings, this.#explained);
    return this.#text({ head: colours.underline(harmless(file.file)), entries: [...this.#problems(file, ''), ...entries] });
  }

  #byRule(file: CheckedFile): '' {
    const { colours } = this.#look;
    for (const finding of file.findings) {
      if (!this.#isShown(finding)) continue;
      const { rule, severity } = finding;
      const at = `${harmless(file.file)}:${placeIn(finding, file.snapshot)}`;
      const lines = findingLines(finding, at, file.snapshot, colours);
      this.#section(rule.id, `${colours.underline(rule.id)}  ${rule.docs.title.replaceAll('`', '')}`).push({ rank: SEVERITIES.indexOf(severity), lines });
    }
    return this.#addProblems(file);
  }

  #byWorkload(file: CheckedFile): '' {
    const { colours } = this.#look;
    const name = harmless(file.file);
    const resources = new Map<string, Finding[]>();
    for (const finding of file.findings) {
      const key = JSON.stringify([file.file, finding.document, finding.resource.kind, finding.resource.namespace, finding.resource.name]);
      resources.set(key, [...(resources.get(key) ?? []), finding]);
    }
    for (const [key, findings] of resources) {
      // each is read alone: what was explained at another one is explained again
      const entries = this.#entries(file, findings, new Set());
      if (entries.length > 0) this.#section(key, `${colours.underline(workload(findings))}  ${name}`).push(...entries);
    }
    return this.#addProblems(file);
  }

  #addProblems(file: CheckedFile): '' {
    const problems = this.#problems(file, `${harmless(file.file)}:`);
    if (problems.length > 0) this.#section('', this.#look.colours.underline('not read as it is meant')).push(...problems);
    return '';
  }

  #section(key: string, head: string): Entry[] {
    const section = this.#sections.get(key) ?? { head, entries: [] };
    this.#sections.set(key, section);
    return section.entries;
  }

  #isShown({ severity }: Finding): boolean {
    return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(this.#look.least);
  }

  /** Findings of one file: all that a container, pod or service lacks is one entry. */
  #entries({ snapshot }: CheckedFile, findings: readonly Finding[], explained: Set<string>): Entry[] {
    const { colours } = this.#look;
    const { explicit, missing } = groups(findings, true);
    const entries = [
      ...explicit.map((finding) => ({
        finding,
        lines: () => findingLines(finding, `${finding.rule.id} ${placeIn(finding, snapshot)}`, snapshot, colours),
      })),
      ...missing.map((group) => ({
        finding: group.findings[0],
        lines: () =>
          groupLines(
            group,
            group.findings.filter((finding) => this.#isShown(finding)),
            explained,
            snapshot,
            colours,
          ),
      })),
    ];
    return entries
      .filter(({ finding }) => this.#isShown(finding))
      .sort(({ finding: a }, { finding: b }) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || a.span.start - b.span.start)
      .map(({ finding, lines }) => ({ rank: SEVERITIES.indexOf(finding.severity), lines: lines() }));
  }

  /** @param file what stands before the line of each */
  #problems({ snapshot, showProblems }: CheckedFile, file: string): Entry[] {
    if (!showProblems) return [];
    return snapshot.problems.map((problem) => ({
      rank: problemRank(problem),
      lines: problemLines(problem, `${problem.code} ${file}${place(problem.span.start, snapshot.file)}`, this.#look.colours),
    }));
  }

  #text({ head, entries }: Section): string {
    if (entries.length === 0) return '';
    return `${[head, ...[...entries].sort((a, b) => a.rank - b.rank).flatMap(({ lines }) => lines)].join('\n')}\n\n`;
  }
}

function worst(entries: readonly Entry[]): number {
  return entries.reduce((least, { rank }) => Math.min(least, rank), SEVERITIES.length as number);
}

function problemRank({ code }: Problem): number {
  return code.startsWith('allow-') ? FAULT : DEFECT;
}

/** `Deployment shop/web`. */
function workload([finding]: readonly Finding[]): string {
  const { kind = '', namespace, name = '(name not known)' } = finding?.resource ?? {};
  return harmless(`${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`);
}
