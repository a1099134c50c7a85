import { asExpected } from '../expected.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { enforcing } from './enforcing.ts';
import { CHECK, LEVELS, namespaceOf, PREFIX } from './pod-security-labels.ts';

export const namespacePodSecurityPrivileged = defineRule({
  id: 'namespace-pod-security-privileged',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium', MT: 'critical', CI: 'medium' }),
  dimensions: ['KERNEL', 'CAPS'],
  when: { kubernetes: ['labels'] },
  fix: 'always',
  messages: {
    privileged: 'Namespace {name} enforces "privileged", which allows everything',
    unknown: '{mode}: "{text}" is no Pod Security level: {effect}',
  },
  docs: {
    title: 'Namespace enforces privileged',
    risk: 'The level privileged allows every pod: whoever may create pods there is root on a node. A value that is no level at all is worse than it looks: in `audit` and `warn` it switches the check off without a word.',
    not: 'Network and storage plugins and node exporters need such a namespace: keep it small, and guard who may create pods there.',
    fix: 'Sets the level baseline.',
    verify: 'Check by a dry run on the server which running pods would break it.',
    check: CHECK,
  },
  podSecurity: 'baseline',
  standards: ['CIS Kubernetes 1.12: 5.2.1, 5.2.2', 'OWASP Kubernetes Top Ten 2025: K04'],
  references: ['PSA'],
  check: {
    *'kubernetes.resource'(resource, { workspace }) {
      const found = namespaceOf(resource);
      if (!found) return;
      for (const mode of ['enforce', 'audit', 'warn']) {
        const field = found.labels.get(PREFIX + mode).text();
        if (field.value === undefined) continue;
        const fixes = enforcing('Set', resource.ref.name, field.site, workspace);
        if (!LEVELS.has(field.value)) {
          const effect = mode === 'enforce' ? 'the API server reports an error' : 'nothing is checked';
          yield { at: field.site, message: 'unknown', data: { mode, text: field.value, effect }, atMost: 'medium', fixes };
        } else if (mode === 'enforce' && field.value === 'privileged')
          yield asExpected({ at: field.site, message: 'privileged', data: { name: found.name }, fixes }, found.expected);
      }
    },
  },
});
