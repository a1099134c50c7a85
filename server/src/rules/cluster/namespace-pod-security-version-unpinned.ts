import { isUnset } from '../../manifest/field.ts';
import { NEWEST_MINOR } from '../../manifest/kubernetes/fields.ts';
import { setting } from '../../remedies/basic.ts';
import { asExpected } from '../expected.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { ENFORCE, LEVELS, namespaceOf } from './pod-security-labels.ts';

export const namespacePodSecurityVersionUnpinned = defineRule({
  id: 'namespace-pod-security-version-unpinned',
  since: '0.1.0',
  severity: severity('info', { TI: 'off', RG: 'low' }),
  dimensions: ['KERNEL'],
  when: { kubernetes: ['labels'] },
  fix: 'always',
  missing: { label: 'Pod Security version', leaves: 'what the level means to the next upgrade' },
  messages: { missing: 'Namespace {name} pins no Pod Security version: an upgrade changes what it allows' },
  docs: {
    title: 'Pod Security version not pinned',
    risk: 'The meaning of a level changes with the version of the cluster: SELinux types in 1.31, hosts in probes in 1.34, user namespaces in 1.35. An upgrade may reject pods that ran, or admit others.',
    not: 'The latest version is the better choice for most teams; who has to review changes pins it.',
    fix: `Adds the label with v1.${NEWEST_MINOR}, the newest version that Bulkhead knows; an older cluster takes its own latest.`,
    verify: `Put the version of your cluster there.`,
    check: { kubernetes: 'kubectl get namespace NAME --show-labels' },
  },
  podSecurity: 'baseline',
  standards: [],
  references: ['PSA'],
  check: {
    *'kubernetes.resource'(resource) {
      const found = namespaceOf(resource);
      const enforce = found?.labels.get(ENFORCE).text();
      const version = found?.labels.get(`${ENFORCE}-version`).text();
      if (!found || !version || !enforce?.value || !LEVELS.has(enforce.value) || enforce.value === 'privileged' || !isUnset(version)) return;
      const fixes = [setting(`Pin version v1.${NEWEST_MINOR}`, version.site, `v1.${NEWEST_MINOR}`)];
      yield asExpected({ at: version.site, anchor: enforce.site, message: 'missing', data: { name: found.name }, fixes }, found.expected);
    },
  },
});
