import type { Command } from 'vscode-languageserver-types';
import type { AppliedCommand } from '../../../../schemas/messages.ts';
import { entriesByWeight } from '../../engine/groups.ts';
import type { FixPlan } from '../../engine/snapshot.ts';
import { visible } from '../harmless.ts';
import { type ReviewNote, reviewNotes } from '../review.ts';
import type { LspContext } from './context.ts';

/** How many rules a note names. */
const NAMED = 3;

/** The note that the client shows after changes to review; `undefined` if no change needs review, or if the client cannot show notes. */
export function appliedNote(applied: FixPlan['applied'], context: LspContext): Command | undefined {
  const notes = reviewNotes(entriesByWeight(applied));
  const [first] = notes;
  if (!first || !context.noteApplied) return undefined;
  const checks = [...new Set(notes.flatMap(({ commands }) => commands))];
  const command: AppliedCommand = {
    message: visible(notes.length === 1 ? [...conditions(applied), first.advice].join(' ') : summary(notes)),
    ...(checks.length > 0 ? { check: checks.join('\n') } : {}),
    pages: notes.map(({ rule }) => ({ rule: rule.id, title: rule.docs.title, uri: context.docsUrl(rule.id) })),
  };
  return { title: 'What to check', command: 'bulkhead.applied', arguments: [command] };
}

/** What the fixes depend on: menus leave long conditions out. */
function conditions(applied: FixPlan['applied']): string[] {
  const all = new Set(applied.flatMap(({ fix }) => (fix.safety === 'review' ? (fix.condition?.text ?? []) : [])));
  return [...all].slice(0, 1).map((condition) => `Only if ${condition}.`);
}

/** The note for several rules: their ids, and the advice of the first. */
function summary(notes: readonly ReviewNote[]): string {
  const shown = notes.slice(0, NAMED).map(({ rule }) => rule.id);
  const rest = notes.length > NAMED ? ` and ${notes.length - NAMED} more` : '';
  return `${notes.length} kinds of change to review: ${shown.join(', ')}${rest}. First: ${notes[0]?.advice}`;
}
