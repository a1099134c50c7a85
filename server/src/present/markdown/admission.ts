import type { PodAdmission } from '../../engine/pod-security.ts';
import { plainName } from '../../manifest/subject-name.ts';
import { link, plain } from './text.ts';

/** An action as people call it, and its address. */
export interface ActionLink {
  readonly label: string;
  readonly address: string;
}

/**
 * The strictest level of the Pod Security Standards that admits a workload's pod, and what stands between it and the next.
 * @param links what can be done about the workload; above the list, which may be long
 */
export function admissionCard({ resource, admission }: PodAdmission, links: readonly ActionLink[] = []): string {
  const { level, certain, next } = admission;
  const name = plain(plainName(resource));
  const head = `**Pod Security: ${level}**${certain ? '' : ' (as far as the file shows)'}`;
  const actions = links.map(({ label, address }) => `[${label}](${link(address)})`).join(' · ');
  const below = actions === '' ? '' : `  \n${actions}`;
  if (level === 'restricted') return `${head} admits the pod of ${name}, the strictest level there is.${below}`;
  const first =
    level === 'privileged'
      ? `${head}: only this level, which forbids nothing, admits the pod of ${name}.`
      : `${head} is the strictest level that admits the pod of ${name}.`;
  if (!next) return `${first}${below}`;
  const lines = next.violations.map(({ reason, detail }) => `- ${plain(detail === '' ? reason : `${reason} (${detail})`)}`);
  return `${first} Between it and **${next.level}** (${next.version.label}) ${lines.length === 1 ? 'stands' : 'stand'}:${below}\n\n${lines.join('\n')}`;
}
