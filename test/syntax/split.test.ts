import { expect, test } from 'vitest';
import { splitDocuments } from '../../server/src/syntax/split.ts';

const cut = (text: string) => splitDocuments(text).map(({ start, end }) => text.slice(start, end));

test.each<[string, string, string[]]>([
  ['one document', 'a: 1\n', ['a: 1\n']],
  ['nothing', '', ['']],
  ['two documents', 'a: 1\n---\nb: 2\n', ['a: 1\n', '---\nb: 2\n']],
  ['a marker at the start', '---\na: 1\n---\nb: 2\n', ['---\na: 1\n', '---\nb: 2\n']],
  ['comments before the first marker belong to the first document', '# x\n---\na: 1\n', ['# x\n---\na: 1\n']],
  ['directives before the first marker', '%YAML 1.1\n---\na: 1\n', ['%YAML 1.1\n---\na: 1\n']],
  ['a byte order mark before the first marker', '\uFEFF---\na: 1\n', ['\uFEFF---\na: 1\n']],
  ['an empty document counts', '---\n---\na: 1\n', ['---\n', '---\na: 1\n']],
  ['an end marker before the next', 'a: 1\n...\n---\nb: 1\n', ['a: 1\n...\n', '---\nb: 1\n']],
  ['an end marker at the end', 'a: 1\n...\n', ['a: 1\n...\n']],
  ['an end marker and then a bare document', 'a: 1\n...\nb: 2\n', ['a: 1\n...\n', 'b: 2\n']],
  ['a marker ends even an open quotation', 'a: "x\n---\nb: 2\n', ['a: "x\n', '---\nb: 2\n']],
  ['dashes that are no marker', 'a: 1\n----\n--- x\n', ['a: 1\n----\n', '--- x\n']],
  ['JSON objects one after the other', '{"a": "}{"}\n{"b": []}{}\n', ['{"a": "}{"}\n', '{"b": []}', '{}\n']],
  ['JSON objects behind a marker', '---\n{"a": 1}\n{"b": 2}\n---\nc: 3\n', ['---\n{"a": 1}\n', '{"b": 2}\n', '---\nc: 3\n']],
  ['a JSON object that nobody closes', '{"a": {"b": 1}\n{"c": 2}\n', ['{"a": {"b": 1}\n{"c": 2}\n']],
  ['a flow map', "{a: '}{', b: {c: 1}}\n", ["{a: '}{', b: {c: 1}}\n"]],
  ['braces in a text', 'a: x}{y\n', ['a: x}{y\n']],
  ['carriage returns', 'a: 1\r\n---\r\nb: 2\r\n', ['a: 1\r\n', '---\r\nb: 2\r\n']],
])('%s', (_, text, documents) => {
  expect(cut(text)).toEqual(documents);
});
