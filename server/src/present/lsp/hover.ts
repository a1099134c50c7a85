import type { Hover } from 'vscode-languageserver-types';
import type { ChooseCommand, ExplainRequest, QuickFixCommand } from '../../../../schemas/messages.ts';
import type { Finding } from '../../engine/finding.ts';
import { groups } from '../../engine/groups.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import { isSameTarget, type WorkloadPlace, workloadAt } from '../../engine/workload.ts';
import { knowledgeFor } from '../../isolation/knowledge/lookup.ts';
import type { Span } from '../../text/text.ts';
import { fileName } from '../../text/uri.ts';
import { visible } from '../harmless.ts';
import { refusalOf } from '../left.ts';
import { type ActionLink, admissionCard } from '../markdown/admission.ts';
import { type CardOptions, type FindingLinks, findingCard, knowledgeCard, missingCard } from '../markdown/hover.ts';
import { intent } from './actions.ts';
import { allowCommandOf } from './allow.ts';
import type { LspContext } from './context.ts';
import { hardening } from './lenses.ts';
import { markup } from './markup.ts';
import { reachedCardOf } from './reached.ts';

/** The hover at an offset: the findings there; without findings, what the key or value means for isolation. */
export function hoverAt(snapshot: Snapshot, offset: number, context: LspContext): Hover | null {
  const here = snapshot.findings.filter((f) => f.span.start <= offset && offset <= f.span.end);
  const options: CardOptions = {
    rich: context.richMarkdown,
    docsUrl: context.docsUrl,
    writtenIn: (finding) => writtenIn(finding, snapshot, context),
    refusal: (finding) => refusalOf(finding, snapshot),
    ...(context.chooseChanges ? { links: (finding: Finding) => linksOf(finding, snapshot, context) } : {}),
  };
  const cards: string[] = [];
  let span: Span | undefined;
  const { explicit, missing } = groups(here, snapshot.settings.diagnostics.missing === 'grouped');
  const seen = new Set<string>();
  for (const finding of explicit) {
    if (seen.has(finding.rule.id)) continue; // one rule at one place for several services: the card says it once
    seen.add(finding.rule.id);
    cards.push(findingCard(finding, options));
    span = narrower(span, finding.span);
  }
  for (const group of missing) {
    cards.push(missingCard(group, options));
    span = narrower(span, group.findings[0].span);
  }
  const workload = workloadAt(snapshot, offset);
  if (workload) {
    cards.push(admissionCard(workload.admission, context.chooseChanges ? actionsOf(workload, snapshot, context) : []));
    const reached = reachedCardOf(workload.target, context, snapshot.file.lines.range(workload.span).start.line);
    if (reached !== undefined) cards.push(reached);
    span = narrower(span, workload.span);
  }
  if (cards.length === 0) {
    const place = snapshot.placeAt(offset);
    const knowledge = place && knowledgeFor(place.dialect, place.path, place.value);
    if (!place || !knowledge) return null;
    cards.push(knowledgeCard(knowledge));
    span = place.span;
  }
  return { contents: markup(cards.join('\n\n---\n\n'), context), ...(span ? { range: snapshot.file.lines.range(span) } : {}) };
}

/** What brings a workload to the levels above its own, what hardens it, and its page. */
function actionsOf({ admission: { admission }, target, span }: WorkloadPlace, snapshot: Snapshot, context: LspContext): ActionLink[] {
  const { uri, version } = context;
  const levels = ({ privileged: ['baseline', 'restricted'], baseline: ['restricted'], restricted: [] } as const)[admission.level];
  const whole = snapshot.workloads.find((one) => isSameTarget(one.target, target));
  const explain: ExplainRequest = { uri, line: snapshot.file.lines.range(span).start.line };
  return [
    ...levels.map((level) => {
      const plan = { kind: 'level', level, target, nearer: true } as const;
      const command: ChooseCommand = { uri, version, plan, title: visible(intent(plan)) };
      return { label: `To ${level}…`, address: commandLink('bulkhead.choose', command) };
    }),
    ...(whole && whole.findings.length > 0 ? [{ label: 'Harden…', address: commandLink('bulkhead.choose', hardening(whole, context)) }] : []),
    { label: 'Explain', address: commandLink('bulkhead.explain', explain) },
  ];
}

function linksOf({ rule, span, target }: Finding, snapshot: Snapshot, context: LspContext): FindingLinks {
  const { uri } = context;
  const { start } = snapshot.file.lines.range(span);
  const allow = allowCommandOf(snapshot, start.line, [rule], target, context);
  const place: QuickFixCommand = { uri, ...start };
  return {
    fix: commandLink('bulkhead.quickFix', place),
    explain: commandLink('bulkhead.openPage', context.docsUrl(rule.id)),
    ...(snapshot.takesComments ? { allow: commandLink('bulkhead.allow', allow) } : {}),
  };
}

function commandLink(command: string, argument: unknown): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify([argument]))}`;
}

function writtenIn({ origin }: Finding, snapshot: Snapshot, context: LspContext): ReturnType<NonNullable<CardOptions['writtenIn']>> {
  const lines = origin && snapshot.other(origin.file)?.lines;
  if (!lines) return undefined;
  const line = lines.lineOf(origin.span.start) + 1;
  const { uri } = context.documentOf(origin.file);
  return { name: `${fileName(uri)}, line ${line}`, address: `${uri}#L${line}` };
}

function narrower(a: Span | undefined, b: Span): Span {
  return a && a.end - a.start <= b.end - b.start ? a : b;
}
