import { type Diagnostic, type DiagnosticRelatedInformation, DiagnosticSeverity, type Range } from 'vscode-languageserver-types';
import type { Part } from '../../engine/document-check.ts';
import type { Finding, Problem } from '../../engine/finding.ts';
import { groups, type MissingGroup } from '../../engine/groups.ts';
import { itemOf } from '../../engine/item.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import type { Severity } from '../../rules/rule.ts';
import type { SourceFile } from '../../syntax/source-file.ts';
import type { Span } from '../../text/text.ts';
import { visible } from '../harmless.ts';
import { groupMessage } from '../missing.ts';
import type { LspContext } from './context.ts';

const LEVEL: Readonly<Record<Severity, DiagnosticSeverity>> = {
  critical: DiagnosticSeverity.Error,
  high: DiagnosticSeverity.Error,
  medium: DiagnosticSeverity.Warning,
  low: DiagnosticSeverity.Information,
  info: DiagnosticSeverity.Hint,
};

/** The code of the diagnostic that stands for all missing protections of one container, pod or service. */
export const MISSING = 'missing-protections';

/** The problems with which a text is no YAML. */
export const BREAKS_YAML: ReadonlySet<string> = new Set(['yaml-syntax', 'wrong-indentation']);

/** The problems of the text itself, which other YAML servers report, too. */
const OF_THE_TEXT: ReadonlySet<string> = new Set([...BREAKS_YAML, 'duplicate-key', 'unresolved-alias', 'wrong-shape', 'no-value']);

/** A diagnostic of a file, and how it goes with somebody who writes there. */
export interface Told {
  readonly diagnostic: Diagnostic;
  /** It says that something is missing or broken, which is so only when the author has written all. */
  readonly waits: boolean;
  /** In the file that it belongs to, the list item of which it says something, such as a port: whether that is so shows when the whole item is written. */
  readonly item?: (file: SourceFile) => Range | undefined;
  /** With its start, what it is about, whatever it says of that. */
  readonly about: string;
}

/** What the diagnostic of a group carries: which rules it stands for. The code of any other is its rule. */
export interface DiagnosticData {
  readonly rules: readonly string[];
}

/** The diagnostics of the findings of a part, in the order in which the three kinds of them are told. */
export type Sections = readonly [alone: readonly Told[], lacking: readonly Told[], groups: readonly Told[]];

/**
 * The diagnostics of findings. Those of one rule at one place are one diagnostic, also if several services share the value.
 * @returns those that stand alone, those of a single missing protection, those of groups
 */
export function diagnosticsOf({ findings, by }: Part, snapshot: Snapshot, context: LspContext): Sections {
  const grouped = snapshot.settings.diagnostics.missing === 'grouped';
  const { explicit, missing } = groups(findings, grouped);
  const alone: Told[] = [];
  const lacking: Told[] = [];
  const byPlace = new Map<string, Diagnostic>();
  const rangeOf = (span: Span) => snapshot.file.lines.range({ start: span.start + by, end: span.end + by });
  for (const finding of explicit) {
    const key = `${finding.rule.id} ${finding.span.start} ${finding.span.end}`;
    const same = finding.missing ? undefined : byPlace.get(key);
    if (same) {
      same.relatedInformation = [
        ...(same.relatedInformation ?? []),
        { location: { uri: context.uri, range: rangeOf(finding.span) }, message: visible(finding.message) },
      ];
      continue;
    }
    const diagnostic = ofFinding(finding, rangeOf, snapshot, context);
    byPlace.set(key, diagnostic);
    const { rule } = finding;
    const isLacking = finding.missing && grouped;
    (isLacking ? lacking : alone).push({
      diagnostic,
      waits: finding.missing || rule.refuses === true,
      item: itemFinder(finding),
      about: isLacking ? MISSING : rule.id,
    });
  }
  return [alone, lacking, missing.map((group) => ({ diagnostic: ofGroup(group, rangeOf, context), waits: true, about: MISSING }))];
}

