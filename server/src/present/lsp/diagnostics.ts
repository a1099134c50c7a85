import { type Diagnostic, type DiagnosticRelatedInformation, DiagnosticSeverity } from 'vscode-languageserver-types';
import type { Finding } from '../../engine/finding.ts';
import { groups, type MissingGroup } from '../../engine/groups.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import type { Severity } from '../../rules/rule.ts';
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
const BREAKS_YAML: ReadonlySet<string> = new Set(['yaml-syntax', 'wrong-indentation']);

/** What the diagnostic of a group carries: which rules it stands for. The code of any other is its rule. */
export interface DiagnosticData {
  readonly rules: readonly string[];
}

/** The diagnostics of a file. Findings of one rule at one place are one diagnostic, also if several services share the value. */
export function diagnosticsOf(snapshot: Snapshot, context: LspContext): Diagnostic[] {
  const { explicit, missing } = groups(snapshot.findings, snapshot.settings.diagnostics.missing === 'grouped');
  const out: Diagnostic[] = [];
  const byPlace = new Map<string, Diagnostic>();
  for (const finding of explicit) {
    const key = `${finding.rule.id} ${finding.span.start} ${finding.span.end}`;
    const same = finding.missing ? undefined : byPlace.get(key);
    if (same) {
      same.relatedInformation = [
        ...(same.relatedInformation ?? []),
        { location: { uri: context.uri, range: snapshot.file.lines.range(finding.span) }, message: visible(finding.message) },
      ];
      continue;
    }
    const diagnostic = ofFinding(finding, snapshot, context);
    byPlace.set(key, diagnostic);
    out.push(diagnostic);
  }
  for (const group of missing) out.push(ofGroup(group, snapshot, context));
  if (snapshot.relevant)
    for (const problem of snapshot.problems)
      out.push({
        range: snapshot.file.lines.range(problem.span),
        severity: BREAKS_YAML.has(problem.code) ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
        source: 'bulkhead',
        code: problem.code,
        message: visible(problem.message),
      });
  return out;
}

function ofFinding(finding: Finding, snapshot: Snapshot, context: LspContext): Diagnostic {
  return {
    range: snapshot.file.lines.range(finding.span),
    severity: LEVEL[finding.severity],
    source: 'bulkhead',
    code: finding.rule.id,
    codeDescription: { href: context.docsUrl(finding.rule.id) },
    message: visible(finding.message),
    ...(finding.related.length > 0 ? { relatedInformation: finding.related.flatMap((place) => relatedPlace(place, snapshot, context)) } : {}),
  };
}

function relatedPlace({ file, span, message }: Finding['related'][number], snapshot: Snapshot, context: LspContext): DiagnosticRelatedInformation[] {
  const lines = file === undefined ? snapshot.file.lines : snapshot.other(file)?.lines;
  return lines
    ? [{ location: { uri: file === undefined ? context.uri : context.documentOf(file).uri, range: lines.range(span) }, message: visible(message) }]
    : [];
}

function ofGroup(group: MissingGroup, snapshot: Snapshot, context: LspContext): Diagnostic {
  const { findings } = group;
  const [worst] = findings;
  return {
    range: snapshot.file.lines.range(worst.span),
    severity: LEVEL[worst.severity],
    source: 'bulkhead',
    code: MISSING,
    codeDescription: { href: context.docsUrl(MISSING) },
    message: visible(groupMessage(group)),
    data: { rules: findings.map(({ rule }) => rule.id) } satisfies DiagnosticData,
  };
}
