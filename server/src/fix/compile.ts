import type { Site } from '../syntax/site.ts';
import type { PlacedDocument, SourceFile } from '../syntax/source-file.ts';
import { scanActions } from '../syntax/template.ts';
import { type EditSet, editSet, type TextEdit } from '../text/text.ts';
import { Branches } from './branches.ts';
import { isDocumentOp, withDocuments } from './document.ts';
import { Draft } from './draft.ts';
import { emit } from './emit.ts';
import { type Layout, layoutOf } from './layout.ts';
import { Lines, lineEndOf } from './lines.ts';
import { meaningOf } from './meaning.ts';
import type { PathOp, Refusal } from './ops.ts';
import { unranked } from './order.ts';
import { built, isObject, type Plan, planOf, Refused } from './plan.ts';
import { printBody } from './print.ts';
import { type Action, type CompileOptions, resolvePlan } from './resolve.ts';
import { quotesKeys, styleOf } from './style.ts';
import { type ChangedDocuments, type DocumentChange, readBack } from './verify.ts';
import { windowOf } from './window.ts';

/** A change of one text. `edits` is empty if nothing has to change. */
export interface Edited {
  readonly edits: EditSet;
  readonly changed: ChangedDocuments;
}

/** A change that can be made, or the reason why it cannot, with its place. */
export type Compiled<Made = Edited> = ({ readonly ok: true } & Made) | { readonly ok: false; readonly why: Refusal; readonly at: Site };

/**
 * Turns operations into text edits that keep everything else: comments, layout, style, line ends.
 *
 * All operations refer to the file as it is before any of them, and are compiled together. The result is read back before it is
 * returned. Never throws: a change that is not sure to be right is refused with a reason.
 */
export function compile(file: SourceFile, ops: readonly PathOp[], options: Partial<CompileOptions> = {}): Compiled {
  try {
    return { ok: true, ...compileOrThrow(file, ops, options) };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, why: error.why, at: error.at };
    // A stack overflow (very deep nesting) ends here; a bug would too. So the laws test `compileOrThrow`, which does not hide one.
    return { ok: false, why: 'odd-syntax', at: { document: ops[0]?.at.document ?? 0, path: [], part: 'pair' } };
  }
}

/** Whether what is not found was only found since broken text is read on behind its errors, in another way than here. */
function isUnread({ documents }: SourceFile, { why, at }: Refused): boolean {
  return why === 'not-found' && (documents[at.document]?.document.problems.some(({ code }) => code === 'yaml-syntax' || code === 'wrong-indentation') ?? false);
}

/**
 * As {@link compile}, but throws.
 * @throws Refused with the reason and the place that `compile` returns
 */
export function compileOrThrow(file: SourceFile, ops: readonly PathOp[], options: Partial<CompileOptions> = {}): Edited {
  try {
    return compiled(file, ops, options);
  } catch (error) {
    throw error instanceof Refused && isUnread(file, error) ? new Refused('syntax-error', error.at) : error;
  }
}

function compiled(file: SourceFile, ops: readonly PathOp[], { shared = false, rankOf = unranked }: Partial<CompileOptions>): Edited {
  const edits: TextEdit[] = [];
  const changes: DocumentChange[] = [];
  const inside = ops.filter((op) => !isDocumentOp(op));
  for (const index of new Set(inside.map((op) => op.at.document))) {
    const own = inside.filter((op) => op.at.document === index);
    const placed = file.documents[index];
    if (!placed) throw new Refused('not-found', (own[0] as PathOp).at);
    const { start } = placed.span;
    const change = compileDocument(file, placed, own, { shared, rankOf });
    if (!change || change.edits.length === 0) continue;
    edits.push(...change.edits.map(({ span, newText }) => ({ span: { start: span.start + start, end: span.end + start }, newText })));
    changes.push(change);
  }
  const set = editSet(edits);
  const changed = readBack(file, set, changes);
  if (!changed) throw new Refused('unverified', (changes[0] as DocumentChange).plan.at);
  return { edits: withDocuments(file, set, ops.filter(isDocumentOp)), changed };
}

