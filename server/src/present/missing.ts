import type { Finding, Target } from '../engine/finding.ts';
import type { MissingGroup } from '../engine/groups.ts';
import { sentence } from '../engine/message.ts';
import { quotedName } from '../manifest/subject-name.ts';

/** How many protections a message names if there are more. */
const NAMED = 3;

/** All that one container, pod or service lacks at one place, in one line. */
export function groupMessage({ target, findings }: MissingGroup): string {
  const labels = findings.map(protectionLabel);
  const list = labels.length > NAMED + 1 ? `${labels.slice(0, NAMED).join(', ')}, and ${labels.length - NAMED} more` : labels.join(', ');
  return `${sentence(targetName(target))} lacks ${labels.length} protections: ${list}`;
}

/** The name of a missing protection in the words of its dialect. */
export function protectionLabel(finding: Finding): string {
  const { missing, docs } = finding.rule;
  return (finding.target.kind === 'service' ? missing?.inCompose : undefined) ?? missing?.label ?? docs.title;
}

/** `"web"`, or `the pod of "shop"`. */
export function targetName({ kind, called }: Target): string {
  return kind === 'pod' ? `the pod of ${quotedName(called)}` : quotedName(called);
}
