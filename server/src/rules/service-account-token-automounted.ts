import { tokenMounted } from '../isolation/kubernetes.ts';
import { partOf } from '../manifest/field.ts';
import { podExample } from './example-base.ts';
import { setting } from './fixes.ts';
import { podName } from './reduction.ts';
import { defineRule } from './rule.ts';
import { severity } from './severity.ts';

export const serviceAccountTokenAutomounted = defineRule({
  id: 'service-account-token-automounted',
  since: '0.1.0',
  severity: severity('low', 'high', 'high', 'critical', 'high', 'medium'),
  dimensions: ['IDENTITY'],
  fix: 'always',
  missing: { label: 'token off', leaves: 'a token for the API server in every container' },
  messages: {
    missing: '"{name}" mounts its API token into every container, for any intruder to use',
    explicit: '"{name}" asks for its API token in every container, for any intruder to use',
  },
  docs: {
    title: 'API token mounted into the pod',
    risk: 'Any flaw that reads a file yields a token for the API server. With it an attacker does all that the ServiceAccount may do, and at least lists what the API offers. The API server extends such a token to one year by default while the pod exists.',
    not: 'The token is bound to the pod, rotated, and dies with it. How bad a leak is depends on the permissions of the ServiceAccount. Controllers, operators, Prometheus and leader election need the token.',
    fix: 'Sets `automountServiceAccountToken: false` for the pod. Check that no container calls the API server. If one does, mount a projected token with an audience and a short life into that container alone.',
    check: {
      kubernetes:
        'kubectl exec NAME -- ls /var/run/secrets/kubernetes.io/serviceaccount; kubectl auth can-i --list --as=system:serviceaccount:NAMESPACE:ACCOUNT',
    },
  },
  standards: ['CIS Kubernetes 1.12: 5.1.6', 'OWASP Kubernetes Top Ten 2025: K03, K09', 'OWASP NHI Top 10 2025: NHI5', 'MITRE ATT&CK: T1528, T1552.007'],
  references: ['K8S-SA', 'KEP-1205', 'K8S-API'],
  examples: [
    { dialect: 'kubernetes', bad: podExample({ spec: ['serviceAccountName: web'], token: 'true' }), good: podExample({ spec: ['serviceAccountName: web'] }) },
  ],
  check: {
    *'kubernetes.pod'(pod) {
      const mounted = tokenMounted(pod);
      if (!mounted.certain || !mounted.value) return;
      const field = pod.automountServiceAccountToken;
      const report = { at: field.site, data: { name: podName(pod) }, fixes: [setting('Set automountServiceAccountToken to false', field.site, false)] };
      yield field.value === true ? { ...report, message: 'explicit' } : { ...report, message: 'missing', anchor: partOf(pod.site, 'key') };
    },
  },
});
