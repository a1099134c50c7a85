import { describe, expect, it } from 'vitest';
import { readSettings } from '../../server/src/config/settings.ts';
import type { Finding } from '../../server/src/engine/finding.ts';
import { analyse } from '../kit/laws.ts';

const POD = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers:
    - name: web
      image: web:1
`;

const fixOf = (rule: string, kubernetesVersion: string) =>
  analyse('pod.yaml', POD, { kubernetesVersion })
    .findings.find((finding) => finding.rule.id === rule)
    ?.fixes()[0];

describe('fixes for another version of Kubernetes', () => {
  it('are blocked if the version does not have the field, with the reason', () => {
    expect(fixOf('user-namespace-not-used', '1.32')).toMatchObject({ blocked: 'hostUsers needs Kubernetes 1.33, and the manifests are for 1.32' });
    expect(fixOf('seccomp-not-set', '1.18')).toMatchObject({ blocked: expect.stringContaining('1.19') });
  });

  it.each(['', '1.33', 'v1.36', '1.99', '1.33.7'])('are offered for %j', (version) => {
    expect(fixOf('user-namespace-not-used', version)).toMatchObject({ ops: [{ op: 'set', value: false }] });
  });

  it('are not part of "Harden"', () => {
    const analysis = analyse('pod.yaml', POD, { kubernetesVersion: '1.30' });
    const only = (finding: Finding) => finding.rule.id === 'user-namespace-not-used';
    expect(analysis.fixAll(['safe', 'review'], only)).toMatchObject({
      applied: [],
      refused: [{ left: { why: expect.stringContaining('needs Kubernetes 1.33') } }],
    });
  });
});

describe('fields that the version lacks', () => {
  const text = `${POD}      securityContext:
        appArmorProfile: { type: RuntimeDefault }
      volumeMounts: [{ name: data, mountPath: /data, readOnly: true, recursiveReadOnly: Enabled }]
  hostUsers: false
  resources: { limits: { memory: 1Gi } }
  securityContext: { supplementalGroupsPolicy: Strict }
  volumes: [{ name: data, emptyDir: {} }]
`;
  const problems = (kubernetesVersion: string) => {
    const analysis = analyse('pod.yaml', text, { kubernetesVersion });
    return analysis.problems.map(({ code, message, span }) => [code, message.split(' has ')[0], text.slice(span.start, span.end).split(':')[0]]);
  };

  it('are reported where they are written', () => {
    expect(problems('1.29')).toEqual([
      ['field-too-new', '"hostUsers"', 'hostUsers'],
      ['field-too-new', '"resources of the pod"', 'resources'],
      ['field-too-new', '"supplementalGroupsPolicy"', 'supplementalGroupsPolicy'],
      ['field-too-new', '"appArmorProfile"', 'appArmorProfile'],
      ['field-too-new', '"recursiveReadOnly"', 'recursiveReadOnly'],
    ]);
    expect(problems('1.33')).toEqual([['field-too-new', '"resources of the pod"', 'resources']]);
  });

  it('do not count as protection', () => {
    const root = (kubernetesVersion: string) => analyse('pod.yaml', `${POD}  hostUsers: false\n  securityContext: { runAsUser: 0 }\n`, { kubernetesVersion });
    const severity = (version: string) => root(version).findings.find((finding) => finding.rule.id === 'run-as-root')?.severity;
    expect([severity('1.32'), severity('1.33')]).toEqual(['medium', 'info']);
  });

  it('are not reported by default', () => expect(problems('')).toEqual([]));
});

describe('the setting', () => {
  it.each(['latest', '2.0', '1.x', '1'])('does not take %j', (kubernetesVersion) => {
    const { settings, problems } = readSettings({ kubernetesVersion });
    expect(settings.kubernetesVersion).toBe('');
    expect(problems.join()).toContain('1.33');
  });
});
