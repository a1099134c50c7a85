import { expect, test } from 'vitest';
import { compile } from '../../server/src/fix/compile.ts';
import type { PathOp, Refusal } from '../../server/src/fix/ops.ts';
import { keyRank } from '../../server/src/manifest/key-order.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';
import type { Json, Site } from '../../server/src/syntax/site.ts';
import { applyEdits } from '../../server/src/text/text.ts';

/** A site as text: `/a/0/b` in the first document, `1:/a` in the second. Numbers are list items, `/'8080'` is a key. */
export function at(place: string): Site {
  const [, document = '0', pointer = ''] = /^(?:(\d+):)?(.*)$/.exec(place) as RegExpExecArray;
  const path = pointer
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replace(/^'(.*)'$/, '$1').replaceAll('~1', '/')));
  return { document: Number(document), path, part: 'pair' };
}

export const set = (place: string, value: Json): PathOp => ({ op: 'set', at: at(place), value });
export const remove = (place: string): PathOp => ({ op: 'remove', at: at(place) });
export const prune = (place: string): PathOp => ({ op: 'remove', at: at(place), prune: true });
export const rename = (place: string, to: string): PathOp => ({ op: 'rename', at: at(place), to });
export const append = (place: string, value: Json): PathOp => ({ op: 'append', at: at(place), value });
export const ensure = (place: string, value: Json): PathOp => ({ op: 'ensure', at: at(place), value });
export const comment = (place: string, text: string): PathOp => ({ op: 'comment', at: at(place), text });

/** The text after the operations, or the reason of the refusal in angle brackets. */
export function outcome(text: string, ops: readonly PathOp[]): string {
  const compiled = compile(parseFile(text), ops, { rankOf: keyRank });
  return compiled.ok ? applyEdits(text, compiled.edits) : `<${compiled.why}>`;
}

type Row = readonly [name: string, before: string, ops: PathOp | readonly PathOp[], after: string];

const listed = (ops: PathOp | readonly PathOp[]): readonly PathOp[] => ('op' in ops ? [ops] : ops);

/** Tests rows of a text, operations, and the expected text. */
export function gives(rows: readonly Row[]): void {
  test.each(rows.map(([name, before, ops, after]) => ({ name, before, ops: listed(ops), after })))('$name', ({ before, ops, after }) => {
    expect(outcome(before, ops)).toBe(after);
  });
}

/** Tests rows of a text, operations, and the expected reason of refusal. */
export function refuses(rows: readonly (readonly [name: string, text: string, ops: PathOp | readonly PathOp[], why: Refusal])[]): void {
  gives(rows.map(([name, text, ops, why]) => [name, text, ops, `<${why}>`]));
}
