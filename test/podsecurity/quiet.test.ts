import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { analyse } from '../kit/laws.ts';

/** Test data of kubernetes/pod-security-admission (Apache-2.0), as JSON lines beside the project. */
const FIXTURES = new URL('../../../shared/conformance/pss_fixtures.jsonl', import.meta.url);
const MINOR = 37;

const HARDENED = readFileSync(new URL('../rules/host-pid/example-kubernetes.after.yaml', import.meta.url), 'utf8');

interface Fixture {
  readonly level: 'baseline' | 'restricted';
  readonly expect: 'pass' | 'fail';
  readonly name: string;
  readonly minors: readonly number[];
  readonly yaml: string;
}

/** The errors and warnings of the editor for trusted workloads. */
function warnings(text: string): string[] {
  const { findings } = analyse('pod.yaml', text, { threatModel: 'trusted-internal', kubernetesVersion: `1.${MINOR}` });
  return findings
    .filter(({ severity }) => severity !== 'low' && severity !== 'info')
    .map(({ rule, severity, message }) => `${severity} ${rule.id}: ${message}`);
}

it.each([
  ['the pod of the examples', HARDENED],
  ['the hardened example', readFileSync(new URL('../../examples/hardened/kubernetes/deployment.yaml', import.meta.url), 'utf8')],
])('warns of nothing in %s', (_, text) => expect(warnings(text)).toEqual([]));

it('warns about a weak pod, so that silence has a meaning', () => {
  expect(warnings(HARDENED.replace('allowPrivilegeEscalation: false', 'privileged: true'))).not.toEqual([]);
  expect(warnings(HARDENED.replace('RuntimeDefault', 'Unconfined'))).not.toEqual([]);
});

if (existsSync(FIXTURES)) {
  it('has no warnings in the upstream pods that restricted admits', () => {
    const passing = readFileSync(FIXTURES, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Fixture)
      .filter((fixture) => fixture.level === 'restricted' && fixture.expect === 'pass' && fixture.minors.includes(MINOR));
    expect(passing.length).toBeGreaterThan(0);
    expect(passing.flatMap(({ name, yaml }) => warnings(yaml).map((warning) => `${name}: ${warning}`))).toEqual([]);
  });
} else {
  console.warn('test/podsecurity/quiet.test.ts: no ../shared/conformance beside the project, so the upstream pods are not judged by the rules');
}
