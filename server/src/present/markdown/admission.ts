import type { PodAdmission } from '../../engine/pod-security.ts';
import { plainName } from '../../manifest/subject-name.ts';
import { plain } from './text.ts';

/** The strictest level of the Pod Security Standards that admits a workload's pod, and what stands between it and the next. */
export function admissionCard({ resource, admission }: PodAdmission): string {
  const { level, certain, next } = admission;
  const name = plain(plainName(resource));
  const head = `**Pod Security: ${level}**${certain ? '' : ' (as far as the file shows)'}`;
  if (level === 'restricted') return `${head} admits the pod of ${name}, the strictest level there is.`;
  const first =
    level === 'privileged'
      ? `${head}: only this level, which forbids nothing, admits the pod of ${name}.`
      : `${head} is the strictest level that admits the pod of ${name}.`;
  if (!next) return first;
  const lines = next.violations.map(({ reason, detail }) => `- ${plain(detail === '' ? reason : `${reason} (${detail})`)}`);
  return `${first} Between it and **${next.level}** (${next.version.label}) stand:\n\n${lines.join('\n')}`;
}
