import type { Finding, Problem } from '../../engine/finding.ts';
import type { MissingGroup } from '../../engine/groups.ts';
import { sentence } from '../../engine/message.ts';
import { renderedFrom } from '../../engine/rendered.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import { quotedName } from '../../manifest/subject-name.ts';
import { SEVERITIES, type Severity } from '../../rules/rule.ts';
import type { SourceFile } from '../../syntax/source-file.ts';
import type { Span } from '../../text/text.ts';
import { harmless, harmlessLine } from '../harmless.ts';
import { protectionLabel, targetName } from '../missing.ts';
import { type Colours, INDENT, paint, place, severityCell, WIDTH } from './paint.ts';

/** Where a finding is and, in what Helm has rendered, in which template. */
export function placeIn({ span, document }: Finding, { file }: Snapshot): string {
  const template = renderedFrom(file, document);
  return `${place(span.start, file)}${template === undefined ? '' : ` of ${harmless(template)}`}`;
}

/**
 * A finding, with the line that it is about.
 * @param at what stands behind the message
 */
export function findingLines(finding: Finding, at: string, snapshot: Snapshot, colours: Colours): string[] {
  const head = `${INDENT}${severityCell(finding.severity, colours)}  ${harmless(finding.message)}  ${colours.dim(at)}`;
  const indent = `${INDENT}${' '.repeat(WIDTH)}  `;
  if (finding.missing) return [head, ...overlayLines([finding], indent, colours)];
  const { origin, also, span, severity } = finding;
  const other = origin && snapshot.other(origin.file);
  return [
    head,
    ...(origin && other
      ? [`${indent}${colours.dim(`written in ${harmless(origin.file)}:${place(origin.span.start, other)}`)}`, ...excerpt(origin.span, severity, other, colours)]
      : excerpt(span, severity, snapshot.file, colours)),
    ...(also.length > 0 ? [`${indent}${colours.dim(`also takes effect in ${also.map(({ target }) => harmless(quotedName(target.called))).join(', ')}`)}`] : []),
    ...overlayLines([finding], indent, colours),
  ];
}

/** What overlays do to findings: each of their lines once, with the rules that it is about where these are several findings. */
function overlayLines(findings: readonly Finding[], indent: string, colours: Colours): string[] {
  const lines = new Map<string, string[]>();
  for (const { rule, related } of findings)
    for (const { message, overlay } of related) if (overlay) lines.set(message, [...(lines.get(message) ?? []), rule.id]);
  const about = (rules: readonly string[]) => (findings.length > 1 && rules.length < findings.length ? `: ${rules.join(', ')}` : '');
  return [...lines].map(([message, rules]) => `${indent}${colours.dim(`${harmless(message)}${message.startsWith('mended') ? about(rules) : ''}`)}`);
}

/**
 * A defect of the text.
 * @param at what stands behind the message
 */
export function problemLines({ message }: Problem, at: string, colours: Colours): string[] {
  return [`${INDENT}${colours.red('problem'.padEnd(WIDTH))}  ${harmless(message)}  ${colours.dim(at)}`];
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

/**
 * All that one container, pod or service lacks: a line for each that is new to the reader, and one for those explained before.
 * @param shown those of them that are to be shown
 * @param explained protections that the report has explained already; those of this group are added
 */
export function groupLines(
  { target, findings }: MissingGroup,
  shown: readonly Finding[],
  explained: Set<string>,
  snapshot: Snapshot,
  colours: Colours,
): string[] {
  const [worst] = findings;
  const fresh = shown.filter((finding) => !explained.has(protectionLabel(finding)));
  const known = shown.filter((finding) => explained.has(protectionLabel(finding)));
  for (const finding of fresh) explained.add(protectionLabel(finding));
  const width = Math.max(...fresh.map((finding) => protectionLabel(finding).length));
  const second = Math.max(...fresh.map((finding) => leavesOpen(finding).length));
  const indent = `${INDENT}${' '.repeat(WIDTH)}  - `;
  const number = `${findings.length} protections${shown.length < findings.length ? ` (${shown.length} shown)` : ''}`;
  const head = `${harmless(sentence(targetName(target)))} lacks ${number}${fresh.length > 0 ? ', which leaves open' : ''}:`;
  return [
    `${INDENT}${severityCell(worst.severity, colours)}  ${head}  ${colours.dim(placeIn(worst, snapshot))}`,
    ...fresh.map((finding) => {
      const cells = `${protectionLabel(finding).padEnd(width)}  ${leavesOpen(finding).padEnd(second)}`;
      return `${indent}${cells}  ${colours.dim(`${finding.severity.padEnd(WIDTH)} ${finding.rule.id}`)}`;
    }),
    ...(known.length > 0 ? [`${indent}${listed(known, colours)}`] : []),
    ...overlayLines(findings, `${INDENT}${' '.repeat(WIDTH)}  `, colours),
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
