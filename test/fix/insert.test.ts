import { describe } from 'vitest';
import { append, comment, ensure, gives, refuses, set } from './notation.ts';

describe('a new entry goes below the content of the last one', () => {
  gives([
    ['and above the comment of what follows', 'a:\n  b: 1 # x\n\n# top\nc: 2\n', set('/a/d', true), 'a:\n  b: 1 # x\n  d: true\n\n# top\nc: 2\n'],
    [
      'with its missing parents',
      'spec:\n  x: 1\n',
      set('/spec/securityContext/capabilities/drop', ['ALL']),
      'spec:\n  x: 1\n  securityContext:\n    capabilities:\n      drop:\n        - ALL\n',
    ],
    ['four columns a step', 'spec:\n    a:\n        b: 1\n', set('/spec/s/p', false), 'spec:\n    a:\n        b: 1\n    s:\n        p: false\n'],
    ['lists not indented', 'spec:\n  l:\n  - a\n', set('/spec/m', ['x']), 'spec:\n  l:\n  - a\n  m:\n  - x\n'],
    ['lists indented', 'spec:\n  l:\n    - a\n', set('/spec/m', ['x']), 'spec:\n  l:\n    - a\n  m:\n    - x\n'],
    ['lists as another document has them', 'l:\n- a\n---\nspec:\n  x: 1\n', set('1:/spec/m', ['x']), 'l:\n- a\n---\nspec:\n  x: 1\n  m:\n  - x\n'],
    [
      'in a list item',
      'c:\n  - name: a\n    image: b\n  - name: z\n',
      set('/c/0/s/p', false),
      'c:\n  - name: a\n    image: b\n    s:\n      p: false\n  - name: z\n',
    ],
    ['in a list item with a wide dash', 'c:\n-   name: a\n-   name: z\n', set('/c/0/p', 1), 'c:\n-   name: a\n    p: 1\n-   name: z\n'],
    ['below a key with nothing', 's:\n  sc:\n  x: 1\n', set('/s/sc/p', false), 's:\n  sc:\n    p: false\n  x: 1\n'],
    ['below a key with a comment', 's:\n  sc: # harden\n  x: 1\n', set('/s/sc/p', false), 's:\n  sc: # harden\n    p: false\n  x: 1\n'],
    ['below a null', 's:\n  sc: null # n\n', set('/s/sc/p', false), 's:\n  sc: # n\n    p: false\n'],
    ['below {}', 's:\n  sc: {} # e\n  x: 1\n', set('/s/sc/p', false), 's:\n  sc: # e\n    p: false\n  x: 1\n'],
    ['carriage returns', 'a:\r\n  b: 1\r\nc: 2\r\n', set('/a/d', true), 'a:\r\n  b: 1\r\n  d: true\r\nc: 2\r\n'],
    ['past a merge key', 'b: &b {p: true}\nc:\n  <<: *b\n  q: 1\n', set('/c/p', false), 'b: &b {p: true}\nc:\n  <<: *b\n  q: 1\n  p: false\n'],
    ['past two merged maps', 'a: &a {p: 1}\nb: &b {p: 2}\nc:\n  <<: [*a, *b]\n', set('/c/p', 2), 'a: &a {p: 1}\nb: &b {p: 2}\nc:\n  <<: [*a, *b]\n  p: 2\n'],
    ['before the end marker of the document', 'a: 1\n...\n---\nb: 1\n', set('/c', 2), 'a: 1\nc: 2\n...\n---\nb: 1\n'],
    ['before the end marker of the file', 'a: 1\n...', set('/c', 2), 'a: 1\nc: 2\n...'],
    ['before the next document', 'a:\n  b: 1\n---\nc: 1\n', set('/a/d', 2), 'a:\n  b: 1\n  d: 2\n---\nc: 1\n'],
    ['past a comment between key and map', 'a:\n  # c\n  b: 1\n', set('/a/d', 2), 'a:\n  # c\n  b: 1\n  d: 2\n'],
    ['above a comment that trails', 'a:\n  b: 1\n  # tail\nc: 1\n', set('/a/d', 2), 'a:\n  b: 1\n  d: 2\n  # tail\nc: 1\n'],
    ['two columns in a flat file', 'a: 1\n', set('/b/c', 2), 'a: 1\nb:\n  c: 2\n'],
    ['after a byte order mark', '\uFEFFa: 1\n', set('/b', 2), '\uFEFFa: 1\nb: 2\n'],
    ['after leading comments and markers', '# x\n---\na: 1\n', set('/b', 2), '# x\n---\na: 1\nb: 2\n'],
    ['without a final line break', 'a:\n  b: 1', set('/a/c', { d: 2 }), 'a:\n  b: 1\n  c:\n    d: 2'],
    ['several for one missing parent', 'a: 1\n', [set('/s/x', 1), set('/s/w', 2), set('/b', 3)], 'a: 1\ns:\n  x: 1\n  w: 2\nb: 3\n'],
    [
      'several levels that end on one line',
      'a:\n  b:\n    c: 1\n',
      [set('/d', 4), set('/a/e', 3), set('/a/b/f', 2)],
      'a:\n  b:\n    c: 1\n    f: 2\n  e: 3\nd: 4\n',
    ],
    ['the same without a final line break', 'a:\n  b: 1', [set('/c', 3), set('/a/d', 2)], 'a:\n  b: 1\n  d: 2\nc: 3'],
    ['in two documents', 'a: 1\n---\na: 2\n', [set('1:/b', 3), set('0:/b', 4)], 'a: 1\nb: 4\n---\na: 2\nb: 3\n'],
    ['into an empty file', '', set('/a', { b: 1 }), 'a:\n  b: 1\n'],
    ['into a file of comments', '# only\n', set('/a', 1), '# only\na: 1\n'],
    ['into a document that is {}', '{}\n', set('/a', { b: 1 }), 'a:\n  b: 1\n'],
    ['into a list item that is empty', 'l:\n  -\n', set('/l/0/a', 1), 'l:\n  - a: 1\n'],
    ['into an anchored map that nobody uses', 'a: &a\n  b: 1\n', set('/a/c', 2), 'a: &a\n  b: 1\n  c: 2\n'],
    ['beside an error in another chunk', 'a:\n  b: 1\nc: [1,\nd: 2\n', set('/a/e', 2), 'a:\n  b: 1\n  e: 2\nc: [1,\nd: 2\n'],
  ]);
});