function compileDocument(file: SourceFile, placed: PlacedDocument, ops: readonly PathOp[], options: CompileOptions): DocumentChange | undefined {
  const { document } = placed;
  const { shared, rankOf } = options;
  const plan = planOf(ops);
  const window = file.templated ? document.text : windowOf(document, ops);
  const layout = layoutOf(document, window);
  if (!layout) throw new Refused('syntax-error', plan.at);
  const before = meaningOf(document.root, shared);
  const lines = new Lines(document.text, layout.comments, lineEndOf(file));
  const draft = new Draft(lines, layout.openScalars);
  const finish = () => {
    if (draft.lengthensScalar) throw new Refused('odd-syntax', plan.at);
    return { index: placed.index, plan, before, window, comments: layout.comments, draft, shared, edits: editSet(draft.finish()) };
  };
  const style = styleOf(layout, lines, file.masked);
  const emitter = { draft, lines, style, json: quotesKeys(layout.root) && layout.comments.length === 0, templated: file.templated, rankOf };
  if (layout.root.kind === 'empty') {
    fillEmptyDocument(layout, plan, emitter);
    return finish();
  }
  const action = resolvePlan(layout, before, plan, options);
  if (!action) return undefined;
  checkSyntax(placed, layout, action);
  emit(emitter, { start: layout.root.start, indicatorEnd: layout.root.start, bare: false, role: 'root' }, layout.root, action, undefined);
  if (file.templated) checkTemplate(file, placed, draft, plan);
  return finish();
}

/** Fills an empty document, or one with comments only: the new text goes to its end. */
function fillEmptyDocument(layout: Layout, plan: Plan, { draft, lines, style, rankOf }: Parameters<typeof emit>[0]): void {
  const json = built({ ...plan, comments: [] }, rankOf);
  if (!isObject(json) || Object.keys(json).length === 0 || layout.root.anchor || layout.root.tag) throw new Refused('not-a-collection', plan.at);
  const at = layout.contentLimit;
  const body = printBody(json, 0, style).join(lines.eol) + lines.eol;
  draft.replace(at, at, (lines.column(at) === 0 ? '' : lines.eol) + body);
}

/** The problems of a text that can be read. */
const READABLE: ReadonlySet<string> = new Set(['duplicate-key', 'unresolved-alias', 'alias-key']);

/** In a broken text, a root entry may be edited only if it has no syntax error. */
function checkSyntax({ document }: PlacedDocument, { root }: Layout, action: Action): void {
  const errors = document.problems.filter((p) => !READABLE.has(p.code));
  if (errors.length === 0) return;
  if (action.kind !== 'edit' || root.kind !== 'map' || root.flow || errors.some((p) => p.code !== 'yaml-syntax'))
    throw new Refused('syntax-error', action.plan.at);
  root.entries.forEach((entry, i) => {
    const isLast = i === root.entries.length - 1;
    const edited =
      action.changes.has(entry) || action.removed.has(entry) || action.renamed.has(entry) || action.comments.has(entry) || (isLast && action.added.length > 0);
    const end = isLast ? Number.POSITIVE_INFINITY : (root.entries[i + 1]?.start ?? 0);
    if (edited && errors.some((p) => p.span.start <= end && p.span.end >= entry.start)) throw new Refused('syntax-error', action.plan.at);
  });
}

/** No edit may touch a line with a template action, or put text into another template branch than its parent. */
function checkTemplate(file: SourceFile, { span }: PlacedDocument, draft: Draft, plan: Plan): void {
  const { lines } = draft;
  for (const { start, end } of draft.touched) {
    const from = span.start + lines.lineStart(start);
    const to = span.start + lines.lineEnd(Math.min(Math.max(start, end - 1), lines.text.length));
    if (file.text.slice(from, to) !== file.masked.slice(from, to)) throw new Refused('templated', plan.at);
    // `-}}` removes the line break that new lines need
    if (/-\}\}\s*$/.test(file.text.slice(Math.max(0, from - 200), from))) throw new Refused('templated', plan.at);
  }
  const behind = (end: number) => {
    const next = /\n[ \t]*[^\s#]/g;
    next.lastIndex = end;
    const until = next.exec(lines.text)?.index ?? lines.text.length;
    return scanActions(file.text.slice(span.start + end, span.start + until));
  };
  if (draft.vacant.some((end) => behind(end).some((a) => a.kind !== 'end' && a.kind !== 'else'))) throw new Refused('templated', plan.at);
  if (draft.closed.some((end) => behind(end).some((a) => a.kind === 'output'))) throw new Refused('templated', plan.at);
  const branches = new Branches(file.text);
  for (const { parent, entries } of draft.remaining) {
    if (entries.every((entry) => branches.branchOf(span.start + entry) !== branches.branchOf(span.start + parent))) throw new Refused('templated', plan.at);
  }
  for (const { parent, insertion } of draft.together) {
    if (branches.branchOf(span.start + parent) !== branches.branchOf(span.start + insertion)) throw new Refused('templated', plan.at);
  }
}
