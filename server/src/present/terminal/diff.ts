import { diffArrays } from 'diff';

/** Lines of unchanged text around a change. */
const CONTEXT = 3;

interface Step {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

/** The lines of a unified diff from one text to another; none when they are equal. */
export function diffLines(file: string, before: string, after: string): string[] {
  const steps = compare(lines(before), lines(after));
  const shown = new Set<number>();
  steps.forEach(({ mark }, i) => {
    if (mark !== ' ') for (let near = Math.max(0, i - CONTEXT); near <= i + CONTEXT; near++) shown.add(near);
  });
  const hunks: { old: number; now: number; lines: Step[] }[] = [];
  let [old, now] = [1, 1];
  steps.forEach((step, i) => {
    if (shown.has(i)) {
      if (!shown.has(i - 1)) hunks.push({ old, now, lines: [] });
      hunks.at(-1)?.lines.push(step);
    }
    if (step.mark !== '+') old++;
    if (step.mark !== '-') now++;
  });
  const out = hunks.flatMap((hunk) => {
    const count = (other: Step['mark']) => hunk.lines.filter(({ mark }) => mark !== other).length;
    return [`@@ -${hunk.old},${count('+')} +${hunk.now},${count('-')} @@`, ...hunk.lines.map(({ mark, text }) => `${mark}${text}`)];
  });
  return out.length === 0 ? [] : [`--- ${file}`, `+++ ${file}`, ...out];
}

/** For each line of `after`, from zero, the line of `before` that it was, took the place of, or came in front of. */
export function linesBefore(before: string, after: string): number[] {
  const out: number[] = [];
  let line = 0;
  let [start, added] = [0, 0];
  for (const { mark } of compare(lines(before), lines(after))) {
    if (mark !== '-') out.push(mark === '+' ? Math.min(start + added++, line) : line);
    if (mark !== '+') line++;
    if (mark === ' ') [start, added] = [line, 0];
  }
  return out;
}

/**
 * Pairs equal lines greedily, looking for the nearest place where both texts agree again: fixes change few lines close together, and the
 * time stays linear in the length of the file. What lies between two such places is compared exactly.
 */
function compare(before: readonly string[], after: readonly string[]): Step[] {
  const steps: Step[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      steps.push({ mark: ' ', text: before[i] as string });
      i++;
      j++;
      continue;
    }
    const [removed, added] = nearest(before, after, i, j);
    steps.push(...shortest(before.slice(i, i + removed), after.slice(j, j + added)));
    i += removed;
    j += added;
  }
  return steps;
}

/** More changes than these are shown as one, since finding the fewest takes quadratic time. */
const MOST_CHANGES = 1000;

function shortest(before: readonly string[], after: readonly string[]): Step[] {
  const whole = [
    { value: before, removed: true, added: false },
    { value: after, removed: false, added: true },
  ];
  const parts = diffArrays([...before], [...after], { maxEditLength: MOST_CHANGES }) ?? whole;
  return parts.flatMap(({ value, removed, added }) => value.map((text): Step => ({ mark: removed ? '-' : added ? '+' : ' ', text })));
}

/** How many lines to remove and to add until two lines in a row agree, or the texts end. */
function nearest(before: readonly string[], after: readonly string[], i: number, j: number): [removed: number, added: number] {
  const rest = before.length - i + after.length - j;
  for (let distance = 1; distance <= rest; distance++) {
    for (let removed = 0; removed <= distance; removed++) {
      const added = distance - removed;
      if (i + removed > before.length || j + added > after.length) continue;
      if (agree(before, after, i + removed, j + added)) return [removed, added];
    }
  }
  return [before.length - i, after.length - j];
}

function agree(before: readonly string[], after: readonly string[], i: number, j: number): boolean {
  return before[i] === after[j] && before[i + 1] === after[j + 1];
}

function lines(text: string): string[] {
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}
