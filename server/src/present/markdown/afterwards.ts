import { sentence } from '../../engine/message.ts';
import type { Run } from '../../engine/snapshot.ts';
import { reviewNotes } from '../review.ts';
import { code, plain } from './text.ts';

/** What a run leaves to the author: the rule or check, what is wrong, and why it is left. */
export interface Left {
  readonly rule: string;
  readonly said: string;
  readonly why?: string;
}

/** The page that a note after changes opens: what to check now, with the commands, and what is left and why. */
export function afterwards({ applied, changes }: Pick<Run, 'applied' | 'changes'>, intent: string, left: readonly Left[]): string {
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
      ? [
          '## Left to you',
          left.map(({ rule, said, why }) => `- ${code(rule)}: ${plain(said)}.${why === undefined ? '' : ` ${plain(sentence(why))}.`}`).join('\n'),
        ]
      : []),
    '',
  ].join('\n\n');
}
