import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { jsonFile } from '../../server/src/present/json/report.ts';
import { findingCard } from '../../server/src/present/markdown/hover.ts';
import { analyse } from '../kit/laws.ts';

const POD = { hostPID: true, containers: [{ name: 'main', image: 'main:1', securityContext: { privileged: true } }] };

const found = (object: object) => analyse('object.yaml', stringify({ metadata: { name: 'example' }, ...object })).findings;
const rules = (object: object) => found(object).map((finding) => finding.rule.id);

describe('an unknown kind', () => {
  const unknown = { apiVersion: 'example.org/v1', kind: 'Machine', spec: { parts: [{ name: 'engine', pod: { deeper: POD } }] } };

  it('is searched for a part that looks like a pod, of which only written fields count', () => {
    expect(found(unknown).map(({ rule, path, structural, missing }) => [rule.id, path.join('.'), structural, missing])).toEqual([
      ['host-pid', 'spec.parts.0.pod.deeper.hostPID', true, false],
      ['privileged-container', 'spec.parts.0.pod.deeper.containers.0.securityContext.privileged', true, false],
    ]);
  });

  it('says that it was recognised by its structure', () => {
    const analysis = analyse('object.yaml', stringify(unknown));
    const [finding] = analysis.findings;
    const [json] = jsonFile({ file: 'object.yaml', snapshot: analysis, findings: analysis.findings, showProblems: true }).findings;
    expect(json?.structural).toBe(true);
    expect(finding && findingCard(finding, { rich: false, docsUrl: (rule) => rule })).toContain('Machine is no kind that Bulkhead knows');
    const known = analyse('pod.yaml', stringify({ apiVersion: 'v1', kind: 'Pod', spec: POD }));
    expect(JSON.stringify(jsonFile({ file: 'pod.yaml', snapshot: known, findings: known.findings, showProblems: true }))).not.toContain('structural');
  });

  it('may have several pods, with different labels', () => {
    const pod = (image: string) => ({ hostIPC: true, containers: [{ name: 'main', image }] });
    const several = {
      apiVersion: 'example.org/v1',
      kind: 'Machine',
      spec: {
        parts: [
          { name: 'one', pod: pod('a') },
          { name: 'two', pod: pod('b') },
        ],
      },
    };
    const names = found(several)
      .filter((finding) => finding.rule.id === 'host-ipc')
      .map((finding) => /"([^"]*)"/.exec(finding.message)?.[1]);
    expect(names).toEqual(['example/one', 'example/two']);
  });

  it('needs a list of containers with an image', () => {
    expect(rules({ apiVersion: 'example.org/v1', kind: 'Machine', spec: { hostPID: true, containers: ['a', 'b'] } })).toEqual([]);
    expect(rules({ apiVersion: 'example.org/v1', kind: 'Machine', spec: { hostPID: true, containers: [{ name: 'a', size: 1 }] } })).toEqual([]);
    expect(rules({ apiVersion: 'example.org/v1', kind: 'Machine', spec: { hostPID: true, containers: { image: 'a' } } })).toEqual([]);
  });

  it('is not searched in its metadata and status', () => {
    expect(rules({ apiVersion: 'example.org/v1', kind: 'Machine', spec: {}, status: { pod: POD }, metadata: { name: 'a', pod: POD } })).toEqual([]);
  });
});

describe('a kind that only describes pods', () => {
  it.each([
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
    ['v1', 'ConfigMap'],
    ['v1', 'Secret'],
    ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy'],
    ['admissionregistration.k8s.io/v1beta1', 'MutatingAdmissionPolicy'],
    ['policy/v1beta1', 'PodSecurityPolicy'],
    ['extensions/v1beta1', 'PodSecurityPolicy'],
    ['kyverno.io/v1', 'ClusterPolicy'],
    ['kyverno.io/v1', 'Policy'],
    ['policies.kyverno.io/v1alpha1', 'ValidatingPolicy'],
    ['templates.gatekeeper.sh/v1', 'ConstraintTemplate'],
    ['constraints.gatekeeper.sh/v1beta1', 'K8sPSPPrivilegedContainer'],
    ['mutations.gatekeeper.sh/v1', 'Assign'],
    ['policies.kubewarden.io/v1', 'ClusterAdmissionPolicy'],
  ])('%s %s is left alone', (apiVersion, kind) => {
    const anywhere = { spec: { ...POD, template: { spec: POD }, rules: [{ mutate: { patchStrategicMerge: { spec: POD } } }] }, data: POD };
    expect(rules({ apiVersion, kind, ...anywhere })).toEqual([]);
  });

  it('leaves manifests in strings alone', () => {
    const text = stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'inner' }, spec: POD });
    expect(rules({ apiVersion: 'v1', kind: 'ConfigMap', data: { 'pod.yaml': text } })).toEqual([]);
    expect(rules({ apiVersion: 'example.org/v1', kind: 'Machine', spec: { manifest: text } })).toEqual([]);
  });
});
