import { describe } from 'vitest';
import { gives, refuses, set } from './notation.ts';

describe('a value is replaced in its place', () => {
  gives([
    ['the comment on its line stays', 'a:\n  p: true   # why\n', set('/a/p', false), 'a:\n  p: false   # why\n'],
    ['a quoted "true" becomes a boolean', 'p: "true"\n', set('/p', false), 'p: false\n'],
    ['an explicit tag goes', 'p: !!str true\n', set('/p', false), 'p: false\n'],
    ['nothing after the colon', 'p:\nq: 1\n', set('/p', false), 'p: false\nq: 1\n'],
    ['nothing but a comment', 'p: # c\nq: 1\n', set('/p', false), 'p: false # c\nq: 1\n'],
    ['nothing but spaces', 'p:   \nq: 1\n', set('/p', false), 'p: false\nq: 1\n'],
    ['an explicit null', 'p: ~ # c\n', set('/p', false), 'p: false # c\n'],
    ['a flow key without a value', 'sc: {a, b: 1}\n', set('/sc/a', 2), 'sc: {a: 2, b: 1}\n'],
    ['an alias is replaced here only', 'x: &x true\na: *x\n', set('/a', false), 'x: &x true\na: false\n'],
    ['an unused anchor stays', 'x: &x true\n', set('/x', false), 'x: &x false\n'],
    ['a tag goes from an item that becomes a map', 'l:\n  - !!str no\n', set('/l/0', { a: 1, b: { c: 2 } }), 'l:\n  - a: 1\n    b:\n      c: 2\n'],
    ['a tag goes from behind a wide dash', 'l:\n  -   !!str  no\n', set('/l/0', { a: 1, b: 2 }), 'l:\n  -  a: 1\n     b: 2\n'],
    ['a tag beside an anchor goes alone', 'x: !!str &x true\n', set('/x', false), 'x: &x false\n'],
    ['a block scalar', 'a: |\n  x\nb: 1\n', set('/a', 'z'), 'a: z\nb: 1\n'],
    ['a block scalar with a comment in its header', 'a: > # why\n  text\n  more\nb: 1\n', set('/a', 1), 'a: 1 # why\nb: 1\n'],
    ['a plain scalar of several lines', 'a: x\n  y\nb: 1\n', set('/a', 'z'), 'a: z\nb: 1\n'],
    ['a quoted key', '"a": 1\n', set('/a', 2), '"a": 2\n'],
    ['JSON', '{"a": {"b": true}}\n', set('/a/b', false), '{"a": {"b": false}}\n'],
    ['the second document', 'a: 1\n---\na: 1\n', set('1:/a', 2), 'a: 1\n---\na: 2\n'],
    ['a value on the next line', 'a:\n  true\nb: 1\n', set('/a', false), 'a:\n  false\nb: 1\n'],
    ['after a byte order mark', '\uFEFFa: 1\n', set('/a', 2), '\uFEFFa: 2\n'],
    ['an empty list item', 'l:\n  -\n  - b\n', set('/l/0', 'x'), 'l:\n  - x\n  - b\n'],
    ['carriage returns and a comment', 'a: 1 # c\r\n', set('/a', 2), 'a: 2 # c\r\n'],
    ['carriage returns and no value', 'a:\r\nb: 1\r\n', set('/a', 2), 'a: 2\r\nb: 1\r\n'],
    ['a tab after the colon', 'a:\t1\n', set('/a', 2), 'a:\t2\n'],
    ['aligned columns are not aligned again', 'key:    value\nk:      v\n', set('/key', 'longer'), 'key:    longer\nk:      v\n'],
    ['a numeric key', '8080: x\n', set("/'8080'", 'z'), '8080: z\n'],
    ['a key that looks like a boolean', 'on: x\n', set('/on', 'y1'), 'on: y1\n'],
    ['a number addresses a key where a map stands', '8080: x\n', set('/8080', 'z'), '8080: z\n'],
    ['without a final line break', 'a: 1', set('/a', 2), 'a: 2'],
    ['a published port keeps its quotes', 'ports:\n  - "8080:80"\n', set('/ports/0', '127.0.0.1:8080:80'), 'ports:\n  - "127.0.0.1:8080:80"\n'],
    ['single quotes too', "ports: ['8080:80']\n", set('/ports/0', '127.0.0.1:8080:80'), "ports: ['127.0.0.1:8080:80']\n"],
    ['an emoji before it', 'a: "😀" # 😀\nb: 1\n', set('/b', 2), 'a: "😀" # 😀\nb: 2\n'],
    ['null', 'a: 1\n', set('/a', null), 'a: null\n'],
  ]);
});