describe('a flow map grows on its line', () => {
  gives([
    ['tight', 'sc: {a: 1}\n', set('/sc/p', false), 'sc: {a: 1, p: false}\n'],
    ['padded', 'sc: { a: 1 } # c\n', set('/sc/p', false), 'sc: { a: 1, p: false } # c\n'],
    ['with a trailing comma', 'sc: {a: 1,}\n', set('/sc/p', false), 'sc: {a: 1, p: false}\n'],
    ['over several lines', 'sc: {\n  a: 1\n}\n', set('/sc/p', false), 'sc: {\n  a: 1,\n  p: false\n}\n'],
    ['below an empty one', 'sc: {a: {}}\n', set('/sc/a/p', false), 'sc: {a: {p: false}}\n'],
    ['with new parents', 'sc: { a: 1 }\n', set('/sc/b/c', ['x']), 'sc: { a: 1, b: { c: [ x ] } }\n'],
    ['as JSON', '{"a": {"b": "x"}}\n', set('/a/c', { d: 'y' }), '{"a": {"b": "x", "c": {"d": "y"}}}\n'],
    ['as JSON over lines', '{\n  "a": {\n    "b": 1\n  }\n}\n', set('/a/c', 2), '{\n  "a": {\n    "b": 1,\n    "c": 2\n  }\n}\n'],
  ]);
});

