import { partOf } from '../../manifest/field.ts';
import { evaluatePodSecurity, violates } from '../../validity/pod-security/evaluate.ts';
import { isJudged } from '../../validity/pod-security/kinds.ts';
import { parseVersion } from '../../validity/pod-security/version.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

/** The namespace of a workload stands in the same file and enforces a level that the pod does not meet: admission refuses it. */
export const namespaceRejectsPod = defineRule({
  id: 'namespace-rejects-pod',
  since: '0.1.0',
  severity: severity('high'),
  dimensions: ['KERNEL'],
  refuses: true,
  fix: 'never',
  messages: {
    rejected: 'The namespace "{namespace}" will reject this pod: {verdict}',
  },
  docs: {
    title: 'Namespace will reject this pod',
    risk: 'The namespace enforces a level of the Pod Security Standards that the pod does not meet. The API server refuses a Pod at once; a Deployment, Job or another workload is accepted, but none of its pods ever starts.',
    not: 'It is no weakness: the guard works. An exemption in the admission configuration of the cluster, which no manifest shows, may let the pod in.',
    fix: 'No fix by itself: the findings on the pod say what to change. Lowering the level of the namespace would open it for every other pod too.',
    check: { kubernetes: 'kubectl apply --dry-run=server -f FILE; kubectl get events --field-selector reason=FailedCreate' },
  },
  standards: ['PSS: the level that the namespace enforces'],
  references: ['PSS', 'PSA'],
  check: {
    *'kubernetes.resource'({ ref, spot, pods, namespacePolicy }) {
      if (!namespacePolicy || !isJudged(ref)) return;
      const { level, version, name } = namespacePolicy;
      const parsed = parseVersion(version);
      if (!parsed.ok || (level !== 'baseline' && level !== 'restricted')) return;
      for (const pod of pods) {
        const verdict = evaluatePodSecurity({ kind: ref.kind, ...pod.spots }, level, parsed.version);
        if (verdict.allowed) continue;
        const named = spot.get('metadata', 'name');
        const at = named.written ? partOf(named.site, 'value') : partOf(spot.get('kind').site, 'value');
        yield { at, message: 'rejected', data: { namespace: name, verdict: violates(verdict, 'enforce') } };
      }
    },
  },
});
