import { describe, expect, test } from 'vitest';
import { follow, locate } from '../../server/src/syntax/navigate.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';
import type { Path, Site } from '../../server/src/syntax/site.ts';
import type { SourceFile } from '../../server/src/syntax/source-file.ts';

const first = (text: string) => (parseFile(text).documents[0] as SourceFile['documents'][number]).document;
const value = (text: string, ...path: Path) => {
  const node = follow(first(text), path)?.node;
  return node?.type === 'scalar' ? node.text : node?.type;
};
const under = (text: string, path: Path, part: Site['part'] = 'pair') => {
  const span = locate(first(text), { document: 0, path, part });
  return span && text.slice(span.start, span.end);
};

describe('half-typed text never loses the rest', () => {
  test.each<[string, string, Path]>([
    ['a word without a colon', 'spec:\n  hostPID: true\n  priv\n  hostIPC: true\n', ['spec', 'hostIPC']],
    ['a key without a value', 'spec:\n  hostPID:\n  hostIPC: true\n', ['spec', 'hostIPC']],
    ['an open bracket', 'a: [1, 2\nspec:\n  hostIPC: true\n', ['spec', 'hostIPC']],
    ['a tab for indentation', 'spec:\n  hostPID: true\n\tx: 1\n  hostIPC: true\n', ['spec', 'hostIPC']],
    ['a tab on a blank line below a key without value', 'metadata:\n\t\nspec:\n  hostIPC: true\n', ['spec', 'hostIPC']],
    ['the same with carriage returns', 'metadata:\r\n\t\r\nspec:\r\n  hostIPC: true\r\n', ['spec', 'hostIPC']],
    ['a stray closing brace', 'spec:\n  a: 1\n  }\n  hostIPC: true\n', ['spec', 'hostIPC']],
    ['an odd indentation', 'spec:\n  a: 1\n   b: 2\n  hostIPC: true\n', ['spec', 'hostIPC']],
  ])('%s', (_, text, path) => {
    expect(value(text, ...path)).toBe('true');
  });

  test('an open quotation stays in its document', () => {
    const file = parseFile('a: "x\n---\nb: 2\n');
    expect(file.documents).toHaveLength(2);
    expect(follow((file.documents[1] as SourceFile['documents'][number]).document, ['b'])?.node).toMatchObject({ text: '2' });
  });
});

describe('aliases and merge keys', () => {
  test('an alias has the value of its anchor', () => {
    expect(value('a: &x {p: 1}\nb: *x\n', 'b', 'p')).toBe('1');
  });
  test('a second definition of an anchor counts from there on', () => {
    expect(value('a: &x 1\nb: &x 2\nc: *x\n', 'c')).toBe('2');
  });
  test('own keys win over merged ones, earlier merges over later ones', () => {
    const text = 'a: &a {p: 1, q: 1}\nb: &b {q: 2, r: 2}\nc:\n  <<: [*a, *b]\n  p: 3\n';
    expect(['p', 'q', 'r'].map((key) => value(text, 'c', key))).toEqual(['3', '1', '2']);
  });
  test('an alias without an anchor is a problem, not an exception', () => {
    expect(first('a: *nowhere\n').problems.map((p) => p.code)).toEqual(['unresolved-alias']);
  });
  test('a cycle ends', () => {
    expect(value('a: &a\n  <<: *a\n  b: 1\n', 'a', 'c')).toBeUndefined();
  });
  test('an alias bomb is read fast', () => {
    const levels = Array.from({ length: 30 }, (_, i) => `l${i + 1}: &l${i + 1} [*l${i}, *l${i}]`);
    expect(value(['l0: &l0 [x]', ...levels, ''].join('\n'), 'l30', 0, 1, 0)).toBe('seq');
  });
});

