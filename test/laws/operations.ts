import fc from 'fast-check';
import { compileOrThrow } from '../../server/src/fix/compile.ts';
import type { PathOp, Refusal } from '../../server/src/fix/ops.ts';
import { Refused } from '../../server/src/fix/plan.ts';
import type { Json, Path } from '../../server/src/syntax/site.ts';
import type { SourceFile } from '../../server/src/syntax/source-file.ts';
import type { EditSet } from '../../server/src/text/text.ts';

const values = fc.constantFrom<Json>(
  true,
  false,
  0,
  65534,
  'ALL',
  'on',
  '0644',
  '127.0.0.1:80:80',
  'a: b',
  '',
  null,
  ['ALL'],
  [],
  {},
  { type: 'RuntimeDefault' },
  { a: { b: [1, { c: 'd' }] } },
  { seccompProfile: { type: 'RuntimeDefault' }, capabilities: { drop: ['ALL'] }, runAsNonRoot: true },
  'two\nlines',
);
const choice = fc.record({
  op: fc.constantFrom('set', 'set', 'set', 'new', 'new', 'deep', 'context', 'remove', 'remove', 'prune', 'rename', 'append', 'ensure', 'comment'),
  where: fc.nat(),
  value: values,
});
export type Choice = { op: string; where: number; value: Json };

/** The operations of one fix: up to four, chosen before the text is known. */
export const choices = fc.array(choice, { minLength: 1, maxLength: 4 });

/** A place of a text that operations can address, with its value. */
export interface Place {
  readonly document: number;
  readonly path: Path;
  readonly value: unknown;
}

export function placesOf(documents: readonly unknown[]): Place[] {
  const places: Place[] = [];
  const visit = (document: number, path: Path, value: unknown): void => {
    places.push({ document, path, value });
    if (Array.isArray(value)) for (const [i, item] of value.entries()) visit(document, [...path, i], item);
    else if (typeof value === 'object' && value !== null) for (const [key, part] of Object.entries(value)) visit(document, [...path, key], part);
  };
  for (const [i, value] of documents.entries()) visit(i, [], value);
  return places;
}

export function opFor({ op, where, value }: Choice, places: readonly Place[]): PathOp {
  const fits = places.filter((p) => {
    if (op === 'new' || op === 'context') return typeof p.value === 'object' && p.value !== null && !Array.isArray(p.value);
    if (op === 'append' || op === 'ensure') return Array.isArray(p.value) || p.value === null;
    return p.path.length > 0;
  });
  const place = (fits.length > 0 ? fits : places)[where % Math.max(1, fits.length || places.length)] as Place;
  const at = (...more: string[]) => ({ document: place.document, path: [...place.path, ...more], part: 'pair' as const });
  switch (op) {
    case 'new':
      return { op: 'set', at: at('fresh'), value };
    case 'deep':
      return { op: 'set', at: at('securityContext', 'capabilities', 'drop'), value };
    case 'context':
      return { op: 'set', at: at('securityContext', ['runAsNonRoot', 'runAsUser', 'seccompProfile', 'procMount'][where % 4] as string), value };
    case 'remove':
      return { op: 'remove', at: at() };
    case 'prune':
      return { op: 'remove', at: at(), prune: true };
    case 'rename':
      return { op: 'rename', at: at(), to: 'renamed' };
    case 'append':
      return { op: 'append', at: at(), value };
    case 'ensure':
      return { op: 'ensure', at: at(), value };
    case 'comment':
      return { op: 'comment', at: at(), text: `bulkhead: note ${where % 10}` };
    default:
      return { op: 'set', at: at(), value };
  }
}

/** Compiles operations to edits or the reason of a refusal. Any other exception is a bug, and fails the law. */
export function attempt(file: SourceFile, ops: readonly PathOp[]): EditSet | Refusal {
  try {
    return compileOrThrow(file, ops).edits;
  } catch (error) {
    if (error instanceof Refused) return error.why;
    throw error;
  }
}
