import type { Finding } from '../../engine/finding.ts';
import { byWeight } from '../../engine/groups.ts';
import { sentence } from '../../engine/message.ts';
import type { Workload } from '../../engine/snapshot.ts';
import { plainName } from '../../manifest/subject-name.ts';
import { fullTitle } from '../titles.ts';
import { admissionCard } from './admission.ts';
import { runtimeCheck } from './hover.ts';
import { code, plain } from './text.ts';

/** How many commands a page shows. */
const CHECKS = 6;

function wayOf(finding: Finding, refusal: string | undefined): string {
  const [fix] = finding.fixes();
  if (!fix) return 'No automatic fix.';
  return refusal === undefined ? `*${plain(fullTitle(fix))}* (${fix.safety}).` : `${plain(sentence(refusal))}.`;
}

/**
 * The page of a workload or service: its Pod Security level, what is found in it, worst first, and how to check what really runs.
 * @param refusal why the first fix of a finding cannot be made
 */
export function workloadPage({ target, admission, findings }: Workload, refusal: (finding: Finding) => string | undefined): string {
  const ordered = byWeight(findings);
  const lines = ordered.map((finding) => {
    return `- **${finding.severity}** ${code(finding.rule.id)}: ${plain(finding.message)}. ${wayOf(finding, refusal(finding))}`;
  });
  const checks = [...new Set(ordered.flatMap((finding) => runtimeCheck(finding) ?? []))].slice(0, CHECKS);
  return [
    `# Requested isolation of ${plain(plainName(target.called))}`,
    ...(admission ? [admissionCard(admission)] : []),
    `## ${ordered.length === 1 ? '1 weakness' : `${ordered.length} weaknesses`}`,
    lines.length > 0 ? lines.join('\n') : 'The rules find nothing here that asks for more than it must, as far as the file shows.',
    '## What really runs',
    'A file only says what is asked for: admission, the node, the engine and the image decide, too. These commands ask the running system:',
    ...(checks.length > 0 ? [`\`\`\`sh\n${checks.join('\n')}\n\`\`\``] : ['Nothing was found that a command could confirm.']),
    '',
  ].join('\n\n');
}
