import { parseFile } from '../syntax/parse.ts';
import type { SourceFile } from '../syntax/source-file.ts';
import { applyEdits, type EditSet } from '../text/text.ts';
import type { Draft } from './draft.ts';
import { type Comment, commentsOf } from './layout.ts';
import { expected, jsonMeaning, type KnownMeanings, type Meaning, meaningOf, sameMeaning } from './meaning.ts';
import type { Plan } from './plan.ts';

/** The changes to one document, as {@link readsBack} checks them. */
export interface DocumentChange {
  readonly index: number;
  readonly plan: Plan;
  readonly before: Meaning | undefined;
  /** The text that was compiled: the text of the document or, if it is large, a window on it. `comments` are its comments. */
  readonly window: string;
  readonly comments: readonly Comment[];
  readonly draft: Draft;
  /** The values of aliases and merge keys may change too: so documents are compared with aliases unresolved. */
  readonly shared?: boolean;
  /** With offsets relative to the document. */
  readonly edits: EditSet;
}

/**
 * Whether the edited text reads back as intended, with the parser that the rules use. Each changed document must have the meaning that
 * its plan gives it, and keep its comments, except those that were removed with their entry. Edits cannot affect other documents.
 */
export function readsBack(file: SourceFile, edits: EditSet, changes: readonly DocumentChange[], known: KnownMeanings): boolean {
  const options = { previous: file, variant: file.variant };
  // a template action may span documents, so a part of the text would be masked differently than the whole
  const after = file.templated || changes.length > 1 ? parseFile(applyEdits(file.text, edits), options) : undefined;
  if (after && after.documents.length !== file.documents.length) return false;
  return changes.every((change) => {
    const placed = file.documents[change.index];
    if (!placed) return false;
    if (after) return matches(change, placed.document, after.documents[change.index]?.document, known);
    const alone = parseFile(applyEdits(file.text.slice(placed.span.start, placed.span.end), change.edits), options);
    return alone.documents.length === 1 && matches(change, placed.document, alone.documents[0]?.document, known);
  });
}

type Document = SourceFile['documents'][number]['document'];

function matches(change: DocumentChange, before: Document, after: Document | undefined, known: KnownMeanings): boolean {
  if (!after || errors(after) > errors(before)) return false;
  const wanted =
    expected(change.before, change.plan) ?? (change.before ? { ...jsonMeaning({}), ...(change.before.tag ? { tag: change.before.tag } : {}) } : undefined);
  return sameMeaning(meaningOf(after.root, known, change.shared), wanted) && keepsComments(change);
}

function errors(document: Document): number {
  return document.problems.filter((p) => p.code !== 'duplicate-key').length;
}

function keepsComments({ comments, draft, window, edits }: DocumentChange): boolean {
  const after = commentsOf(applyEdits(window, edits));
  const kept = comments.filter((c) => !draft.owned.some((o) => o.start <= c.start && c.start < o.end));
  const added: string[] = [];
  let next = 0;
  for (const { text } of after) {
    if (kept[next]?.text === text) next++;
    else added.push(text);
  }
  return next === kept.length && added.sort().join('\n') === [...draft.written].sort().join('\n');
}
