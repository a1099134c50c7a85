import { describe, expect, it } from 'vitest';
import { analyse } from '../kit/laws.ts';

/** The rules with findings, and the codes of problems. A rule that throws gives a problem. */
function read(text: string) {
  const { findings, problems } = analyse('object.yaml', text);
  expect(problems.filter(({ code }) => code === 'rule-failed')).toEqual([]);
  return { findings, explicit: findings.filter(({ missing }) => !missing).map(({ rule }) => rule.id), problems: problems.map(({ code }) => code) };
}

const HEAD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\n';
const NEIGHBOUR = '---\napiVersion: v1\nkind: Pod\nmetadata: { name: neighbour }\nspec:\n  hostPID: true\n  containers: [{ name: a, image: a:1 }]\n';

describe('bad input', () => {
  it.each([
    ['spec: null', 'spec: null\n'],
    ['spec without a value', 'spec:\n'],
    ['no spec', ''],
    ['spec as a list', 'spec:\n  - containers: []\n'],
    ['spec as text', 'spec: hello\n'],
    ['spec as a broken alias', 'spec: *nowhere\n'],
    ['containers: null', 'spec:\n  containers: null\n'],
    ['containers as a map', 'spec:\n  containers:\n    web: { image: web:1 }\n'],
    ['containers as text', 'spec:\n  containers: web\n'],
    ['containers as a list of text', 'spec:\n  containers: [web, null, 3]\n'],
    ['containers in a list', 'spec:\n  containers:\n    - [{ name: a, image: a:1 }]\n'],
    ['a container without a value', 'spec:\n  containers:\n    -\n'],
  ])('%s: nothing is claimed, and the next document is read', (_, spec) => {
    const { explicit, findings } = read(`${HEAD}${spec}${NEIGHBOUR}`);
    expect(explicit.filter((rule) => rule === 'host-pid')).toEqual(['host-pid']);
    expect(findings.every(({ resource }) => resource.name === 'neighbour')).toBe(true);
  });

  it('reads known parts beside unknown ones', () => {
    const spec = [
      'spec:',
      '  hostPID: true',
      '  volumes: { a: b }',
      '  securityContext: [runAsNonRoot]',
      '  containers:',
      '    - text',
      '    - name: [a]',
      '      image: { b: c }',
      '      securityContext: { privileged: true, capabilities: ALL }',
      '      volumeMounts: none',
      '      resources: 3',
      '  initContainers: { a: b }',
      '',
    ].join('\n');
    const { explicit } = read(`${HEAD}${spec}`);
    expect(explicit).toEqual(expect.arrayContaining(['host-pid', 'privileged-container']));
  });

  it('names containers without a name by their place', () => {
    const { findings } = read(`${HEAD}spec:\n  containers:\n    - image: a:1\n    - image: b:1\n      securityContext: { privileged: true }\n`);
    const privileged = findings.filter(({ rule }) => rule.id === 'privileged-container');
    expect(privileged.map(({ container }) => container)).toEqual(['containers[1]']);
    expect(privileged[0]?.message).toContain('containers[1]');
  });

  it('reports a key that is written twice, and judges the one that counts', () => {
    const { explicit, problems } = read(`${HEAD}spec:\n  hostPID: false\n  hostPID: true\n  containers:\n    - { name: a, image: a:1 }\n`);
    expect(problems).toContain('duplicate-key');
    expect(explicit).toContain('host-pid');
    const twice = read(
      `${HEAD}spec:\n  containers: [{ name: a, image: a:1, securityContext: { privileged: true } }]\n  containers: [{ name: b, image: b:1 }]\n`,
    );
    expect(twice.problems).toContain('duplicate-key');
    expect(twice.explicit).not.toContain('privileged-container');
  });

  it.each(['v2', 'apps/v99', 'apps', '/', '//', '""', '3', 'null', '[v1]', '{ a: b }', 'a/b/c', '🙂/v1'])('survives apiVersion %s', (apiVersion) => {
    const { explicit } = read(
      `apiVersion: ${apiVersion}\nkind: Deployment\nspec:\n  template:\n    spec:\n      hostPID: true\n      containers: [{ name: a, image: a:1 }]\n${NEIGHBOUR}`,
    );
    expect(explicit.filter((rule) => rule === 'host-pid').length).toBeGreaterThanOrEqual(1);
  });

  it.each(['null', '[Pod]', '{ a: b }', '3', '"*"', 'constructor', '__proto__', 'toString', 'List'])('survives kind %s', (kind) => {
    const { explicit } = read(
      `apiVersion: v1\nkind: ${kind}\nitems: [null, 3, { kind: Pod, spec: null }]\nspec:\n  hostPID: true\n  containers: [{ name: a, image: a:1 }]\n${NEIGHBOUR}`,
    );
    expect(explicit).toContain('host-pid');
  });

  it.each([
    ['argoproj.io/v1alpha1', 'Workflow', 'templates'],
    ['ray.io/v1', 'RayCluster', 'workerGroupSpecs'],
    ['kubeflow.org/v1', 'PyTorchJob', 'pytorchReplicaSpecs'],
    ['kafka.strimzi.io/v1beta2', 'Kafka', 'kafka'],
  ])('survives a %s %s with anything for its pods', (apiVersion, kind, key) => {
    for (const value of [
      'null',
      'text',
      '3',
      '[]',
      '{}',
      '[null]',
      '[[]]',
      '{ a: null }',
      '{ a: [] }',
      '[{ container: [] }]',
      '{ template: { pod: 3 } }',
      '*nowhere',
    ]) {
      const { explicit } = read(`apiVersion: ${apiVersion}\nkind: ${kind}\nspec:\n  ${key}: ${value}\n${NEIGHBOUR}`);
      expect(explicit).toContain('host-pid');
    }
  });

  it('does not follow aliases of aliases without end', () => {
    const levels = Array.from({ length: 30 }, (_, i) => `  l${i + 1}: &l${i + 1} [${Array.from({ length: 9 }, () => `*l${i}`).join(', ')}]`);
    const { explicit, problems } = read(
      `apiVersion: example.org/v1\nkind: Bomb\nspec:\n  l0: &l0 { containers: [{ name: a, image: a:1, securityContext: { privileged: true } }] }\n${levels.join('\n')}\n  self: &self { again: *self }\n${NEIGHBOUR}`,
    );
    // it is refused, and the next document is read
    expect(problems).toEqual(['too-large']);
    expect(explicit).toEqual(['host-pid']);
  });

  it('reads a thousand containers, each at its place', () => {
    const containers = Array.from({ length: 1000 }, (_, i) => `    - { name: c${i}, image: "c:${i}", securityContext: { privileged: true } }\n`).join('');
    const { findings } = read(`${HEAD}spec:\n  containers:\n${containers}`);
    const paths = findings.filter(({ rule }) => rule.id === 'privileged-container').map(({ path }) => path[2]);
    expect(paths).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  it('reads a thousand pods of one object', () => {
    const templates = Array.from(
      { length: 1000 },
      (_, i) => `    - { name: t${i}, container: { image: "c:${i}", securityContext: { privileged: true } } }\n`,
    ).join('');
    const { findings } = read(`apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec:\n  securityContext: { runAsUser: 0 }\n  templates:\n${templates}`);
    expect(findings.filter(({ rule }) => rule.id === 'privileged-container')).toHaveLength(1000);
    expect(findings.filter(({ rule }) => rule.id === 'run-as-root')).toHaveLength(1);
  });
});
