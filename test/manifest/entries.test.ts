import { expect, test } from 'vitest';
import { composeScalars } from '../../server/src/manifest/scalars.ts';
import { Spot } from '../../server/src/manifest/spot.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';

/** The entries of a Compose field with this text. */
function entries(text: string, separators?: string) {
  const [placed] = parseFile(text).documents;
  if (!placed) throw new Error('no document');
  return Spot.root(
    0,
    placed.document,
    composeScalars(() => undefined),
  ).everyEntry(separators);
}

const said = (text: string, separators?: string) => entries(text, separators).map(({ key, value }) => [key, value.value]);

test('the first separator divides key and value, whatever stands before it', () => {
  expect(said('- "🦀🦀 TOKEN=a=b"')).toEqual([['🦀🦀 TOKEN', 'a=b']]);
  expect(said('- "🦀.local:10.0.0.1"', '=:')).toEqual([['🦀.local', '10.0.0.1']]);
  expect(said('- PATH')).toEqual([['PATH', undefined]]);
});

test('entries are the same only if key and value are', () => {
  expect(said('{ A: "B c", A B: c }')).toEqual([
    ['A', 'B c'],
    ['A B', 'c'],
  ]);
  expect(said('[A=1, A=1, A=2]')).toEqual([
    ['A', '1'],
    ['A', '2'],
  ]);
});
