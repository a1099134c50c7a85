import { describe } from 'vitest';
import { append, comment, gives, prune, refuses, remove, set } from './notation.ts';

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}
spec:
  hostNetwork: true
  {{- if .Values.pid }}
  hostPID: true
  {{- end }}
  containers:
    - name: web
      image: "{{ .Values.image }}"
      tty: true
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
    - name: side
      image: busybox
`;

describe('a fix stays away from templates', () => {
  gives([
    ['literal values change', POD, set('/spec/hostNetwork', false), POD.replace('hostNetwork: true', 'hostNetwork: false')],
    ['literal lines go', POD, remove('/spec/containers/0/tty'), POD.replace('      tty: true\n', '')],
    [
      'entries grow below literal lines',
      POD,
      set('/spec/containers/1/securityContext/privileged', false),
      `${POD}      securityContext:\n        privileged: false\n`,
    ],
    [
      'inside one branch',
      'a:\n  {{- if .x }}\n  b:\n    c: 1\n  {{- end }}\n  d: 1\n',
      set('/a/b/e', 2),
      'a:\n  {{- if .x }}\n  b:\n    c: 1\n    e: 2\n  {{- end }}\n  d: 1\n',
    ],
    ['a document within a condition', '{{- if .x }}\na:\n  b: 1\n{{- end }}\n', set('/a/c', 2), '{{- if .x }}\na:\n  b: 1\n  c: 2\n{{- end }}\n'],
    [
      'a block that ends its branch',
      'a:\n  z: 1\n  {{- if .x }}\n  b:\n    c: 1\n  d: 1\n  {{- end }}\n',
      remove('/a/b'),
      'a:\n  z: 1\n  {{- if .x }}\n  d: 1\n  {{- end }}\n',
    ],
    [
      'the last block of its branch',
      'a:\n  z: 1\n  {{- if .x }}\n  d: 1\n  b:\n    c: 1\n  {{- end }}\n',
      remove('/a/b'),
      'a:\n  z: 1\n  {{- if .x }}\n  d: 1\n  {{- end }}\n',
    ],
    [
      'before what a template prints into the same block',
      'a:\n  b: 1\n  {{- toYaml .x | nindent 2 }}\nz: 1\n',
      set('/a/c', 1),
      'a:\n  b: 1\n  c: 1\n  {{- toYaml .x | nindent 2 }}\nz: 1\n',
    ],
    [
      'beside a branch, where another entry stays',
      'a:\n  b: 1\n  z: 1\n  {{- if .x }}\n  c: 2\n  {{- end }}\n',
      remove('/a/b'),
      'a:\n  z: 1\n  {{- if .x }}\n  c: 2\n  {{- end }}\n',
    ],
    ['a comment in a literal place', POD, comment('/spec/hostNetwork', 'x'), POD.replace('  hostNetwork', '  # x\n  hostNetwork')],
  ]);
  refuses([
    ['a templated value', POD, set('/metadata/name', 'x'), 'templated'],
    ['below a templated value', POD, set('/spec/containers/0/resources/limits', 'x'), 'templated'],
    ['a line after a templated one', POD, set('/metadata/labels', { a: 'b' }), 'templated'],
    ['after a value that a template prints', POD, set('/spec/containers/0/securityContext/privileged', false), 'templated'],
    ['from outside into a branch', 'a:\n  d: 1\n  {{- if .x }}\n  b: 1\n  {{- end }}\n', set('/a/e', 2), 'templated'],
    ['a removal over a branch', 'a:\n  b:\n    {{- if .x }}\n    c: 1\n    {{- end }}\n  d: 1\n', remove('/a/b'), 'templated'],
    ['what would be null where the branch is left out', 'a:\n  b: 1\n  {{- if .x }}\n  c: 2\n  {{- end }}\nd: 1\n', remove('/a/b'), 'templated'],
    ['between a block and what a template prints into it', 'a:\n  b: 1\n  {{- toYaml .x | nindent 2 }}\n', set('/fresh', 1), 'templated'],
    ['replacing what a template fills', 'a:\n  b: 1\n  {{- toYaml .x | nindent 2 }}\nc: 1\n', set('/a', 2), 'templated'],
    ['emptying the document that it fills', 'a: 1\n{{- toYaml .x | nindent 0 }}\n', remove('/a'), 'templated'],
    ['emptying what it fills in the middle', 'a:\n  b: 1\n  {{- toYaml .x | nindent 2 }}\n  c: 1\nz: 1\n', [remove('/a/b'), remove('/a/c')], 'templated'],
    ['emptying the list item that it fills', 'l:\n  - a: 1\n    {{- toYaml .x | nindent 4 }}\n', remove('/l/0/a'), 'templated'],
    ['emptying what a template fills', 'a:\n  b: 1\n  {{- include "x" . | nindent 2 }}\nc: 1\n', remove('/a/b'), 'templated'],
    ['pruning it', 'a:\n  b: 1\n  {{- include "x" . | nindent 2 }}\nc: 1\n', prune('/a/b'), 'templated'],
    ['removing it where the template stands further left', 'a:\n  b:\n    x: 1\n{{ include "x" . | nindent 4 }}\nc: 1\n', remove('/a/b'), 'templated'],
    ['after a line whose break is trimmed away', 'a:\n  b: 1 {{- /* x */ -}}\n  c: 2\n', comment('/a/c', 'x'), 'templated'],
    ['a list after a templated item', 'l:\n  - {{ .x }}\n', append('/l', 'y1'), 'templated'],
  ]);
});
