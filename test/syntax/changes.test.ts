import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitAgain, splitDocuments } from '../../server/src/syntax/split.ts';
import { changeBetween, LineIndex } from '../../server/src/text/text.ts';

const part = fc.constantFrom(
  'a: 1',
  '\n',
  '\n',
  '\r\n',
  '\r',
  '---',
  '---\n',
  '\n---\n',
  '...',
  '\n...\n',
  '# c',
  ' ',
  '%x',
  'b',
  '-',
  '.',
  '{',
  '}',
  '{}',
  '{"a": 1}',
  '"',
);
const text = fc.array(part, { maxLength: 24 }).map((parts) => parts.join(''));

/** A text, and the same with a part replaced. */
const edited = fc.tuple(text, fc.nat(), fc.nat(8), fc.array(part, { maxLength: 3 })).map(([before, at, removed, added]) => {
  const start = at % (before.length + 1);
  return { before, after: before.slice(0, start) + added.join('') + before.slice(start + removed) };
});

test('a change between two texts is the smallest that leads from one to the other', () => {
  fc.assert(
    fc.property(edited, ({ before, after }) => {
      const { start, end, by } = changeBetween(before, after);
      expect(before.slice(0, start) + after.slice(start, end + by) + before.slice(end)).toBe(after);
      expect([...before.slice(start, end)].length === 0 || before[start] !== after[start] || end + by === start).toBe(true);
    }),
  );
});

test('lines and documents after a change are those of a text that is read anew', () => {
  fc.assert(
    fc.property(edited, ({ before, after }) => {
      const change = changeBetween(before, after);
      const lines = new LineIndex(after, { lines: new LineIndex(before), change });
      const anew = new LineIndex(after);
      const starts = (index: LineIndex) => Array.from({ length: index.lineCount }, (_, line) => index.lineStart(line));
      expect(starts(lines)).toEqual(starts(anew));
      expect(splitAgain(after, splitDocuments(before), change)).toEqual(splitDocuments(after));
    }),
    { numRuns: 3000 },
  );
});
