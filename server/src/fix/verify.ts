import type { Comment } from '../syntax/clean/text-reader.ts';
import { parseFile, readAgain } from '../syntax/parse.ts';
import type { SourceFile, SyntaxDocument } from '../syntax/source-file.ts';
import { applyEdits, type EditSet } from '../text/text.ts';
import type { Draft } from './draft.ts';
import { commentsOf } from './layout.ts';
import { expected, jsonMeaning, type Meaning, meaningOf, sameMeaning } from './meaning.ts';
import type { Plan } from './plan.ts';

/** The changes to one document, as {@link readBack} checks them. */
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

/** The documents that a change edits, by index, as they read back. Offsets in them are relative to the document. */
export type ChangedDocuments = ReadonlyMap<number, SyntaxDocument>;

/**
 * Reads the edited text back, with the parser that the rules use. Each changed document must have the meaning that its plan gives it, and
 * keep its comments, except those that were removed with their entry. Edits cannot affect other documents.
 * @returns the changed documents; `undefined` if one of them does not read back as intended
 */
export function readBack(file: SourceFile, edits: EditSet, changes: readonly DocumentChange[]): ChangedDocuments | undefined {
  if (changes.length === 0) return new Map();
  const options = { previous: file, variant: file.variant };
  // a template action may span documents, so a part of the text would be masked differently than the whole
  const after = file.templated || changes.length > 1 ? parseFile(applyEdits(file.text, edits), options) : undefined;
  if (after && after.documents.length !== file.documents.length) return undefined;
  const changed = new Map<number, SyntaxDocument>();
  for (const change of changes) {
    const placed = file.documents[change.index];
    if (!placed) return undefined;
    const alone = () => readAgain(applyEdits(file.text.slice(placed.span.start, placed.span.end), change.edits), placed.document);
    const document = after ? after.documents[change.index]?.document : alone();
    if (!document || !matches(change, placed.document, document)) return undefined;
    changed.set(change.index, document);
  }
  return changed;
}

function matches(change: DocumentChange, before: SyntaxDocument, after: SyntaxDocument): boolean {
  if (errors(after) > errors(before)) return false;
  const wanted =
    expected(change.before, change.plan) ?? (change.before ? { ...jsonMeaning({}), ...(change.before.tag ? { tag: change.before.tag } : {}) } : undefined);
  return sameMeaning(meaningOf(after.root, change.shared), wanted) && keepsComments(change);
}

function errors(document: SyntaxDocument): number {
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
