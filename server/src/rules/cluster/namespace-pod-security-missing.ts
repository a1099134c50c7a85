import { isUnset, partOf } from '../../manifest/field.ts';
import { asExpected } from '../expected.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { enforcing } from './enforcing.ts';
import { CHECK, ENFORCE, namespaceOf } from './pod-security-labels.ts';

export const namespacePodSecurityMissing = defineRule({
  id: 'namespace-pod-security-missing',
  since: '0.1.0',
  severity: severity('high', { TI: 'low', UC: 'medium', CI: 'medium' }),
  dimensions: ['KERNEL', 'CAPS'],
  fix: 'always',
  missing: { label: 'Pod Security level', leaves: 'the door open for privileged pods' },
  messages: { missing: 'Namespace {name} enforces no Pod Security level: a privileged pod may be created there' },
  docs: {
    title: 'Namespace without Pod Security level',
    risk: 'Nothing stops the next manifest, or a deployer that was taken over, from creating a privileged pod. Unless the cluster is configured otherwise, no label means the level privileged.',
    not: 'Kyverno, Gatekeeper or an admission policy may enforce the same; the manifest does not show it. `warn` and `audit` refuse nothing. kube-system and its like are not reported.',
    fix: 'Adds the label that enforces the level baseline.',
    verify: 'Check by a dry run on the server which running pods would break it.',
    check: CHECK,
  },
  podSecurity: 'baseline',
  standards: ['CIS Kubernetes 1.12: 5.2.1', 'OWASP Kubernetes Top Ten 2025: K04'],
  references: ['PSS', 'PSA'],
  check: {
    *'kubernetes.resource'(resource, { workspace }) {
      const found = namespaceOf(resource);
      const field = found?.labels.get(ENFORCE).text();
      if (!found || !field || !isUnset(field) || (field.state === 'absent' && found.labels.open)) return;
      const fixes = enforcing('Enforce', resource.ref.name, field.site, workspace);
      yield asExpected({ at: field.site, anchor: partOf(found.site, 'value'), message: 'missing', data: { name: found.name }, fixes }, found.expected);
    },
  },
});
