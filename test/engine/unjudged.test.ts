import { describe, expect, it } from 'vitest';
import { readSettings } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';

const unjudged = (uri: string, text: string) =>
  new Engine(readSettings({}).settings).analyse({ uri, text }).unjudged.map(({ kind, count, message, span }) => ({
    kind,
    count,
    message,
    at: text.slice(span.start, span.end),
  }));
const said = (uri: string, text: string) => unjudged(uri, text).map(({ kind, count }) => `${kind} ${count}`);

const POD = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers:
    - { name: web, image: example/web:1 }
`;

describe('what is not judged', () => {
  it('is nothing in whole manifests', () => {
    expect(said('pod.yaml', `${POD}---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n`)).toEqual([]);
    expect(said('compose.yaml', 'services:\n  a:\n    image: a:${TAG:-1}\n    command: echo $$HOME\n')).toEqual([]);
    expect(said('values.yaml', 'image: web\n')).toEqual([]);
    expect(said('playbook.yaml', '- hosts: all\n  vars: { a: "{{ b }}" }\n')).toEqual([]);
  });

  it('is what a patch, a half-typed container and an override leave out', () => {
    const patch =
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec:\n  template:\n    spec:\n      containers: [{ name: web, image: a:1 }]\n';
    expect(unjudged('a.yaml', patch)).toEqual([
      { kind: 'part', count: 1, message: 'only a part of "web" is here: what it leaves out is not judged', at: 'spec' },
    ]);
    expect(unjudged('a.yaml', `${POD}    - name: late\n`)).toEqual([
      { kind: 'part', count: 1, message: '"late" has no image: what it leaves out is not judged', at: 'late' },
    ]);
    expect(said('compose.override.yaml', 'services:\n  web:\n    read_only: true\n')).toEqual(['part 1']);
  });

  it('is an included file, unless its findings are shown beside', () => {
    const files: Readonly<Record<string, string>> = { 'sub/db.yaml': 'services: { db: { image: a:1, privileged: true } }\n' };
    const text = 'include: [sub/db.yaml]\nservices: { web: { image: a:1 } }\n';
    const kinds = (shown: boolean) => {
      const access = { text: (name: string) => files[name], isShown: () => shown };
      return new Engine(readSettings({}).settings, access).analyse({ uri: 'compose.yaml', text }).unjudged.map(({ kind, message }) => `${kind}: ${message}`);
    };
    expect(kinds(false)).toEqual(['include: db.yaml is included: its services are judged where that file is checked']);
    expect(kinds(true)).toEqual([]);
  });

  it('is what an operator adds, and what an unknown kind means', () => {
    expect(said('a.yaml', 'apiVersion: example.org/v1\nkind: Thing\nspec:\n  pod:\n    containers: [{ image: a:1 }]\n')).toEqual(['structure 1']);
    expect(said('a.yaml', 'apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: { name: a }\nspec: { image: a:1 }\n')).toEqual(['operator 1']);
  });

  it('is a patch that is no object, in a file of its own or in a Kustomization', () => {
    expect(said('a.yaml', '- { op: remove, path: /spec/hostPID }\n- { op: add, path: /spec/x, value: 1 }\n')).toEqual(['patch 1']);
    expect(said('a.json', '[{"op": "replace", "path": "/spec/hostPID", "value": false}]')).toEqual(['patch 1']);
    expect(said('a.yaml', '- { op: remove, path: spec }\n')).toEqual([]);
    const inline =
      'patches:\n  - path: a.yaml\n  - patch: |-\n      - { op: remove, path: /spec/hostPID }\npatchesStrategicMerge:\n  - b.yaml\n  - |-\n    kind: Pod\n';
    expect(said('kustomization.yaml', inline)).toEqual(['patch 1', 'patch 1']);
    expect(said('kustomization.yaml', `kind: Kustomization\n${inline}`)).toEqual(['patch 1', 'patch 1']);
    expect(said('other.yaml', `kind: Other\n${inline}`)).toEqual([]);
  });

  it('is what templates and variables decide', () => {
    const text = POD.replace('example/web:1', '"{{ .Values.image }}"').replace('{ name: web }', '{ name: {{ .Release.Name }} }');
    expect(unjudged('templates/pod.yaml', text)).toEqual([{ kind: 'template', count: 2, message: 'a template decides 2 values', at: '{{ .Release.Name }}' }]);
    expect(said('templates/any.yaml', 'apiVersion: v1\nkind: {{ .Values.kind }}\nspec: {}\n')).toEqual(['template 1']);
    const compose = 'services:\n  a: &a\n    image: a:${TAG}\n    user: $USER\n    command: ${CMD:?needed}\n  b: *a\n';
    expect(said('compose.yaml', compose)).toEqual(['variable 3']);
  });
});
