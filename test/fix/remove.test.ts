import { describe } from 'vitest';
import { append, comment, ensure, gives, prune, refuses, remove, set } from './notation.ts';

describe('an entry goes with its lines', () => {
  gives([
    ['and its own comment', 'a: 1\nb: 2 # gone\nc: 3\n', remove('/b'), 'a: 1\nc: 3\n'],
    ['the comment above stays', 'a: 1\n# note\nb: 2\nc: 3\n', remove('/b'), 'a: 1\n# note\nc: 3\n'],
    ['deeper comments go with a block', 'a:\n  x: 1\n  # deep\nb: 2\n', remove('/a'), 'b: 2\n'],
    ['the only one leaves {}', 'a:\n  p: true\nb: 1\n', remove('/a/p'), 'a: {}\nb: 1\n'],
    ['the only one, with comments', 'a: # k\n  # above\n  p: true # own\nb: 1\n', remove('/a/p'), 'a: {} # k\n  # above\nb: 1\n'],
    ['all at once', 'a:\n  p: true\n  q: true\nb: 1\n', [remove('/a/p'), remove('/a/q')], 'a: {}\nb: 1\n'],
    ['pruned', 'a:\n  b:\n    p: true\n  c: 1\n', prune('/a/b/p'), 'a:\n  c: 1\n'],
    ['pruned, several', 'a:\n  b:\n    p: true\n    q: true\n  c: 1\n', [prune('/a/b/p'), prune('/a/b/q')], 'a:\n  c: 1\n'],
    ['pruned to the root', 'a:\n  b: 1\n', prune('/a/b'), '{}\n'],
    ['pruned in flow', 'a: {b: {c: 1}, d: 2}\n', prune('/a/b/c'), 'a: {d: 2}\n'],
    ['pruned, but what has a tag stays', 'a:\n  b: !override [p]\n  c: 1\n', prune('/a/b/0'), 'a:\n  b: !override []\n  c: 1\n'],
    ['a list with a tag', 'l: !override\n  - a\nz: 1\n', remove('/l/0'), 'l: !override []\nz: 1\n'],
    ['a map with a tag and a comment', 'a: !override # x\n  b: 1\nc: 1\n', remove('/a/b'), 'a: !override {} # x\nc: 1\n'],
    ['pruned up to a tag', 'a: !override\n  b:\n    p: true\nc: 1\n', prune('/a/b/p'), 'a: !override {}\nc: 1\n'],
    ['the first of a list item', 'l:\n  - name: a\n    image: b\n', remove('/l/0/name'), 'l:\n  - image: b\n'],
    ['the first two of a list item', 'l:\n  - name: a\n    image: b\n    x: 1\n', [remove('/l/0/name'), remove('/l/0/image')], 'l:\n  - x: 1\n'],
    ['all of a list item', 'l:\n  - name: a # x\n    image: b\n  - c\n', [remove('/l/0/name'), remove('/l/0/image')], 'l:\n  - {}\n  - c\n'],
    ['all of a list item for a new one', 'l:\n  - name: a\n    image: b\n', [remove('/l/0/name'), remove('/l/0/image'), set('/l/0/q', 1)], 'l:\n  - q: 1\n'],
    ['the first of a list item, with a comment below', '- a: 1\n  # c\n  b: 2\n', remove('/0/a'), '# c\n- b: 2\n'],
    ['the first of a nested list item', '- - a\n  - b\n', remove('/0/0'), '- - b\n'],
    ['a list item', 'l:\n  - a\n  - b # x\n  - c\n', remove('/l/1'), 'l:\n  - a\n  - c\n'],
    ['list items by the numbers they had', 'l:\n  - a\n  - b\n  - c\n', [remove('/l/0'), remove('/l/2')], 'l:\n  - b\n'],
    ['the last list item leaves []', 'l:\n  - a\nz: 1\n', remove('/l/0'), 'l: []\nz: 1\n'],
    ['the last without a final line break', 'a: 1\nb: 2', remove('/b'), 'a: 1'],
    ['the last two without a final line break', 'a: 1\nb: 2\nc: 3', [remove('/b'), remove('/c')], 'a: 1'],
    ['the last of two levels without a final line break', 'a:\n  x: 1\n  y: 2\nb: 3', [remove('/a/y'), remove('/b')], 'a:\n  x: 1'],
    ['the last for a new one without a final line break', 'a: 1\nb: 2', [remove('/b'), set('/c', 3)], 'a: 1\nc: 3'],
    ['with carriage returns and no final one', 'a: 1\r\nb: 2', remove('/b'), 'a: 1'],
    ['with a block scalar', 'a: |\n  x\n  y\nb: 1\n', remove('/a'), 'b: 1\n'],
    ['the last while another comes', 'l:\n  - a\nz: 1\n', [remove('/l/0'), append('/l', 'b')], 'l:\n  - b\nz: 1\n'],
    ['removed and ensured', 'l: [a, ALL]\n', [remove('/l/1'), ensure('/l', 'ALL')], 'l: [a, ALL]\n'],
    ['the root', 'a: 1 # x\nb: 2\n', [remove('/a'), remove('/b')], '{}\n'],
    ['an anchor that nobody uses', 'x: &x 1\ny: 2\n', remove('/x'), 'y: 2\n'],
    ['an anchor with all that use it', 'x:\n  a: &x 1\n  b: *x\ny: 2\n', remove('/x'), 'y: 2\n'],
    ['beside a comment', 'a: 1\nb: 2\n', [remove('/a'), comment('/b', 'x')], '# x\nb: 2\n'],
    ['a comment on what moves up to a dash', 'l:\n  - a: 1\n    b: 2\n', [remove('/l/0/a'), comment('/l/0/b', 'x')], 'l:\n  # x\n  - b: 2\n'],
    ['a comment in what moves up to a dash', 'l:\n  - a: 1\n    b: { c: 1 }\n', [remove('/l/0/a'), comment('/l/0/b/c', 'x')], 'l:\n    # x\n  - b: { c: 1 }\n'],
    ['a comment in a list that moves up to a dash', 'l:\n- - 80\n  - a: 1\n', [remove('/l/0/0'), comment('/l/0/1/a', 'x')], 'l:\n  # x\n- - a: 1\n'],
    [
      'a volume replaced',
      'v:\n  - name: a\n    hostPath:\n      path: /x\n',
      [remove('/v/0/hostPath'), set('/v/0/emptyDir', {})],
      'v:\n  - name: a\n    emptyDir: {}\n',
    ],
    ['a parent and what is below', 'a:\n  b: 1\nc: 1\n', [remove('/a'), remove('/a/b')], 'c: 1\n'],
  ]);
});