describe('a string is quoted if a reader could take it for another type', () => {
  gives([
    ['a YAML 1.1 boolean', 'a: 1\n', set('/a', 'on'), 'a: "on"\n'],
    ['a colon and a space', 'a: 1\n', set('/a', 'x: y'), 'a: "x: y"\n'],
    ['an image needs none', 'image: nginx\n', set('/image', 'nginx:1.27@sha256:abc'), 'image: nginx:1.27@sha256:abc\n'],
    ['an octal number', 'm: 1\n', set('/m', '0644'), 'm: "0644"\n'],
    ['base 60', 'm: x\n', set('/m', '22:22'), 'm: "22:22"\n'],
    ['a date', 'm: x\n', set('/m', '2024-01-01'), 'm: "2024-01-01"\n'],
    ['empty', 'm: x\n', set('/m', ''), 'm: ""\n'],
    ['a line break', 'm: x\n', set('/m', 'a\nb'), 'm: "a\\nb"\n'],
    ['a leading dash is fine in an option', 'm: x\n', set('/m', '--flag=1'), 'm: --flag=1\n'],
    ['a document marker is not', 'm: x\n', set('/m', '---'), 'm: "---"\n'],
    ['commas only in flow', 'm: x\nn: [x]\n', [set('/m', 'a,b'), set('/n/0', 'a,b')], 'm: a,b\nn: ["a,b"]\n'],
    ['single quotes where the file has them', "a: 1\nb: 'x'\n", set('/a', 'yes'), "a: 'yes'\nb: 'x'\n"],
    ['a key, too', 'a: 1\n', set('/on', 2), 'a: 1\n"on": 2\n'],
  ]);
});

describe('a value that is already right is not changed', () => {
  gives([
    ['the same boolean', 'p: false # c\n', set('/p', false), 'p: false # c\n'],
    ['another spelling of it', 'p: no\n', set('/p', false), 'p: no\n'],
    ['a string in other quotes', "p: 'x'\n", set('/p', 'x'), "p: 'x'\n"],
    ['an equal list', 'd: [ ALL ] # c\n', set('/d', ['ALL']), 'd: [ ALL ] # c\n'],
    ['below an alias', 'b: &b {p: true}\nc: *b\n', set('/c/p', true), 'b: &b {p: true}\nc: *b\n'],
    ['from a merge key', 'b: &b {p: true}\nc:\n  <<: *b\n', set('/c/p', true), 'b: &b {p: true}\nc:\n  <<: *b\n'],
    ['a map that has the entries', 'a:\n  x: 1\n  y: 2\n', set('/a', { y: 2 }), 'a:\n  x: 1\n  y: 2\n'],
    ['an empty map over a map', 'a:\n  x: 1 # c\n', set('/a', {}), 'a:\n  x: 1 # c\n'],
  ]);
});

