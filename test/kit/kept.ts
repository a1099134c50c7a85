// Checks what an edit must not change, by the texts and their values only: without operations and edits.

/** The comments of `before` that are missing in `after`, or are out of order there. */
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

/** The comments that may go: those at the end of a removed line, and those inside a removed entry. */
export function goneWithEntries(before: string, after: string): string[] {
  const lines = before.split(/\r?\n/);
  const kept = common(lines, after.split(/\r?\n/));
  const depth = (line: string) => line.length - line.trimStart().length;
  const out: string[] = [];
  // the depth of the removed entry around the line
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

/** The paths of maps and lists whose common entries are in another order. */
export function reordered(before: unknown, after: unknown, at: readonly string[] = []): string[] {
  const [old, now] = [entries(before), entries(after)];
  const here = [...old.keys()].filter((key) => now.has(key)).join('\n') === [...now.keys()].filter((key) => old.has(key)).join('\n');
  const inner = [...old].flatMap(([key, value]) => (now.has(key) ? reordered(value, now.get(key), [...at, key]) : []));
  return here ? inner : [at.join('/'), ...inner];
}

/** The paths of values that were added, removed or changed: of the outermost such value. Items of lists are compared by their names. */
export function changes(before: unknown, after: unknown, at: readonly string[] = []): (readonly string[])[] {
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) return before === after ? [] : [at];
  if (Array.isArray(before) !== Array.isArray(after)) return [at];
  const [old, now] = [entries(before), entries(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) =>
    old.has(key) && now.has(key) ? changes(old.get(key), now.get(key), [...at, key]) : [[...at, key]],
  );
}

/** The entries of a map, or the items of a list by their `name` or else by their value. */
function entries(value: unknown): Map<string, unknown> {
  if (Array.isArray(value)) return new Map(value.map((item) => [`[${item?.name ?? item?.metadata?.name ?? JSON.stringify(item)}]`, item]));
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

/** The lines of `a` that are also in `b`, in the same order: a longest common subsequence. */
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
