import { expect, test } from 'vitest';
import { diffLines } from '../../server/src/present/terminal/diff.ts';

test.each([
  ['a file that becomes empty', 'a:\n  b: 1\n', '{}\n', ['@@ -1,2 +1,1 @@', '-a:', '-  b: 1', '+{}']],
  ['the first line', 'a: 1\nb: 2\n', 'a: 3\nb: 2\n', ['@@ -1,2 +1,2 @@', '-a: 1', '+a: 3', ' b: 2']],
  ['a line far below', '1\n2\n3\n4\n5\n6\n', '1\n2\n3\n4\n5\n', ['@@ -3,4 +3,3 @@', ' 3', ' 4', ' 5', '-6']],
  [
    'lines that go around one that stays',
    'a:\n  x: 1\n  y: 2\n  z: 3\n',
    'a:\n  w: 0\n  y: 2\n',
    ['@@ -1,4 +1,3 @@', ' a:', '-  x: 1', '+  w: 0', '   y: 2', '-  z: 3'],
  ],
  ['nothing', 'a: 1\n', 'a: 1\n', []],
])('a diff of %s', (_, before, after, hunks) => {
  expect(diffLines('f', before, after)).toEqual(hunks.length === 0 ? [] : ['--- f', '+++ f', ...hunks]);
});
