import { expect, it } from 'vitest';
import { isAlike } from '../../server/src/syntax/names.ts';
import { follow, isOpen, keys, locate } from '../../server/src/syntax/navigate.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';
import type { SyntaxDocument } from '../../server/src/syntax/source-file.ts';

function documentOf(text: string): SyntaxDocument {
  return (parseFile(text).documents[0] as { document: SyntaxDocument }).document;
}

/** All that a map with merges answers. */
function answers(text: string) {
  const document = documentOf(text);
  const at = follow(document, ['b']);
  const names = at ? keys(at) : [];
  const below = [...names, 'none', '<<'].map((name) => {
    const { node, base, path, through, broken } = follow(document, ['b', name]) ?? {};
    return {
      name,
      value: node && 'text' in node ? node.text : node?.type,
      at: node && base !== undefined ? node.span.start + base : null,
      path,
      through,
      broken,
    };
  });
  return {
    names,
    below,
    open: at && isOpen(at),
    spans: names.filter((name) => name !== '<<').map((name) => locate(document, { document: 0, path: ['b', name], part: 'pair' })),
  };
}

// a list of one map is read in the general way, which several maps need
it.each([
  ['one map', '{p: 1, q: [2]}', 'x: 1'],
  ['an entry of both', '{p: 1, q: 2}', 'p: 3'],
  ['an alias in the merged map', '{p: *o, q: 2}', 'x: 1'],
  ['a broken alias in the merged map', '{p: *none}', 'x: 1'],
  ['a map that merges another one', '{<<: *o, p: 1}', 'x: 1'],
  ['a key in quotes that is like a merge', '{"<<": {r: 1}, p: 1}', 'x: 1'],
  ['an empty value', '{p: , q: 2}', 'x: 1'],
  ['no map', '[1, 2]', 'x: 1'],
  ['nothing', '', 'x: 1'],
])('one merged map is read as a list of it: %s', (_, merged, own) => {
  const text = (value: string) => `o: &o {r: 5}\na: &a ${merged}\nb:\n  <<: ${value}\n  ${own}\n`;
  const lone = answers(text('*a  '));
  const general = answers(text('[*a]'));
  expect(lone.below.filter(({ name }) => name !== '<<')).toEqual(general.below.filter(({ name }) => name !== '<<'));
  expect([lone.names, lone.open, lone.spans]).toEqual([general.names, general.open, general.spans]);
});

it('nodes are alike if they are written alike, wherever they stand', () => {
  const rootOf = (text: string) => documentOf(text).root;
  const text = 'a: &n [1, "2", {b: !!str 3, c: *n}]\nd: ~\n';
  expect(isAlike(rootOf(text), rootOf(`# moved\n\n${text.replace(': ', ':  ')}`))).toBe(true);
  for (const [from, to] of [
    ['1', '2'],
    ['"2"', "'2'"],
    ['&n', '&m'],
    ['*n', '*m'],
    ['!!str', '!!int'],
    ['b:', 'e:'],
    ['~', ''],
    ['{b', '{e: 1, b'],
    ['[1, ', '['],
  ] as const)
    expect([to, isAlike(rootOf(text), rootOf(text.replace(from, to)))]).toEqual([to, false]);
  expect(isAlike(rootOf('a: [1]\n'), rootOf('a:\n- 1\n'))).toBe(false);
  expect(isAlike(rootOf('a: 1\n'), null)).toBe(false);
});