describe('places', () => {
  test.each<[string, Path, Site['part'], string]>([
    ['a:\n  b: true # why\n', ['a', 'b'], 'pair', 'b: true'],
    ['a:\n  b: true # why\n', ['a', 'b'], 'value', 'true'],
    ['a:\n  b: true # why\n', ['a'], 'key', 'a'],
    ['a: { b: true }\n', ['a', 'b'], 'pair', 'b: true'],
    ['a:\n  - x\n  - y # c\n', ['a', 1], 'pair', 'y'],
    ['a:\n  - name: x\n    v: 1\n\n# next\nb: 1\n', ['a', 0], 'pair', 'name: x\n    v: 1'],
    ['a:\n  b: "q"\n', ['a', 'b'], 'value', '"q"'],
    ['a: |\n  x\n  y\nb: 1\n', ['a'], 'pair', 'a: |\n  x\n  y'],
    ['a: !!str yes\n', ['a'], 'pair', 'a: !!str yes'],
    ['a:\nb: 1\n', ['a'], 'pair', 'a'],
    ['x: &x {p: 1}\nb: *x\n', ['b'], 'pair', 'b'],
    ['x: &x {p: 1}\nb:\n  <<: *x\n', ['b', 'p'], 'pair', 'p: 1'],
  ])('%j %j %s', (text, path, part, expected) => {
    expect(under(text, path, part)).toBe(expected);
  });
});

describe('a wrong indentation hides nothing, and is told once, at its place', () => {
  const POD = 'spec:\n  hostPID: true\n  containers:\n  - name: c\n    image: x\n    args:\n    - |\n      a: 1\n    env: []\n  volumes:\n  - name: v\n';
  const moved = (line: string, by: string) => POD.replace(`\n${line}`, `\n${by}`);
  test.each<[string, string, string]>([
    ['one too many', moved('  containers:', '   containers:'), 'containers:'],
    ['one too few', moved('  containers:', ' containers:'), 'containers:'],
    ['one too many in the first line', moved('  hostPID', '   hostPID'), 'hostPID:'],
    ['two too many in the first line', moved('  hostPID', '    hostPID'), 'hostPID:'],
    ['one too many in an item', moved('    image', '     image'), 'image:'],
    ['one too few in an item', moved('    image', '   image'), 'image:'],
    ['a key below its dash', moved('    image', '  image'), 'image:'],
    ['a dash one too many', moved('  - name: c', '   - name: c'), '-'],
    ['a dash in the column of the root', moved('  - name: c', '- name: c'), '-'],
    ['a line after a block scalar', moved('    env', '     env'), 'env:'],
    ['a tab', moved('  containers:', '\tcontainers:'), 'containers:'],
    ['tabs for all lines but those of a text', POD.replaceAll(/^(?: {2})+(?!.*a: 1)/gm, (spaces) => '\t'.repeat(spaces.length / 2)), 'hostPID:'],
    ['all lines but one', POD.replace(/ {2}containers[\s\S]*/, (block) => block.replaceAll(/^/gm, ' ').trimEnd()), 'hostPID:'],
  ])('%s', (_, text, at) => {
    const { problems } = first(text);
    const shape = (of: string) => JSON.stringify(first(of).root, (key, value) => (key === 'span' || key === 'shift' ? undefined : value));
    expect(shape(text)).toBe(shape(POD));
    expect(problems.map(({ code, span }) => [code, text.slice(span.start, span.end)])).toEqual([['wrong-indentation', at]]);
    for (const path of [
      ['spec', 'hostPID'],
      ['spec', 'containers', 0, 'image'],
      ['spec', 'volumes', 0, 'name'],
    ] as const)
      expect(under(text, path)?.replaceAll(/\s+/g, ' ')).toBe(under(POD, path));
  });

  test('what is YAML keeps its meaning', () => {
    const text = 'a: 1\n   b\nc:\n      d: 1\ne:\n- 1\n';
    expect(first(text).problems).toEqual([]);
    expect(value(text, 'a')).toBe('1 b');
  });
});

test('parsing never throws', () => {
  const texts = [
    '\u0000',
    '\uFEFF',
    '[',
    '{',
    '- - - -',
    '? a\n: b',
    '%TAG',
    '*',
    '&',
    '!',
    '|',
    '>',
    '"',
    "'",
    '\t',
    '@',
    '`',
    ':',
    '---\n...\n---',
    '['.repeat(20_000),
    '{a: '.repeat(5_000),
    '- '.repeat(20_000),
  ];
  for (const text of texts) expect(parseFile(text).text).toBe(text);
});

test('very deep nesting is a problem of its document alone', () => {
  const file = parseFile(`${'['.repeat(20_000)}\n---\nb: 2\n`);
  expect(file.documents[0]?.document.problems.length).toBeGreaterThan(0);
  expect(follow((file.documents[1] as SourceFile['documents'][number]).document, ['b'])?.node).toMatchObject({ text: '2' });
});
