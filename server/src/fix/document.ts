import { parseFile } from '../syntax/parse.ts';
import type { Json } from '../syntax/site.ts';
import type { SourceFile } from '../syntax/source-file.ts';
import { applyEdits, type EditSet, editSet } from '../text/text.ts';
import { commentsOf, readLayout } from './layout.ts';
import { Lines } from './lines.ts';
import { jsonMeaning, meaningOf, sameMeaning } from './meaning.ts';
import type { PathOp } from './ops.ts';
import { Refused } from './plan.ts';
import { printBody } from './print.ts';
import { styleOf } from './style.ts';

/** An operation that adds a whole document to the file. */
export type DocumentOp = PathOp & { readonly op: 'document' };

/** Whether an operation adds a document; all others change one that is there. */
export function isDocumentOp(op: PathOp): op is DocumentOp {
  return op.op === 'document';
}

/**
 * Adds whole documents to the end of a file, each after `---`, unless the file has them already. What the file has stays as it is, byte
 * for byte but for the edits that are made beside; the result is read back.
 * @param edits what else is changed
 * @throws Refused where the file is JSON, which is one document, a template, which may print its end, or broken
 */
export function withDocuments(file: SourceFile, edits: EditSet, ops: readonly DocumentOp[]): EditSet {
  const values = new Map(ops.map(({ value }) => [JSON.stringify(value), value]));
  const has = ({ value }: { readonly value: Json }) =>
    file.documents.some(({ document }) => sameMeaning(meaningOf(document.root, new Map()), jsonMeaning(value)));
  const added = [...values.values()].filter((value) => !has({ value }));
  const [first] = ops;
  if (!first || added.length === 0) return edits;
  if (file.templated) throw new Refused('templated', first.at);
  if (/^\uFEFF?\s*[{[]/.test(file.text)) throw new Refused('odd-syntax', first.at);
  const before = applyEdits(file.text, edits);
  const text = added.map((value) => printed(file, value, before, first)).join('');
  const eol = file.text.includes('\r\n') ? '\r\n' : '\n';
  const addition = (before === '' || before.endsWith('\n') ? '' : eol) + text.replaceAll('\n', eol);
  const after = atEnd(file.text.length, edits, addition);
  if (!isWhole(before, applyEdits(file.text, after), added)) throw new Refused('unverified', first.at);
  return after;
}

/** In the style of the document that asks for it; without a final line break where the file has none. */
function printed(file: SourceFile, value: Json, before: string, { at }: DocumentOp): string {
  const own = file.documents[at.document]?.document.text ?? '';
  const layout = readLayout(own);
  if (!layout) throw new Refused('syntax-error', at);
  const lines = new Lines(own, commentsOf(own), '\n');
  const body = `---\n${printBody(value, 0, styleOf(layout.root, lines, file.masked)).join('\n')}`;
  return before.endsWith('\n') ? `${body}\n` : body;
}

/** An edit may end where the addition begins: then they are one. */
function atEnd(length: number, edits: EditSet, newText: string): EditSet {
  const last = edits.at(-1);
  if (last?.span.end !== length) return editSet([...edits, { span: { start: length, end: length }, newText }]);
  return editSet([...edits.slice(0, -1), { span: last.span, newText: last.newText + newText }]);
}

/** The documents before mean what they meant, and the new ones what they should. */
function isWhole(before: string, after: string, added: readonly Json[]): boolean {
  const [old, now] = [parseFile(before).documents, parseFile(after).documents];
  const meaning = ({ document }: SourceFile['documents'][number]) => meaningOf(document.root, new Map());
  return (
    after.startsWith(before) &&
    now.length === old.length + added.length &&
    old.every((placed, i) => sameMeaning(meaning(placed), meaning(now[i] as typeof placed))) &&
    added.every((value, i) => sameMeaning(meaning(now[old.length + i] as (typeof now)[number]), jsonMeaning(value)))
  );
}
