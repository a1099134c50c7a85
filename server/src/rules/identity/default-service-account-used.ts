import { tokenMounted } from '../../isolation/kubernetes.ts';
import { isUnset, partOf } from '../../manifest/field.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const defaultServiceAccountUsed = defineRule({
  id: 'default-service-account-used',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', MT: 'high', AI: 'high' }),
  dimensions: ['IDENTITY'],
  fix: 'never',
  missing: { label: 'ServiceAccount of its own', leaves: 'an identity shared by the whole namespace' },
  messages: {
    missing: '"{name}" shares the default ServiceAccount: a grant for one workload is a grant for all',
    explicit: '"{name}" asks for the default ServiceAccount: a grant for one workload is a grant for all',
  },
  docs: {
    title: 'Workload runs as the default ServiceAccount',
    risk: 'Workloads without an account of their own share one identity: a right for one is a right for all, now and later, and audit logs cannot tell them apart.',
    not: 'The account has few rights by itself. Where the token is mounted only because nobody turned it off, that is the finding, not this.',
    fix: 'No fix is offered: create a ServiceAccount for the workload and name it in `serviceAccountName`. Check whether pull secrets or a cloud identity hang on the default account.',
    check: { kubernetes: "kubectl get pod NAME -o jsonpath='{.spec.serviceAccountName}'" },
  },
  standards: ['CIS Kubernetes 1.12: 5.1.5', 'OWASP Kubernetes Top Ten 2025: K02', 'OWASP NHI Top 10 2025: NHI9', 'MITRE ATT&CK: T1078.001'],
  references: ['K8S-SA'],
  check: {
    *'kubernetes.pod'(pod) {
      const mounted = tokenMounted(pod);
      const off = mounted.certain && !mounted.value;
      const alias = pod.spots.spec.get('serviceAccount').text();
      const field = isUnset(pod.serviceAccountName) ? alias : pod.serviceAccountName;
      const data = { name: pod.label };
      if (field.value === 'default') yield { at: field.site, message: 'explicit', data, ...(off ? { atMost: 'info' as const } : {}) };
      else if (isUnset(field) && pod.automountServiceAccountToken.value === true)
        yield { at: pod.serviceAccountName.site, anchor: partOf(pod.site, 'key'), message: 'missing', data };
    },
  },
});
