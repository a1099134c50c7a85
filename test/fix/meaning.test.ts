import { expect, test } from 'vitest';
import { meaningOf } from '../../server/src/fix/meaning.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';

test('what is kept of a part does not mix what is written with what it means', () => {
  const root = parseFile('a: { <<: { x: 1 }, y: 2 }\n').documents[0]?.document.root ?? null;
  const keys = (asWritten: boolean) => {
    const meaning = meaningOf(root, asWritten);
    const inner = meaning?.kind === 'map' ? meaning.entries.get('a') : undefined;
    return inner?.kind === 'map' ? [...inner.entries.keys()].sort() : undefined;
  };
  expect(keys(false)).toEqual(['x', 'y']);
  expect(keys(true)).toEqual(['<<', 'y']);
  expect(keys(false)).toEqual(['x', 'y']);
});
