import { describe } from 'vitest';
import { gives, refuses, remove, rename, set } from './notation.ts';

describe('an entry gets another key and keeps its position', () => {
  gives([
    ['its value and comments stay', 'a:\n  old: "x"   # why\n  b: 1\n', rename('/a/old', 'new'), 'a:\n  new: "x"   # why\n  b: 1\n'],
    ['what is below it stays', 'old:\n  # c\n  - x\nb: 1\n', rename('/old', 'new'), 'new:\n  # c\n  - x\nb: 1\n'],
    ['a quoted key keeps its quotes', "'old': 1\n", rename('/old', 'new'), "'new': 1\n"],
    ['in a flow map', 'a: { old: 1, b: 2 }\n', rename('/a/old', 'new'), 'a: { new: 1, b: 2 }\n'],
    ['on the line of a dash', '- old: 1\n  b: 2\n', rename('/0/old', 'new'), '- new: 1\n  b: 2\n'],
    ['JSON', '{"a": {"old": true}}\n', rename('/a/old', 'new'), '{"a": {"new": true}}\n'],
    ['an alias as value', 'x: &x 1\nold: *x\n', rename('/old', 'new'), 'x: &x 1\nnew: *x\n'],
    ['without a value', 'old:\nb: 1\n', rename('/old', 'new'), 'new:\nb: 1\n'],
    ['beside another change', 'old: 1\nb: 1\nc: 1\n', [rename('/old', 'new'), set('/b', 2), remove('/c')], 'new: 1\nb: 2\n'],
    ['carriage returns', 'old: 1 # c\r\nb: 1\r\n', rename('/old', 'new'), 'new: 1 # c\r\nb: 1\r\n'],
  ]);
});

describe('a rename that is not sure to be right is refused', () => {
  refuses([
    ['the key is there already', 'old: 1\nnew: 2\n', rename('/old', 'new'), 'duplicate-key'],
    ['the key comes with the same change', 'old: 1\n', [rename('/old', 'new'), set('/new', 2)], 'conflict'],
    ['the entry goes as well', 'old: 1\n', [rename('/old', 'new'), remove('/old')], 'conflict'],
    ['two names', 'old: 1\n', [rename('/old', 'new'), rename('/old', 'other')], 'conflict'],
    ['two entries would have the key', 'old: 1\nolder: 2\n', [rename('/old', 'new'), rename('/older', 'new')], 'conflict'],
    ['nothing there', 'a: 1\n', rename('/old', 'new'), 'not-found'],
    ['it is merged', 'x: &x { old: 1 }\na:\n  <<: *x\n  b: 1\n', rename('/a/old', 'new'), 'merge-key'],
    ['a merged entry has the old key too', 'x: &x { old: 1 }\na:\n  <<: *x\n  old: 2\n', rename('/a/old', 'new'), 'merge-key'],
    ['below an alias', 'x: &x { old: 1 }\na: *x\n', rename('/a/old', 'new'), 'through-alias'],
    ['a list item', 'old: [1]\n', rename('/old/0', 'new'), 'odd-syntax'],
    ['a list item behind an alias', 'x: &x [1]\nold: *x\n', rename('/old/0', 'new'), 'through-alias'],
    ['below a shared anchor', 'x: &x { old: 1 }\na: *x\n', rename('/x/old', 'new'), 'anchored'],
    ['an explicit key', '? old\n: 1\n', rename('/old', 'new'), 'odd-syntax'],
    ['it is written with an escape', '"\\x6fld": 1\n', rename('/old', 'new'), 'odd-syntax'],
    ['the name needs quotes', 'old: 1\n', rename('/old', 'a: b'), 'odd-syntax'],
    ['written twice', 'old: 1\nold: 2\n', rename('/old', 'new'), 'duplicate-key'],
  ]);
});