/** Not within {@link diagnosticsOf}: it is kept as long as the finding, and would keep the snapshot. */
function itemFinder(finding: Finding): NonNullable<Told['item']> {
  return (file) => {
    const item = itemOf(finding, file);
    return item && file.lines.range(item);
  };
}

/** The diagnostics of what is no weakness. `syntaxElsewhere`: another server reports what is wrong with the text. */
export function problemsOf(snapshot: Snapshot, syntaxElsewhere: boolean): Told[] {
  return toldProblems(snapshot, syntaxElsewhere).map((problem) => ({ diagnostic: ofProblem(problem, snapshot), waits: true, about: problem.code }));
}

/** The problems to report: of the text, one on each line, if nobody else reports them and its author has come further than that. */
function toldProblems(snapshot: Snapshot, syntaxElsewhere: boolean): Problem[] {
  if (!snapshot.relevant) return [];
  const { syntax } = snapshot.settings.diagnostics;
  const leaves = syntax === 'off' || (syntax === 'auto' && syntaxElsewhere);
  const lines = new Set<number>();
  return snapshot.problems.filter(({ code, span, document, begun }) => {
    if (!OF_THE_TEXT.has(code)) return true;
    const line = snapshot.file.lines.lineOf(span.start);
    if (leaves || lines.has(line) || begun || (code === 'no-value' && isLast(span, document, snapshot))) return false;
    lines.add(line);
    return true;
  });
}

/** Whether nothing follows in the document but what is blank, so that a value may still come. */
function isLast({ end }: Problem['span'], document: number, { file }: Snapshot): boolean {
  const behind = file.text.slice(end, file.documents[document]?.span.end).replace(/^:/, '');
  return behind.split('\n').every((line) => /^\s*(?:#|$)/.test(line));
}

function ofProblem({ code, message, span }: Problem, snapshot: Snapshot): Diagnostic {
  return {
    range: snapshot.file.lines.range(OF_THE_TEXT.has(code) ? inOneLine(span, snapshot) : span),
    severity: BREAKS_YAML.has(code) ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    source: 'bulkhead',
    code,
    message: visible(message),
  };
}

/** What is wrong with a text up to the end of its first line: a key that is half typed takes the lines below it along, which are right. */
function inOneLine({ start, end }: Span, { file: { text } }: Snapshot): Span {
  const [, blank = '', line = ''] = /^(\s*)([^\r\n]*)/.exec(text.slice(start, end)) ?? [];
  const from = start + blank.length;
  return line === '' ? { start, end } : { start: from, end: from + line.trimEnd().length };
}

type RangeOf = (span: Span) => Range;

function ofFinding(finding: Finding, rangeOf: RangeOf, snapshot: Snapshot, context: LspContext): Diagnostic {
  return {
    range: rangeOf(finding.span),
    severity: LEVEL[finding.severity],
    source: 'bulkhead',
    code: finding.rule.id,
    codeDescription: { href: context.docsUrl(finding.rule.id) },
    message: visible(finding.message),
    ...(finding.related.length > 0 ? { relatedInformation: finding.related.flatMap((place) => relatedPlace(place, rangeOf, snapshot, context)) } : {}),
  };
}

function relatedPlace(
  { file, span, message }: Finding['related'][number],
  rangeOf: RangeOf,
  snapshot: Snapshot,
  context: LspContext,
): DiagnosticRelatedInformation[] {
  if (file === undefined) return [{ location: { uri: context.uri, range: rangeOf(span) }, message: visible(message) }];
  const lines = snapshot.other(file)?.lines;
  return lines ? [{ location: { uri: context.documentOf(file).uri, range: lines.range(span) }, message: visible(message) }] : [];
}

function ofGroup(group: MissingGroup, rangeOf: RangeOf, context: LspContext): Diagnostic {
  const { findings } = group;
  const [worst] = findings;
  return {
    range: rangeOf(worst.span),
    severity: LEVEL[worst.severity],
    source: 'bulkhead',
    code: MISSING,
    codeDescription: { href: context.docsUrl(MISSING) },
    message: visible(groupMessage(group)),
    data: { rules: findings.map(({ rule }) => rule.id) } satisfies DiagnosticData,
  };
}
