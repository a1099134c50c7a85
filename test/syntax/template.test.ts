import { describe, expect, test } from 'vitest';
import { follow, isOpen } from '../../server/src/syntax/navigate.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';
import type { Path } from '../../server/src/syntax/site.ts';
import type { SourceFile } from '../../server/src/syntax/source-file.ts';
import { HOLE } from '../../server/src/syntax/tree.ts';

const value = (file: SourceFile, ...path: Path) => {
  const node = follow((file.documents[0] as SourceFile['documents'][number]).document, path)?.node;
  return node?.type === 'scalar' ? node.text : node?.type;
};
const problems = (file: SourceFile) => file.documents.flatMap((d) => d.document.problems.map((p) => p.message));

describe('a masked template parses, with the same offsets', () => {
  test.each<[string, string]>([
    ['an output in a value', 'a: {{ .Values.a }}\nb: 1\n'],
    ['an output inside quotes', 'a: "{{ .Values.a }}:{{ .Values.b }}"\nb: 1\n'],
    ['an output as a key', '{{ .Values.key }}: 1\nb: 1\n'],
    ['actions on lines of their own', '{{- if .Values.on }}\na: 1\n{{- end }}\nb: 1\n'],
    ['a value that is printed below its key', 'a:\n  {{- toYaml .Values.a | nindent 2 }}\nb: 1\n'],
    ['a value that is printed below its key, from column 0', 'x:\n  a:\n{{ toYaml .Values.a | indent 4 }}\nb: 1\n'],
    ['more entries of a map', 'a:\n  x: 1\n  {{- toYaml .Values.a | nindent 2 }}\nb: 1\n'],
    ['both branches of a condition', '{{- if .Values.on }}\na: 1\n{{- else }}\na: 2\n{{- end }}\nb: 1\n'],
    ['a condition inside a line', 'a: {{ if .Values.on }}1{{ else }}2{{ end }}\nb: 1\n'],
    ['a whole entry inside a condition on one line', 'a: 1\n{{ if .Values.on }}c: 2{{ end }}\nb: 1\n'],
    ['a comment over several lines', '{{/*\n a: [\n*/}}\na: 1\nb: 1\n'],
    ['a block scalar with actions', 'a: |\n  x\n  {{- if .y }}\n  z {{ .q }}\n{{- end }}\nb: 1\n'],
    ['a block scalar that begins with an action', 'a: |\n    {{- if .y }}\n  z\n    {{- end }}\nb: 1\n'],
    ['an action that is never closed', 'a: {{ .Values.a\nb: 1\n'],
    ['braces in a string', 'a: {{ printf "}}" }}\nb: 1\n'],
    ['carriage returns', 'a: {{ .Values.a }}\r\n{{- if .b }}\r\nc: 1\r\n{{- end }}\r\nb: 1\r\n'],
  ])('%s', (_, text) => {
    for (let variant = 0; variant < parseFile(text).variants; variant++) {
      const file = parseFile(text, { variant });
      expect(file.templated).toBe(true);
      expect(file.masked.length).toBe(text.length);
      expect(problems(file)).toEqual([]);
      expect(value(file, 'b')).toBe('1');
    }
  });
});

test('a printed value is a hole, not a text', () => {
  const file = parseFile('a: {{ .Values.a }}\n');
  expect(value(file, 'a')).toContain(HOLE);
});

test('each branch of a condition is seen in one of the variants', () => {
  const text = 'a:\n{{- if .x }}\n  p: 1\n{{- else if .y }}\n  p: 2\n{{- else }}\n  p: 3\n{{- end }}\n';
  const file = parseFile(text);
  expect(file.variants).toBe(3);
  expect([0, 1, 2].map((variant) => value(parseFile(text, { variant }), 'a', 'p'))).toEqual(['1', '2', '3']);
});

test('a condition without else has a variant without its body', () => {
  const text = 'a: 1\n{{- if .x }}\nc: 2\n{{- end }}\n';
  expect([0, 1].map((variant) => value(parseFile(text, { variant }), 'c'))).toEqual(['2', undefined]);
});

test('a map into which a template prints entries is open, its neighbours are not', () => {
  const file = parseFile('spec:\n  securityContext:\n    runAsUser: 1\n    {{- toYaml .Values.sc | nindent 4 }}\n  other:\n    x: 1\n');
  const document = (file.documents[0] as SourceFile['documents'][number]).document;
  const open = (...path: Path) => isOpen(follow(document, path) as NonNullable<ReturnType<typeof follow>>);
  expect(open('spec', 'securityContext')).toBe(true);
  expect(open('spec', 'other')).toBe(false);
});
