import type { Fix } from '../../fix/ops.ts';
import { partOf } from '../../manifest/field.ts';
import type { Site } from '../../syntax/site.ts';
import { asExpected } from '../expected.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { namespaceOf } from './pod-security-labels.ts';

export const namespaceQuotaMissing = defineRule({
  id: 'namespace-quota-missing',
  since: '0.2.0',
  severity: severity('low', { TI: 'off', MT: 'medium', AI: 'medium' }),
  dimensions: ['CGROUP'],
  fix: 'always',
  missing: { label: 'quota', leaves: 'the whole cluster for the pods of one tenant' },
  messages: { missing: 'No ResourceQuota or LimitRange in these files is for {name}: its pods may take all nodes' },
  docs: {
    title: 'Namespace without quota or limits',
    risk: 'One tenant, or a deployer that was taken over, can fill the cluster: with pods, with memory, with volumes. A LimitRange also gives limits to containers that have none.',
    not: 'An operator of the platform may add them, which no file shows. kube-system and its like are not reported.',
    fix: 'Adds a LimitRange and a ResourceQuota at the end of the file, with sizes for you to choose.',
    verify: 'Under a quota of limits every container needs some: those of the LimitRange count. Compare both with what runs there.',
    check: { kubernetes: 'kubectl describe quota,limitrange --namespace NAME' },
  },
  standards: ['NIST SP 800-53: SC-5'],
  references: ['K8S-QUOTA', 'K8S-LIMITRANGE', 'K8S-MULTITENANCY'],
  check: {
    *'kubernetes.resource'(resource) {
      const found = namespaceOf(resource);
      const { name } = resource.ref;
      if (!found || name === undefined || resource.limitRanges.length + resource.quotas.length > 0) return;
      const at = partOf(found.site, 'value');
      const fixes = [limiting(name, found.site)];
      yield asExpected({ at, anchor: at, message: 'missing', data: { name: found.name }, fixes }, found.expected);
    },
  },
});

/** How much a namespace needs nobody but its author knows: the sizes are a start. */
function limiting(namespace: string, at: Site): Fix {
  const range = {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'limits', namespace },
    spec: { limits: [{ type: 'Container', default: { memory: '512Mi', cpu: '1' }, defaultRequest: { memory: '256Mi', cpu: '100m' } }] },
  };
  const quota = {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'quota', namespace },
    spec: { hard: { pods: '50', 'requests.cpu': '8', 'requests.memory': '16Gi', 'limits.memory': '32Gi' } },
  };
  return {
    title: 'Add a LimitRange and a ResourceQuota',
    safety: 'manual',
    ops: [
      { op: 'document', at, value: range },
      { op: 'document', at, value: quota },
    ],
  };
}