describe('a map or list as the value', () => {
  gives([
    ['a map merges into a map', 'a:\n  x: 1 # one\n', set('/a', { x: 2, w: { z: 3 } }), 'a:\n  x: 2 # one\n  w:\n    z: 3\n'],
    ['a map replaces a scalar', 'a: 1 # c\nb: 2\n', set('/a', { x: 1 }), 'a: # c\n  x: 1\nb: 2\n'],
    ['a map replaces a block scalar', 'a: | # c\n  t\nb: 2\n', set('/a', { x: 1 }), 'a: # c\n  x: 1\nb: 2\n'],
    ['an empty map', 'v:\n  - name: a\n', [set('/v/0/emptyDir', {})], 'v:\n  - name: a\n    emptyDir: {}\n'],
    ['a list replaces a list', 'd:\n  - A\n  - B\ne: 1\n', set('/d', ['ALL']), 'd:\n  - ALL\ne: 1\n'],
    ['a flow list replaces a flow list', 'd: ["A", B]\n', set('/d', ['ALL']), 'd: [ALL]\n'],
    ['quotes as in the list before', 'd: [A, "B"]\n', set('/d', ['ALL']), 'd: ["ALL"]\n'],
    ['a scalar replaces a map', 'a:\n  x: 1\nb: 2\n', set('/a', 5), 'a: 5\nb: 2\n'],
    ['a list item becomes a map', 'l:\n  - a\n  - b\n', set('/l/0', { x: 1, w: 2 }), 'l:\n  - x: 1\n    w: 2\n  - b\n'],
    ['a commented list item becomes a map', 'l:\n  - a # c\n  - b\n', set('/l/0', { x: 1 }), 'l:\n  - # c\n    x: 1\n  - b\n'],
    ['short lists in flow where the file writes them so', 'a:\n  args: ["x", "y"]\n', set('/a/drop', ['ALL']), 'a:\n  args: ["x", "y"]\n  drop: ["ALL"]\n'],
  ]);
  refuses([
    ['a scalar over a map with a comment', 'a:\n  b: 1 # x\n', set('/a', 1), 'odd-syntax'],
    ['a list over a list with a comment', 'a:\n  # x\n  - 1\n', set('/a', [2]), 'odd-syntax'],
  ]);
});

describe('no value is set', () => {
  refuses([
    ['at a used anchor', 'x: &x true\na: *x\n', set('/x', false), 'anchored'],
    ['below an alias', 'b: &b {p: true}\nc: *b\n', set('/c/p', false), 'through-alias'],
    ['below an alias to a list', 'b: &b []\nc: *b\n', set('/c/p', false), 'through-alias'],
    ['below a used anchor', 'b: &b\n  p: true\nc: *b\n', set('/b/p', false), 'anchored'],
    ['below an anchor that is merged', 'b: &b\n  p: true\nc:\n  <<: *b\n', set('/b/p', false), 'anchored'],
    ['over an anchor inside that is used', 'a: {x: &x 1}\nb: *x\n', set('/a', 1), 'anchored'],
    ['at a key that is written twice', 'a: 1\na: 2\n', set('/a', 3), 'duplicate-key'],
    ['below a key that is written twice', 'a: {p: 1}\na: {p: 2}\n', set('/a/p', 2), 'duplicate-key'],
    ['below a scalar', 'a: 1\n', set('/a/b', 2), 'not-a-collection'],
    ['below a list', 'a: [1]\n', set('/a/b', 2), 'not-a-collection'],
    ['at an item that is not there', 'a: [1]\n', set('/a/3', 2), 'not-found'],
    ['at an item of nothing', 'a:\n', set('/a/0/b', 2), 'not-found'],
    ['in a document that is not there', 'a: 1\n', set('4:/a', 2), 'not-found'],
    ['below a key that is an alias', 'x: &x a\n*x : {b: 1}\n', set('/a/b', 2), 'odd-syntax'],
    ['in a single pair of a flow list', 'l: [a: 1]\n', set('/l/0/a', 2), 'odd-syntax'],
    ['at an explicit key', '? a\n? b\nc: 1\n', set('/b', 'v'), 'odd-syntax'],
    ['beside an explicit key', '? a\n: 1\n', set('/b', 'v'), 'odd-syntax'],
    ['below a map that comes from a merge', 'b: &b {m: {x: 1}}\nc:\n  <<: *b\n', set('/c/m/y', 2), 'merge-key'],
    ['as a map over a map from a merge', 'b: &b {m: {x: 1}}\nc:\n  <<: *b\n', set('/c/m', { y: 2 }), 'merge-key'],
    ['in a broken line', 'a: 1\nb: [1, 2\n', set('/b/0', 2), 'syntax-error'],
    ['two values at one place', 'a: 1\n', [set('/a', 2), set('/a', 3)], 'conflict'],
    ['a scalar and something below it', 'a: 1\n', [set('/a', 2), set('/a/b', 3)], 'conflict'],
    ['the root as a scalar', 'a: 1\n', set('', 2), 'odd-syntax'],
  ]);
});
