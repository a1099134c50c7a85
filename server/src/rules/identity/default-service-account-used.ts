import { tokenMounted } from '../../isolation/kubernetes.ts';
import { accountFieldOf, accountNameOf } from '../../workspace/identity/facts.ts';
import { BOUND, CONSEQUENCE } from '../../workspace/identity/questions.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { accountPlace, isMeant, runnerOf, siteOf } from './chain.ts';
import { EVERYBODY } from './rbac-binding.ts';

export const defaultServiceAccountUsed = defineRule({
  id: 'default-service-account-used',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', MT: 'high', AI: 'high' }),
  dimensions: ['IDENTITY'],
  fix: 'never',
  missing: { label: 'ServiceAccount of its own', leaves: 'an identity shared by the whole namespace' },
  messages: {
    missing: '"{name}" shares the default ServiceAccount: a grant for one workload is a grant for all',
    granted: '"{name}" runs as the default ServiceAccount, to which "{binding}" gives the role "{role}"',
    explicit: '"{name}" asks for the default ServiceAccount: a grant for one workload is a grant for all',
  },
  docs: {
    title: 'Workload runs as the default ServiceAccount',
    risk: 'Workloads without an account of their own share one identity: a right for one is a right for all, now and later, and audit logs cannot tell them apart.',
    not: 'The account has few rights by itself. What a binding of this workspace gives to it, or to all accounts of its namespace, is reported with the workload; where that leads further, `token-rbac-blast-radius` says whereto. Where the token is mounted only because nobody turned it off, that is the finding, not this.',
    fix: 'No fix is offered: create a ServiceAccount for the workload and name it in `serviceAccountName`. Check whether pull secrets or a cloud identity hang on the default account.',
    check: { kubernetes: "kubectl get pod NAME -o jsonpath='{.spec.serviceAccountName}'" },
  },
  standards: ['CIS Kubernetes 1.12: 5.1.5', 'OWASP Kubernetes Top Ten 2025: K02', 'OWASP NHI Top 10 2025: NHI9', 'MITRE ATT&CK: T1078.001'],
  references: ['K8S-SA'],
  check: {
    *'kubernetes.pod'(pod, { workspace }) {
      const mounted = tokenMounted(pod);
      const off = mounted.certain && !mounted.value;
      if (accountNameOf(pod) !== 'default') return;
      const field = accountFieldOf(pod);
      const data = { name: pod.label };
      const namespace = pod.ref.namespace ?? '';
      const runner = off ? undefined : runnerOf(pod, 'default', workspace);
      const bound =
        runner && workspace.ask(BOUND, namespace, 'default').find(({ subject }) => !EVERYBODY.has(subject.name) && isMeant(pod, 'default', runner, subject.at));
      const related = bound ? [{ at: siteOf(bound.subject.at), message: `${bound.binding.kind} "${bound.binding.name}" gives it rights` }] : [];
      const raised = bound ? { lower: -1, related } : {};
      const place = accountPlace(pod);
      if (field.value === 'default') yield { ...place, message: 'explicit', data, ...(off ? { atMost: 'info' as const } : raised) };
      else if (pod.automountServiceAccountToken.value === true) yield { ...place, message: 'missing', data, ...raised };
      // where its rights lead further, another rule says so
      else if (bound && mounted.certain && workspace.ask(CONSEQUENCE, namespace, 'default').grade === 'none')
        yield { ...place, message: 'granted', data: { ...data, binding: bound.binding.name, role: bound.role.name }, related };
    },
  },
});
