import { parseFile } from '../syntax/parse.ts';
import type { Json } from '../syntax/site.ts';
import type { SourceFile } from '../syntax/source-file.ts';
import { applyEdits, type EditSet, editSet } from '../text/text.ts';
import { layoutOf, readLayout } from './layout.ts';
import { Lines, lineEndOf } from './lines.ts';
import { jsonMeaning, meaningOf, sameMeaning } from './meaning.ts';
import type { PathOp } from './ops.ts';
import { Refused } from './plan.ts';
import { printBody } from './print.ts';
import { styleOf } from './style.ts';

/** An operation that adds a whole document to the file. */
export type DocumentOp = PathOp & { readonly op: 'document' };

/** Whether an operation adds a document. All others change an existing one. */
export function isDocumentOp(op: PathOp): op is DocumentOp {
  return op.op === 'document';
}

/**
 * Adds whole documents to the end of a file, each after `---`. A document that the file has already is not added again. Apart from
 * `edits`, the rest of the file stays the same, byte for byte. The result is read back.
 * @param edits the other changes of the fix
 * @returns `edits` with the new documents
 * @throws Refused if the file is JSON (which is one document), is a template (which may print the end of the file) or is broken
 */
export function withDocuments(file: SourceFile, edits: EditSet, ops: readonly DocumentOp[]): EditSet {
  const values = new Map(ops.map(({ value }) => [JSON.stringify(value), value]));
  const has = ({ value }: { readonly value: Json }) => file.documents.some(({ document }) => sameMeaning(meaningOf(document.root), jsonMeaning(value)));
  const added = [...values.values()].filter((value) => !has({ value }));
  const [first] = ops;
  if (!first || added.length === 0) return edits;
  if (file.templated) throw new Refused('templated', first.at);
  if (/^\uFEFF?\s*[{[]/.test(file.text)) throw new Refused('odd-syntax', first.at);
  const before = applyEdits(file.text, edits);
  if (endsInScalar(before)) throw new Refused('odd-syntax', first.at);
  const text = added.map((value) => printed(file, value, before, first)).join('');
  const eol = lineEndOf(file);
  const addition = (before === '' || before.endsWith('\n') ? '' : eol) + text.replaceAll('\n', eol);
  const after = atEnd(file.text.length, edits, addition);
  const old = edits.length === 0 ? file : parseFile(before, { previous: file });
  if (!isWhole(old, applyEdits(file.text, after), added)) throw new Refused('unverified', first.at);
  return after;
}

/** Whether a text ends in a block scalar without a line break: for most readers, its value would get one with what follows. */
function endsInScalar(text: string): boolean {
  const last = text.endsWith('\n') ? '' : (parseFile(text).documents.at(-1)?.document.text ?? '');
  return last !== '' && readLayout(last)?.openScalars.includes(last.length) === true;
}

/** The text of a new document, in the style of the document at `at`. Without a final line break if the file has none. */
function printed(file: SourceFile, value: Json, before: string, { at }: DocumentOp): string {
  const own = file.documents[at.document]?.document;
  const layout = own ? layoutOf(own, own.text) : readLayout('');
  if (!layout) throw new Refused('syntax-error', at);
  const lines = new Lines(own?.text ?? '', layout.comments, '\n');
  const body = `---\n${printBody(value, 0, styleOf(layout, lines, file.masked)).join('\n')}`;
  return before.endsWith('\n') ? `${body}\n` : body;
}

/** Adds text at the end of the file. If the last edit ends there too, both become one edit. */
function atEnd(length: number, edits: EditSet, newText: string): EditSet {
  const last = edits.at(-1);
  if (last?.span.end !== length) return editSet([...edits, { span: { start: length, end: length }, newText }]);
  return editSet([...edits.slice(0, -1), { span: last.span, newText: last.newText + newText }]);
}

/** Whether the old documents still have their meaning, and the new ones have the wanted meaning. */
function isWhole(before: SourceFile, after: string, added: readonly Json[]): boolean {
  const old = before.documents;
  const now = parseFile(after, { previous: before }).documents;
  const meaning = ({ document }: SourceFile['documents'][number]) => meaningOf(document.root);
  const isSame = (a: SourceFile['documents'][number], b: typeof a) => a.document === b.document || sameMeaning(meaning(a), meaning(b));
  return (
    after.startsWith(before.text) &&
    now.length === old.length + added.length &&
    old.every((placed, i) => isSame(placed, now[i] as typeof placed)) &&
    added.every((value, i) => sameMeaning(meaning(now[old.length + i] as (typeof now)[number]), jsonMeaning(value)))
  );
}
