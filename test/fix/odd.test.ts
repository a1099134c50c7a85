import { describe, expect, test } from 'vitest';
import { compile, compileOrThrow } from '../../server/src/fix/compile.ts';
import { meaningOf } from '../../server/src/fix/meaning.ts';
import { type PathOp, type Refusal, refusalText } from '../../server/src/fix/ops.ts';
import { Refused } from '../../server/src/fix/plan.ts';
import { readBack } from '../../server/src/fix/verify.ts';
import { keyRank } from '../../server/src/manifest/key-order.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';
import { editSet } from '../../server/src/text/text.ts';
import { append, at, ensure, gives, prune, refuses, remove, set } from './notation.ts';

describe('a block scalar at the end of a text without a final line break', () => {
  // PyYAML and libyaml read "t" here, and "t\n" if another line follows
  refuses(
    ['|', '>', '|+', '>2'].flatMap((head) =>
      ['\n', '\r\n'].map((eol) => [`${head} gets nothing below it, with ${JSON.stringify(eol)}`, `a: ${head}${eol}  t`, set('/b', 1), 'odd-syntax'] as const),
    ),
  );
  refuses([
    ['in a list', 'l:\n- |\n  t', append('/l', 'u'), 'odd-syntax'],
    ['in the middle of the tree', 's:\n  c:\n  - a: |\n      t', set('/s/d/e', 1), 'odd-syntax'],
    ['before a new document', 'a: |\n  t', { op: 'document', at: at(''), value: { b: 1 } }, 'odd-syntax'],
  ]);
  gives([
    ['stays where something changes above it', 'a:\n  b: 1\nc: |\n  t', set('/a/d', 2), 'a:\n  b: 1\n  d: 2\nc: |\n  t'],
    ['that drops the line break may have lines below it', 'a: |-\n  t', set('/b', 1), 'a: |-\n  t\nb: 1'],
    ['that is empty, too', 'a: |', set('/b', 1), 'a: |\nb: 1'],
    ['that is removed, too', 'a: 1\nb: |\n  t', [remove('/b'), set('/c', 1)], 'a: 1\nc: 1'],
  ]);
});