describe('a list grows', () => {
  gives([
    ['over several lines with a trailing comma', 'l: [\n  a,\n]\n', append('/l', 'b'), 'l: [\n  a,\n  b,\n]\n'],
    ['past a comment', 'l: [\n  a # why\n]\n', append('/l', 'b'), 'l: [\n  a, # why\n  b\n]\n'],
    ['as a block', 'd:\n  - A # x\n  - B\nz: 1\n', append('/d', 'C'), 'd:\n  - A # x\n  - B\n  - C\nz: 1\n'],
    ['at the end without a line break', 'd:\n  - A', append('/d', 'C'), 'd:\n  - A\n  - C'],
    ['past a block scalar', 'd:\n  - |\n    x\n\nz: 1\n', append('/d', 'C'), 'd:\n  - |\n    x\n  - C\n\nz: 1\n'],
    ['past a block scalar that keeps its blank lines', 'd:\n  - |+\n    x\n\nz: 1\n', append('/d', 'C'), 'd:\n  - |+\n    x\n\n  - C\nz: 1\n'],
    ['from []', 'd: []\n', append('/d', 'ALL'), 'd: [ALL]\n'],
    ['from nothing', 'd:\nz: 1\n', append('/d', 'ALL'), 'd:\n  - ALL\nz: 1\n'],
    ['from a missing key', 'c:\n  x: 1\n', append('/c/drop', 'ALL'), 'c:\n  x: 1\n  drop:\n    - ALL\n'],
    ['past a comment in column 0', 'l:\n  - a\n# odd\n  - b\n', append('/l', 'c'), 'l:\n  - a\n# odd\n  - b\n  - c\n'],
    ['with the quotes of its neighbours', 'p:\n  - "80"\n', append('/p', '443'), 'p:\n  - "80"\n  - "443"\n'],
    ['with maps', 'v:\n  - name: a\n', append('/v', { name: 'b', emptyDir: {} }), 'v:\n  - name: a\n  - name: b\n    emptyDir: {}\n'],
    ['with maps from []', 'v: [] # c\n', append('/v', { name: 'b' }), 'v: # c\n  - name: b\n'],
    ['with wide dashes', 'v:\n-   a\n', append('/v', { x: 1, w: 2 }), 'v:\n-   a\n-   x: 1\n    w: 2\n'],
    ['twice', 'd: [A]\n', [append('/d', 'B'), append('/d', 'C')], 'd: [A, B, C]\n'],
    ['ensure: it has the value', 'd: [ALL]\n', ensure('/d', 'ALL'), 'd: [ALL]\n'],
    ['ensure: it has not', 'd: [NET_RAW]\n', ensure('/d', 'ALL'), 'd: [NET_RAW, ALL]\n'],
    ['ensure twice is once', 'd:\n', [ensure('/d', 'ALL'), ensure('/d', 'ALL')], 'd:\n  - ALL\n'],
    ['ensure through an alias that has it', 'a: &a [ALL]\nb: *a\n', ensure('/b', 'ALL'), 'a: &a [ALL]\nb: *a\n'],
  ]);
  refuses([
    ['but not behind an alias', 'n: &n [x]\nnetworks: *n\n', append('/networks', 'y'), 'through-alias'],
    ['nor at a used anchor', 'n: &n [x]\nnetworks: *n\n', append('/n', 'y'), 'anchored'],
    ['nor from a merge', 'b: &b {l: [x]}\nc:\n  <<: *b\n', append('/c/l', 'y'), 'merge-key'],
    ['nor in a map', 'a: {b: 1}\n', append('/a', 'y'), 'not-a-collection'],
  ]);
});

describe('a comment goes above its place', () => {
  gives([
    ['a key', 'a:\n  b: 1 # x\n', comment('/a/b', 'bulkhead: allow x -- y'), 'a:\n  # bulkhead: allow x -- y\n  b: 1 # x\n'],
    ['a list item', 'l:\n  - a\n  - b\n', comment('/l/1', 'c'), 'l:\n  - a\n  # c\n  - b\n'],
    ['the first key of a list item', 'l:\n  - name: a\n', comment('/l/0/name', 'c'), 'l:\n  # c\n  - name: a\n'],
    ['in a flow map: above its line', 'l:\n  sc: {a: 1}\n', comment('/l/sc/a', 'c'), 'l:\n  # c\n  sc: {a: 1}\n'],
    ['with a change', 'a:\n  b: 1\n', [comment('/a/b', 'c'), set('/a/b', 2), set('/a/d', 3)], 'a:\n  # c\n  b: 2\n  d: 3\n'],
    ['of several lines', 'a: 1\n', comment('/a', 'x\ny'), '# x\n# y\na: 1\n'],
    ['behind a byte order mark', '\uFEFFa: 1\n', comment('/a', 'x'), '\uFEFF# x\na: 1\n'],
    ['in a shared block', 'a: &a\n  b: 1\nc: *a\n', comment('/a/b', 'x'), 'a: &a\n  # x\n  b: 1\nc: *a\n'],
    ['after new entries of what is before', 'a:\n  b: 1\nc: 2\n', [comment('/c', 'x'), set('/a/d', 1)], 'a:\n  b: 1\n  d: 1\n# x\nc: 2\n'],
  ]);
  refuses([
    ['that is not there', 'a: 1\n', comment('/b', 'x'), 'not-found'],
    ['that is behind an alias', 'a: &a {b: 1}\nc: *a\n', comment('/c/b', 'x'), 'through-alias'],
    ['that is merged', 'a: &a {b: 1}\nc:\n  <<: *a\n', comment('/c/b', 'x'), 'merge-key'],
    ['above the start of a document', '--- {a: 1}\n', comment('/a', 'x'), 'odd-syntax'],
  ]);
});