describe('a flow entry goes with one comma', () => {
  gives([
    ['the first', 'm: {a: 1, b: 2}\n', remove('/m/a'), 'm: {b: 2}\n'],
    ['in the middle', 'l: [a, b, c]\n', remove('/l/1'), 'l: [a, c]\n'],
    ['the last', 'l: [a, b]\n', remove('/l/1'), 'l: [a]\n'],
    ['the only one', 'l: [a]\n', remove('/l/0'), 'l: []\n'],
    ['two at the end', 'l: [a, b, c]\n', [remove('/l/1'), remove('/l/2')], 'l: [a]\n'],
    ['two apart', 'l: [a, b, c]\n', [remove('/l/0'), remove('/l/2')], 'l: [b]\n'],
    ['the last before a trailing comma', 'l: [a, b,]\n', remove('/l/1'), 'l: [a,]\n'],
    ['over several lines', 'm: {\n  a: 1,\n  b: 2\n}\n', remove('/m/a'), 'm: {\n  b: 2\n}\n'],
    ['the last for a new one', 'l: [a, b]\n', [remove('/l/1'), append('/l', 'c')], 'l: [a, c]\n'],
    ['all for a new one', 'l: [ a ]\n', [remove('/l/0'), append('/l', 'c')], 'l: [ c ]\n'],
  ]);
  refuses([
    ['a comment between items', 'l: [a, # x\n b]\n', remove('/l/0'), 'odd-syntax'],
    ['a pair in a list', "l: [\n  'k' : v,\n]\n", remove('/l/0'), 'odd-syntax'],
  ]);
});

describe('nothing is removed', () => {
  refuses([
    ['that is not there', 'a: 1\n', remove('/b'), 'not-found'],
    ['below nothing', 'a: 1\n', remove('/b/c'), 'not-found'],
    ['that comes from a merge', 'b: &b {p: 1}\nc:\n  <<: *b\n', remove('/c/p'), 'merge-key'],
    ['that hides a merged entry', 'b: &b {p: 1}\nc:\n  <<: *b\n  p: 2\n', remove('/c/p'), 'merge-key'],
    ['the merge itself', 'b: &b {p: 1}\nc:\n  <<: *b\n  p: 2\n', remove('/c/<<'), 'merge-key'],
    ['that is anchored and used', 'x: &x\n  a: 1\ny: *x\n', remove('/x'), 'anchored'],
    ['that has a used anchor inside', 'x:\n  a: &x 1\ny: *x\n', remove('/x'), 'anchored'],
    ['with an anchor on the key', '&a k: v\nx: *a\n', remove('/k'), 'odd-syntax'],
    ['that is set', 'a: 1\n', [remove('/a'), set('/a', 2)], 'conflict'],
    ['that is changed inside', 'a: {b: 1}\n', [remove('/a'), set('/a/b', 2)], 'conflict'],
    ['that gets a comment', 'a: 1\n', [remove('/a'), comment('/a', 'x')], 'conflict'],
    ['below an alias', 'b: &b {p: 1}\nc: *b\n', remove('/c/p'), 'through-alias'],
    ['below an odd key', 'x: {{ cell }}\n', remove('/x/cell'), 'templated'],
    ['the root', 'a: 1\n', remove(''), 'odd-syntax'],
  ]);
});