describe('rare forms of YAML', () => {
  gives([
    ['beside explicit keys', '? a\n? b\nc:\n', set('/c', 'v'), '? a\n? b\nc: v\n'],
    ['below an entry beside an explicit key', '? a\n: x: 1\nc:\n  d: 1\n', set('/c/e', 2), '? a\n: x: 1\nc:\n  d: 1\n  e: 2\n'],
    ['beside a key that is an alias', 'x: &x a\n*x : {b: 1}\nc: 1\n', set('/c', 2), 'x: &x a\n*x : {b: 1}\nc: 2\n'],
    ['a key that looks like null', '~: x\n', set('/~', 'y1'), '~: y1\n'],
    ['a key over two lines', '"a\n b": 1\nc: 1\n', set('/c', 2), '"a\n b": 1\nc: 2\n'],
    ['a directive', '%YAML 1.1\n---\na: 1\n...\n', set('/b', 2), '%YAML 1.1\n---\na: 1\nb: 2\n...\n'],
    ['behind a byte order mark and a marker', '\uFEFF---\na: 1\n', set('/b', 2), '\uFEFF---\na: 1\nb: 2\n'],
    ['comments on the lines of markers', '--- # c\na: 1\n--- \nb: 1\n', [set('/c', 1), set('1:/c', 1)], '--- # c\na: 1\nc: 1\n--- \nb: 1\nc: 1\n'],
    ['past a document of comments', 'a: 1\n---\n# nothing\n---\na: 1\n', set('2:/a', 2), 'a: 1\n---\n# nothing\n---\na: 2\n'],
    ['a document that is only a marker', '---\n', set('/a/b', 1), '---\na:\n  b: 1\n'],
    ['wide dashes in wide dashes', 'c:\n-   -   a\n    -   b\n', append('/c/0', 'z'), 'c:\n-   -   a\n    -   b\n    -   z\n'],
    [
      'a new map where dashes are wide',
      'c:\n-   x: 1\n    l:\n    -   p: 1\n',
      set('/c/0/s', { q: { r: 1 } }),
      'c:\n-   x: 1\n    l:\n    -   p: 1\n    s:\n        q:\n            r: 1\n',
    ],
    ['a dash on a line of its own', '-\n  a: 1\n-\n  b: 1\n', set('/0/c', 1), '-\n  a: 1\n  c: 1\n-\n  b: 1\n'],
    ['a dash with a comment only', 'l:\n- # c\n- b\n', set('/l/0', { a: 1 }), 'l:\n- # c\n  a: 1\n- b\n'],
    ['white space behind values and in blank lines', 'a:   \n  b: 1   \n   \nd: 1\n', set('/a/c', 1), 'a:   \n  b: 1   \n  c: 1\n   \nd: 1\n'],
    ['a comment behind a tab', 'a:\n  b: 1\n\t# c\nd: 1\n', set('/a/c', 1), 'a:\n  b: 1\n  c: 1\n\t# c\nd: 1\n'],
    ['a flow map whose bracket closes on the last line', 's: { a: 1,\n     b: 2 }\n', set('/s/c', 3), 's: { a: 1,\n     b: 2,\n     c: 3 }\n'],
    [
      'flow over several lines, on two levels',
      's: {\n  a: 1,\n  b: {\n    c: 1\n  }\n}\n',
      [set('/s/b/d', 2), set('/s/e', [1])],
      's: {\n  a: 1,\n  b: {\n    c: 1,\n    d: 2\n  },\n  e: [1]\n}\n',
    ],
    ['flow maps in a flow list', 'v: [{n: a, h: {p: /}}, {n: b}]\n', [remove('/v/0/h'), set('/v/0/e', {})], 'v: [{n: a, e: {}}, {n: b}]\n'],
    [
      'flow items with comments',
      'v: [\n  {name: a}, # one\n  {name: b} # two\n] # end\n',
      append('/v', { name: 'c' }),
      'v: [\n  {name: a}, # one\n  {name: b}, # two\n  {name: c}\n] # end\n',
    ],
    ['a tight flow list', 'l: [a,b]\n', append('/l', 'c'), 'l: [a,b,c]\n'],
    ['the only flow item of a line', 'v: [\n  a\n]\n', remove('/v/0'), 'v: []\n'],
    ['an anchor with nothing behind it', 'a: &x\nc: 1\n', set('/a/b', 2), 'a: &x\n  b: 2\nc: 1\n'],
    ['an anchor before {}', 'a: &x {}\nc: 1\n', set('/a/b', 2), 'a: &x\n  b: 2\nc: 1\n'],
    ['a map with a tag', 'a: !!map\n  b: 1\n', set('/a/c', 2), 'a: !!map\n  b: 1\n  c: 2\n'],
    ["Compose's tags", 'a: !override\n  - x\nb: !reset null\n', [append('/a', 'z'), set('/b', 2)], 'a: !override\n  - x\n  - z\nb: 2\n'],
    ['a merge key in a flow map', 'b: &b {p: 1}\nc: {<<: *b}\n', set('/c/q', 2), 'b: &b {p: 1}\nc: {<<: *b, q: 2}\n'],
    ['a list from a merge, set', 'b: &b\n  l: [x]\nc:\n  <<: *b\n', set('/c/l', ['z']), 'b: &b\n  l: [x]\nc:\n  <<: *b\n  l: [z]\n'],
    ['a list from a merge that has the value', 'b: &b\n  l: [x]\nc:\n  <<: *b\n', ensure('/c/l', 'x'), 'b: &b\n  l: [x]\nc:\n  <<: *b\n'],
    ['beside a merge', 'b: &b {p: 1}\nc:\n  <<: *b\n  q: 1\n  r: 2\n', remove('/c/q'), 'b: &b {p: 1}\nc:\n  <<: *b\n  r: 2\n'],
    ['below a block scalar that keeps its blank lines', 'a: |+\n  x\n\n', set('/b', 1), 'a: |+\n  x\n\nb: 1\n'],
    ['a block scalar that says its indentation', 'a: |2\n    x\nb: 1\n', set('/a', 'z'), 'a: z\nb: 1\n'],
    ['a block scalar without text', 'a: |\nb: 1\n', set('/a', 'z'), 'a: z\nb: 1\n'],
    ['a block scalar in a list', 'l:\n- >-\n  x\n  y\n- b\n', set('/l/0', 'z'), 'l:\n- z\n- b\n'],
    ['a block scalar with what looks like a comment', 'a: |\n  # text\n  x\nb: 1\n', [remove('/b'), set('/c', 1)], 'a: |\n  # text\n  x\nc: 1\n'],
    ['a comment in the header goes with the scalar', 'a: > # why\n  x\nb: 1\n', remove('/a'), 'b: 1\n'],
    ['a quoted scalar over two lines', 'a: "x\n  y"\nb: 1\n', set('/a', 'z'), 'a: "z"\nb: 1\n'],
    ['what is pruned takes the comments inside with it', 'a:\n  # why\n  b: 1\nc: 1\n', prune('/a/b'), 'c: 1\n'],
    ['an entry in place of another', 'a: {b: 1}\n', [remove('/a/b'), set('/a/c', 2)], 'a: {c: 2}\n'],
    ['an error in a later chunk', 'b:\n  c: 1\ns:\n  a: 1\n  fo\n', set('/b/d', 2), 'b:\n  c: 1\n  d: 2\ns:\n  a: 1\n  fo\n'],
  ]);
  refuses([
    ['below an explicit key', '? a\n:\n  x: 1\nc: 1\n', set('/a/x', 2), 'odd-syntax'],
    ...['?', '? ', '? [a]: b\n', ': x\n'].map(
      (text) => [`a map whose only key is no scalar: ${JSON.stringify(text)}`, text, set('/a', true), 'odd-syntax'] as const,
    ),
    ['below a key whose map has no scalar as a key', 'a:\n  ? [b]: c\n', set('/a/x', 1), 'odd-syntax'],
    ['a key with an anchor', '&a k: v\nx: *a\n', set('/k', 'w'), 'odd-syntax'],
    ['an explicit key in flow', 'x: {? a : b}\n', set('/x/a', 'z'), 'odd-syntax'],
    ['beside an explicit key in flow', 'x: {? a : b}\n', set('/x/c', 'z'), 'odd-syntax'],
    ['an anchor with nothing behind it that is used', 'a: &x\nc: *x\n', set('/a/b', 2), 'anchored'],
    ['inside a text that happens to be JSON', 'm:\n  a: |\n    {"x": 1}\n', set('/m/a/x', 2), 'not-a-collection'],
    ['a flow item with a comment behind it', 'v: {\n  a: 1,\n  b: 2, # x\n  c: 3\n}\n', remove('/v/b'), 'odd-syntax'],
    ['the last flow item with a comment behind it', 'v: [\n  a,\n  b # x\n]\n', remove('/v/1'), 'odd-syntax'],
    ['beside a line that is being typed', 's:\n  a: 1\nmeta\nb:\n  c: 1\n', set('/b/d', 2), 'syntax-error'],
    ['line ends of an old Macintosh', 'a: 1\rb: 2\r', set('/b', 3), 'syntax-error'],
  ]);
});

