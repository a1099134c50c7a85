import type { Finding, Target } from '../engine/finding.ts';
import { SEVERITIES } from '../rules/rule.ts';

/** The missing protections of one container, pod or service, said in one line. */
export interface MissingGroup {
  readonly target: Target;
  readonly findings: readonly Finding[];
  readonly message: string;
}

/** Of equally severe protections, these come first: people know them best. */
const FIRST = [
  'seccomp-not-set',
  'run-as-root',
  'allow-privilege-escalation',
  'capabilities-not-dropped',
  'writable-root-filesystem',
  'memory-limit-missing',
  'runtime-class-missing',
  'user-namespace-not-used',
  'service-account-token-automounted',
];

/** Worst first, then the best known. */
export function byWeight(findings: readonly Finding[]): Finding[] {
  const rank = (finding: Finding) => {
    const at = FIRST.indexOf(finding.rule.id);
    return SEVERITIES.indexOf(finding.severity) * 100 + (at < 0 ? FIRST.length : at);
  };
  return [...findings].sort((a, b) => rank(a) - rank(b));
}

/** Splits findings into those shown by themselves and the groups of missing protections. A single missing one speaks for itself. */
export function groups(findings: readonly Finding[], grouped: boolean): { readonly explicit: readonly Finding[]; readonly missing: readonly MissingGroup[] } {
  if (!grouped) return { explicit: findings, missing: [] };
  const explicit: Finding[] = [];
  const byTarget = new Map<Target, Map<number, Finding[]>>();
  for (const finding of findings) {
    if (!finding.missing) {
      explicit.push(finding);
      continue;
    }
    // by place too: protections may be missed at different things of one target
    const places = byTarget.get(finding.target) ?? new Map<number, Finding[]>();
    byTarget.set(finding.target, places);
    const group = places.get(finding.span.start);
    if (group) group.push(finding);
    else places.set(finding.span.start, [finding]);
  }
  const missing: MissingGroup[] = [];
  for (const [target, places] of byTarget) {
    for (const group of places.values()) {
      if (group.length === 1) explicit.push(...group);
      else missing.push({ target, findings: group, message: groupMessage(target, group) });
    }
  }
  return { explicit, missing };
}

function groupMessage(target: Target, findings: readonly Finding[]): string {
  const labels = byWeight(findings).map(protectionLabel);
  const shown = labels.length > 4 ? labels.slice(0, 3) : labels;
  const list = shown.length < labels.length ? `${shown.join(', ')}, and ${labels.length - shown.length} more` : shown.join(', ');
  return `${targetName(target)} lacks ${labels.length} protections: ${list}`;
}

/** What is missing, in the words of its dialect. */
export function protectionLabel(finding: Finding): string {
  const { missing, docs } = finding.rule;
  return (finding.target.kind === 'service' ? missing?.inCompose : undefined) ?? missing?.label ?? docs.title;
}

/** `"web"`, or `The pod of "shop"`. */
export function targetName(target: Target): string {
  return target.kind === 'pod' ? `The pod of ${quoted(target.name)}` : `"${target.name}"`;
}

/** A name in quotation marks; `this Deployment`, which stands for a name that a template writes, is no quotation. */
export function quoted(name: string): string {
  return name.startsWith('this ') ? name : `"${name}"`;
}
