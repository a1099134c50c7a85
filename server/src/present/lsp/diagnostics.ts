import { type Diagnostic, type DiagnosticRelatedInformation, DiagnosticSeverity } from 'vscode-languageserver-types';
import type { FileAnalysis } from '../../engine/analysis.ts';
import type { Finding } from '../../engine/finding.ts';
import { SEVERITIES, type Severity } from '../../rules/rule.ts';
import { byWeight, groups, type MissingGroup } from '../missing.ts';
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

/** What a diagnostic carries for the light bulb: which rules it stands for. */
export interface DiagnosticData {
  readonly rules: readonly string[];
}

/** The diagnostics of a file. One place and rule gives one, however many services share it through an anchor. */
export function diagnosticsOf(analysis: FileAnalysis, context: LspContext): Diagnostic[] {
  const { explicit, missing } = groups(analysis.findings, context.settings.diagnostics.missing === 'grouped');
  const out: Diagnostic[] = [];
  const byPlace = new Map<string, Diagnostic>();
  for (const finding of explicit) {
    const key = `${finding.rule.id} ${finding.span.start} ${finding.span.end}`;
    const same = finding.missing ? undefined : byPlace.get(key);
    if (same) {
      same.relatedInformation = [
        ...(same.relatedInformation ?? []),
        { location: { uri: context.uri, range: analysis.file.lines.range(finding.span) }, message: finding.message },
      ];
      continue;
    }
    const diagnostic = ofFinding(finding, analysis, context);
    byPlace.set(key, diagnostic);
    out.push(diagnostic);
  }
  for (const group of missing) out.push(ofGroup(group, analysis, context));
  if (analysis.relevant)
    for (const problem of analysis.problems)
      out.push({
        range: analysis.file.lines.range(problem.span),
        severity: problem.code === 'yaml-syntax' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
        source: 'bulkhead',
        code: problem.code,
        message: problem.message,
      });
  return out;
}

function ofFinding(finding: Finding, analysis: FileAnalysis, context: LspContext): Diagnostic {
  return {
    range: analysis.file.lines.range(finding.span),
    severity: LEVEL[finding.severity],
    source: 'bulkhead',
    code: finding.rule.id,
    codeDescription: { href: context.docsUrl(finding.rule.id) },
    message: finding.message,
    data: { rules: [finding.rule.id] } satisfies DiagnosticData,
    ...(finding.related.length > 0 ? { relatedInformation: finding.related.flatMap((place) => relatedPlace(place, analysis, context)) } : {}),
  };
}

function relatedPlace({ file, span, message }: Finding['related'][number], analysis: FileAnalysis, context: LspContext): DiagnosticRelatedInformation[] {
  const lines = file === undefined ? analysis.file.lines : analysis.other(file)?.lines;
  return lines ? [{ location: { uri: file === undefined ? context.uri : context.documentOf(file).uri, range: lines.range(span) }, message }] : [];
}

function ofGroup(group: MissingGroup, analysis: FileAnalysis, context: LspContext): Diagnostic {
  const sorted = byWeight(group.findings);
  const worst = sorted.reduce<Severity>((a, f) => (SEVERITIES.indexOf(f.severity) < SEVERITIES.indexOf(a) ? f.severity : a), 'info');
  return {
    range: analysis.file.lines.range((sorted[0] as Finding).span),
    severity: LEVEL[worst],
    source: 'bulkhead',
    code: MISSING,
    codeDescription: { href: context.docsUrl(MISSING) },
    message: group.message,
    data: { rules: sorted.map((f) => f.rule.id) } satisfies DiagnosticData,
  };
}
