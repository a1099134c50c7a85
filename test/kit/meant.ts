import type { PathOp } from '../../server/src/fix/ops.ts';
import type { Path } from '../../server/src/syntax/site.ts';
import { changes } from './kept.ts';

/** The places of a document that have changed although no operation leads there. */
export function unmeant(before: unknown, after: unknown, ops: readonly PathOp[]): string[] {
  const meant = ops.map(placeOf);
  return changes(before, after)
    .filter((change) => !meant.some((place) => related(place, change.map(anyItem))))
    .map((change) => change.join('/'));
}

/** Whether one path is the beginning of the other. */
export function related(a: readonly string[], b: readonly string[]): boolean {
  return a.slice(0, b.length).every((step, i) => step === b[i]);
}

/** The place that an operation may change. The index of a list item is left open, because an earlier item may be removed. */
function placeOf({ op, at }: PathOp): string[] {
  const place = at.path.map((step) => (typeof step === 'number' ? '[]' : anyItem(step)));
  return op === 'rename' ? place.slice(0, -1) : place;
}

function anyItem(step: Path[number]): string {
  return String(step).startsWith('[') ? '[]' : String(step);
}
