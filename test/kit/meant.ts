import type { PathOp } from '../../server/src/fix/ops.ts';
import type { Path } from '../../server/src/syntax/site.ts';
import { changes } from './kept.ts';

/** The places that differ between the values of a document before and after, though none of the operations on it leads there. */
export function unmeant(before: unknown, after: unknown, ops: readonly PathOp[]): string[] {
  const meant = ops.map(placeOf);
  return changes(before, after)
    .filter((change) => !meant.some((place) => related(place, change.map(anyItem))))
    .map((change) => change.join('/'));
}

/** One path leads to the other, or through it. */
export function related(a: readonly string[], b: readonly string[]): boolean {
  return a.slice(0, b.length).every((step, i) => step === b[i]);
}

/** Where an operation may change a document; which item of a list is left open, since an earlier one may have been removed. */
function placeOf({ op, at }: PathOp): string[] {
  const place = at.path.map((step) => (typeof step === 'number' ? '[]' : anyItem(step)));
  return op === 'rename' ? place.slice(0, -1) : place;
}

function anyItem(step: Path[number]): string {
  return String(step).startsWith('[') ? '[]' : String(step);
}