/** One text for each reason of refusal. Users read {@link refusalText}. */
const REFUSED: Readonly<Record<Exclude<Refusal, 'unverified'>, readonly [text: string, op: PathOp | readonly PathOp[]]>> = {
  anchored: ['x: &x 1\na: *x\n', set('/x', 2)],
  'through-alias': ['b: &b {p: 1}\nc: *b\n', set('/c/p', 2)],
  'merge-key': ['b: &b {p: 1}\nc:\n  <<: *b\n', remove('/c/p')],
  templated: ['a: {{ .x }}\n', set('/a', 1)],
  'duplicate-key': ['a: 1\na: 2\n', set('/a', 3)],
  'syntax-error': ['a: [1\n', set('/a/0', 2)],
  'not-a-collection': ['a: 1\n', set('/a/b', 2)],
  'odd-syntax': ['? a\n: 1\n', set('/a', 2)],
  'not-found': ['a: 1\n', remove('/b')],
  conflict: ['a: 1\n', [set('/a', 2), set('/a', 3)]],
};

describe('every reason', () => {
  test.each(Object.entries(REFUSED))('%s', (why, [text, ops]) => {
    const compiled = compile(parseFile(text), [ops].flat(), { rankOf: keyRank });
    expect(compiled).toMatchObject({ ok: false, why });
    expect(refusalText(why as Refusal)).toMatch(/^[a-z].{20,100}$/);
  });

  test('unverified: edits that do not read back as intended are not returned', () => {
    const text = 'a: 1 # keep\nb: 2\n';
    const file = parseFile(text);
    const before = meaningOf(file.documents[0]?.document.root ?? null);
    const plan = { at: at('/a'), path: [], index: false, add: [], comments: [], steps: new Map() };
    const comments = [{ start: 5, end: 11, text: '# keep' }];
    const change = (start: number, end: number, newText: string) => {
      const edits = editSet([{ span: { start, end }, newText }]);
      const draft = { owned: [], written: [] } as never;
      return readBack(file, edits, [{ index: 0, plan, before, window: text, comments, draft, edits }]) !== undefined;
    };
    expect(change(4, 5, '  ')).toBe(true);
    expect(change(3, 4, '2')).toBe(false); // another value
    expect(change(5, 11, '')).toBe(false); // a comment less
    expect(change(12, 12, '---\n')).toBe(false); // another document
    expect(change(3, 4, '[')).toBe(false); // no YAML
    expect(refusalText('unverified')).toContain('could not be verified');
  });

  test('only refusals are caught: a bug does not become a reason', () => {
    expect(() => compileOrThrow(parseFile('a: 1\n'), [remove('/b')])).toThrow(Refused);
  });
});
