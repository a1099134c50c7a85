import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { ALL } from '../../server/src/engine/choice.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import { applyEdits } from '../../server/src/text/text.ts';
import type { CheckId } from '../../server/src/validity/pod-security/checks.ts';
import { policyOf } from '../../server/src/validity/pod-security/version.ts';
import { someOf } from './cases.ts';

const FIXTURES = new URL('../../../shared/conformance/pss_fixtures.jsonl', import.meta.url);

interface Fixture {
  readonly level: 'baseline' | 'restricted';
  readonly expect: 'pass' | 'fail';
  readonly name: string;
  readonly minors: readonly number[];
  readonly yaml: string;
}

/** Checks of which the author must decide what replaces a host path or a network storage. */
const AUTHORS: readonly CheckId[] = ['hostPathVolumes', 'restrictedVolumes'];

/** Brings a pod to a level, and returns what is left: the checks that still fail, and whether a finding reports them. */
function mended(yaml: string, level: 'baseline' | 'restricted', minor: number) {
  const engine = new Engine(DEFAULT_SETTINGS);
  const version = policyOf(minor);
  const plan = engine.analyse({ uri: 'pod.yaml', text: yaml }).toLevel({ level, version, nearer: true, safeties: ALL });
  const text = applyEdits(yaml, plan.edits);
  const after = engine.analyse({ uri: 'pod.yaml', text });
  const left = after.podSecurity(level, version).flatMap(({ verdict }) => verdict.violations.map(({ check }) => check));
  return { text, left, told: after.findings.some(({ rule }) => AUTHORS.some((check) => rule.podSecurity?.includes(check))), plan, after, version };
}

// the upstream test data is beside the project, not part of it; without it, the pod below is used instead
const fixtures: Fixture[] = existsSync(FIXTURES)
  ? readFileSync(FIXTURES, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Fixture)
  : [];
const WORST = `apiVersion: v1
kind: Pod
metadata:
  name: worst # everything at once
  annotations:
    container.apparmor.security.beta.kubernetes.io/a: unconfined
spec:
  hostPID: true
  hostNetwork: true
  securityContext:
    runAsUser: 0
    seLinuxOptions: { type: spc_t, user: root }
    sysctls:
    - { name: kernel.msgmax, value: "1" } # more
  containers:
  - name: a
    image: example/a:1
    ports: [{ containerPort: 80, hostPort: 80 }]
    securityContext:
      privileged: true
      procMount: Unmasked
      seccompProfile: { type: Unconfined }
      capabilities: { add: [SYS_ADMIN, NET_RAW], drop: [NET_ADMIN] }
  - name: b
    image: example/b:1
`;

test.each(['baseline', 'restricted'] as const)('%s admits every pod that it rejected before, except for decisions of the author', (level) => {
  const cases = fixtures
    .filter((fixture) => fixture.expect === 'fail')
    .flatMap(({ name, minors, yaml }) => [minors[0] as number, minors.at(-1) as number].map((minor) => ({ name, minor, yaml })));
  const wrong = [...someOf(cases, 5), { name: 'worst', minor: 33, yaml: WORST }].flatMap(({ name, minor, yaml }) => {
    const { left, told, text } = mended(yaml, level, minor);
    const undecided = left.filter((check) => !AUTHORS.includes(check));
    if (undecided.length > 0) return [`${name} at 1.${minor}: ${undecided.join()}\n${text}`];
    return left.length > 0 && !told ? [`${name} at 1.${minor}: nothing tells of ${left.join()}`] : [];
  });
  expect(wrong).toEqual([]);
  if (fixtures.length > 0) expect(cases.length).toBeGreaterThan(500);
});

test('a second run towards a level changes nothing, and comments of entries that stay are kept', () => {
  const { text, after, version } = mended(WORST, 'restricted', 33);
  expect(after.toLevel({ level: 'restricted', version, nearer: true }).edits).toEqual([]);
  expect(text).toContain('name: worst # everything at once');
});

test('only the pods of the target are brought to the level', () => {
  const text = `${WORST}---\n${WORST.replace('name: worst', 'name: other')}`;
  const analysis = new Engine(DEFAULT_SETTINGS).analyse({ uri: 'pods.yaml', text });
  const [target] = analysis.targetsAt(text.indexOf('hostPID'));
  const after = applyEdits(text, analysis.toLevel({ level: 'restricted', only: target?.target, nearer: true }).edits);
  expect(after.slice(after.indexOf('---\n'))).toBe(text.slice(text.indexOf('---\n')));
  expect(after.slice(0, after.indexOf('---\n'))).not.toContain('hostPID');
});

