import { type Hover, MarkupKind } from 'vscode-languageserver-types';
import type { FileAnalysis } from '../../engine/analysis.ts';
import type { Finding } from '../../engine/finding.ts';
import type { PodAdmission } from '../../engine/pod-security.ts';
import type { Path } from '../../syntax/site.ts';
import type { Span } from '../../text/text.ts';
import { admissionCard } from '../markdown/admission.ts';
import { findingCard, knowledgeCard, missingCard } from '../markdown/hover.ts';
import { knowledgeFor } from '../markdown/knowledge.ts';
import { groups } from '../missing.ts';
import type { LspContext } from './context.ts';

/** The card at an offset: the findings there, else what the key or value means for isolation. */
export function hoverAt(analysis: FileAnalysis, offset: number, context: LspContext): Hover | null {
  const here = analysis.findings.filter((f) => f.span.start <= offset && offset <= f.span.end);
  const options = { rich: context.richMarkdown, docsUrl: context.docsUrl };
  const cards: string[] = [];
  let span: Span | undefined;
  const { explicit, missing } = groups(here, context.settings.diagnostics.missing === 'grouped');
  const seen = new Set<string>();
  for (const finding of explicit) {
    if (seen.has(finding.rule.id)) continue; // one rule at one place for several services: the card says it once
    seen.add(finding.rule.id);
    cards.push(findingCard(finding, options));
    span = narrower(span, finding.span);
  }
  for (const group of missing) {
    cards.push(missingCard(group.findings, options));
    span = narrower(span, (group.findings[0] as Finding).span);
  }
  const place = analysis.placeAt(offset);
  const admission = place && admissionAt(analysis, place);
  if (place && admission) {
    cards.push(admissionCard(admission));
    span = narrower(span, place.span);
  }
  if (cards.length === 0) {
    const knowledge = place && knowledgeFor(place.dialect, place.path, place.value);
    if (!place || !knowledge) return null;
    cards.push(knowledgeCard(knowledge));
    span = place.span;
  }
  return { contents: { kind: MarkupKind.Markdown, value: cards.join('\n\n---\n\n') }, ...(span ? { range: analysis.file.lines.range(span) } : {}) };
}

/** On the name or kind of a workload: what Pod Security admission says of its pod. */
function admissionAt(analysis: FileAnalysis, place: { readonly document: number; readonly path: Path }): PodAdmission | undefined {
  const { document, path } = place;
  const length = path.at(-1) === 'kind' ? path.length - 1 : path.at(-2) === 'metadata' && path.at(-1) === 'name' ? path.length - 2 : -1;
  if (length !== 0 && !(length === 2 && path[0] === 'items')) return undefined;
  return analysis.podAdmissions().find((a) => a.document === document && path.slice(0, length).every((step, i) => a.path[i] === step));
}

function narrower(a: Span | undefined, b: Span): Span {
  return a && a.end - a.start <= b.end - b.start ? a : b;
}
