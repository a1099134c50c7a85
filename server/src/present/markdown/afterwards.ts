import type { Finding } from '../../engine/finding.ts';
import type { Run } from '../../engine/snapshot.ts';
import { reviewNotes } from '../review.ts';
import { code, plain } from './text.ts';

/** The page that a note after changes opens: what to check now, with the commands, and what is left and why. */
export function afterwards(
  { applied, changes }: Pick<Run, 'applied' | 'changes'>,
  intent: string,
  left: readonly { readonly finding: Finding; readonly why: string }[],
): string {
  const notes = reviewNotes(applied);
  const checks = notes.flatMap(({ rule, advice, commands }) => [
    `- ${code(rule.id)}: ${plain(advice)}`,
    ...commands.map((command) => `\n  \`\`\`sh\n  ${command}\n  \`\`\`\n`),
  ]);
  return [
    `# ${plain(intent)}: ${changes === 1 ? '1 change' : `${changes} changes`}`,
    ...(checks.length > 0
      ? ['## What to check', 'The file asks for less than before. Whether the program does with it, only the running system shows.', checks.join('\n')]
      : []),
    ...(left.length > 0
      ? ['## Left to you', left.map(({ finding: { rule, message }, why }) => `- ${code(rule.id)}: ${plain(message)}. ${plain(capital(why))}.`).join('\n')]
      : []),
    '',
  ].join('\n\n');
}

function capital(clause: string): string {
  return clause.charAt(0).toUpperCase() + clause.slice(1);
}
