/**
 * The name that a word misspells: it has another case, other separators, or one or two wrong letters. `undefined` if the word is a name
 * or close to none, or if a name that is not wanted is as close as the wanted one.
 * @param wanted whether a name may be the answer
 * @param shortForms the names of common short forms (in lower case, without separators) that are too different for a spelling mistake
 */
export function nearest(
  word: string,
  names: readonly string[],
  wanted: (name: string) => boolean = () => true,
  shortForms: Readonly<Record<string, string>> = {},
): string | undefined {
  if (names.includes(word)) return undefined;
  const bare = word.toLowerCase().replace(/[-_ ]/g, '');
  const short = Object.hasOwn(shortForms, bare) ? shortForms[bare] : undefined;
  if (short !== undefined && names.includes(short) && wanted(short)) return short;
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const name of names) {
    const other = name.toLowerCase();
    if (Math.abs(bare.length - other.length) > MOST) continue;
    const distance = bare === other ? 0 : editDistance(bare, other);
    if (distance > allowance(other, names.length <= FEW) && !isPlural(bare, other)) continue;
    if (!best || distance < best.distance || (distance === best.distance && !wanted(name))) best = { name, distance };
  }
  return best && wanted(best.name) ? best.name : undefined;
}

/** A word with more wrong letters than this is another word. */
const MOST = 2;

/** How many wrong letters a name may have. A short name has few, because other words are close to it; of a few names that are all there are, none is. */
function allowance(name: string, few: boolean): number {
  return name.length < 5 && !few ? 0 : name.length < 9 ? 1 : MOST;
}

/** So many names are few. */
const FEW = 3;

function isPlural(a: string, b: string): boolean {
  return a === `${b}s` || b === `${a}s`;
}

/** How many letters must be inserted, dropped, replaced or swapped with their neighbour to turn one word into the other. */
export function editDistance(a: string, b: string): number {
  let [before, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((last[j] as number) + 1, (row[j - 1] as number) + 1, (last[j - 1] as number) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] as number) + 1);
      row.push(cost);
    }
    [before, last] = [last, row];
  }
  return last[b.length] as number;
}