test('a pod that cannot reach a level is not changed, and its obstacles are reported; other pods reach the level', () => {
  const blocked = `${WORST.replace('name: worst', 'name: agent')}  volumes:\n  - { name: dev, hostPath: { path: /dev } }\n`;
  const analysis = new Engine(DEFAULT_SETTINGS).analyse({ uri: 'pods.yaml', text: `${blocked}---\n${WORST}` });
  const { edits, left } = analysis.toLevel({ level: 'restricted', safeties: ALL });
  const after = applyEdits(analysis.file.text, edits);
  expect(after.startsWith(`${blocked}---\n`)).toBe(true);
  expect(after.slice(blocked.length)).not.toContain('hostPID');
  expect(left.map(({ resource, verdict }) => [resource.name, verdict.violations.map(({ check }) => check)])).toEqual([['agent', ['restrictedVolumes']]]);
  expect(analysis.toLevel({ level: 'restricted', nearer: true, safeties: ALL }).left).toHaveLength(1);
});

test('manual fixes are taken only by who asks for them; what a comment allows stays in any case', () => {
  const pod = (runAsUser: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers:\n  - name: a\n    image: example/a:1\n    securityContext:\n      runAsUser: ${runAsUser}\n  - name: b\n    image: example/b:1\n`;
  const mend = (text: string, safeties?: typeof ALL) => {
    const { edits, left } = new Engine(DEFAULT_SETTINGS).analyse({ uri: 'pod.yaml', text }).toLevel({ level: 'restricted', safeties });
    return {
      changed: edits.length > 0,
      left: left.flatMap(({ verdict }) => verdict.violations.map(({ check, sites }) => [check, ...sites.map(({ path }) => path[2])])),
    };
  };
  const stands = [
    ['runAsNonRoot', 0],
    ['runAsUser', 0],
  ];
  expect(mend(pod('0'))).toEqual({ changed: false, left: stands });
  expect(mend(pod('0'), ALL)).toEqual({ changed: true, left: [] });
  const allowed = pod('0 # bulkhead: allow run-as-root -- it binds port 80');
  expect([mend(allowed), mend(allowed, ALL)].map(({ changed }) => changed)).toEqual([false, false]);
});

test('a pod that a level admits is not changed', () => {
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers:\n  - { name: a, image: "example/a:1" }\n';
  const plan = new Engine(DEFAULT_SETTINGS).analyse({ uri: 'pod.yaml', text: pod }).toLevel({ level: 'baseline', nearer: true });
  expect(plan).toMatchObject({ edits: [], applied: [], beyond: [], left: [] });
});

test('what is reached by a port of the node keeps it, unless manual fixes are asked for and it is to come nearer', () => {
  const pod = (image: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n  containers:\n  - name: a\n    image: ${image}\n    ports: [{ containerPort: 80, hostPort: 80 }]\n`;
  const mend = (image: string, nearer: boolean, safeties?: typeof ALL) => {
    const plan = new Engine(DEFAULT_SETTINGS).analyse({ uri: 'pod.yaml', text: pod(image) }).toLevel({ level: 'baseline', nearer, safeties });
    return { changed: plan.edits.length > 0, left: plan.left.flatMap(({ verdict }) => verdict.violations.map(({ check }) => check)) };
  };
  expect(mend('registry.k8s.io/ingress-nginx/controller:v1.11.2', false)).toEqual({ changed: false, left: ['hostPorts'] });
  expect(mend('registry.k8s.io/ingress-nginx/controller:v1.11.2', false, ALL)).toEqual({ changed: false, left: ['hostPorts'] });
  expect(mend('registry.k8s.io/ingress-nginx/controller:v1.11.2', true)).toEqual({ changed: false, left: ['hostPorts'] });
  expect(mend('registry.k8s.io/ingress-nginx/controller:v1.11.2', true, ALL)).toEqual({ changed: true, left: [] });
  expect(mend('example/web:1', false)).toEqual({ changed: true, left: [] });
});
