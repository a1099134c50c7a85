/** What an edit must leave alone, told from the texts alone: nothing here knows of operations or edits. */

/** The comments of `before` that are not in `after`, read in order. */
export function lostComments(before: readonly string[], after: readonly string[]): string[] {
  const lost: string[] = [];
  const left = [...after];
  for (const comment of before) {
    const found = left.indexOf(comment);
    if (found < 0) lost.push(comment);
    else left.splice(0, found + 1);
  }
  return lost;
}

/** The comments that may go: those at the end of a line that is gone, and those that stand inside of what is gone. */
export function goneWithEntries(before: string, after: string): string[] {
  const lines = before.split(/\r?\n/);
  const kept = common(lines, after.split(/\r?\n/));
  const depth = (line: string) => line.length - line.trimStart().length;
  const out: string[] = [];
  // the depth of the removed entry that the line stands in
  let inside = Number.POSITIVE_INFINITY;
  lines.forEach((line, index) => {
    const words = line.trim();
    if (words === '') return;
    if (kept.has(index)) {
      inside = Number.POSITIVE_INFINITY;
      return;
    }
    const comment = /(?:^|\s)(#.*)$/.exec(line)?.[1]?.trimEnd();
    if (!words.startsWith('#')) {
      inside = Math.min(inside, depth(line));
      if (comment !== undefined) out.push(comment);
    } else if (comment !== undefined && depth(line) > inside) out.push(comment);
  });
  return out;
}

/** Where maps and lists of both values have their common keys and scalars in another order, as paths. */
export function keyOrders(after: unknown, before: unknown, at = ''): string[] {
  if (Array.isArray(before) && Array.isArray(after)) {
    const scalars = (list: readonly unknown[]) => list.filter((item) => typeof item !== 'object').map(String);
    return sameOrder(scalars(before), scalars(after)) ? [] : [at];
  }
  if (!isMap(before) || !isMap(after)) return [];
  const [old, now] = [Object.keys(before), Object.keys(after)];
  const inner = old.filter((key) => key in after).flatMap((key) => keyOrders(after[key], before[key], `${at}/${key}`));
  return sameOrder(old, now) ? inner : [at, ...inner];
}

function sameOrder(before: readonly string[], after: readonly string[]): boolean {
  const both = before.filter((item) => after.includes(item));
  return both.join('\n') === after.filter((item) => before.includes(item)).join('\n');
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The lines of `a` that are in `b` too, in the same order: a longest common subsequence. */
export function common(a: readonly string[], b: readonly string[]): Set<number> {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  const row = (i: number) => lengths[i] as Uint16Array;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      row(i)[j] = a[i] === b[j] ? (row(i + 1)[j + 1] as number) + 1 : Math.max(row(i + 1)[j] as number, row(i)[j + 1] as number);
  const out = new Set<number>();
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      out.add(i);
      i++;
      j++;
    } else if ((row(i + 1)[j] as number) >= (row(i)[j + 1] as number)) i++;
    else j++;
  }
  return out;
}
