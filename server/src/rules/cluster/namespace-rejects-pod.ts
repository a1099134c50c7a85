import { partOf } from '../../manifest/field.ts';
import type { NamespacePolicy, PodView, ResourceRef } from '../../manifest/kubernetes/views.ts';
import type { Denial } from '../../validity/admission/denial.ts';
import { limitRangeDenials } from '../../validity/admission/limit-ranges.ts';
import { quotaDenials } from '../../validity/admission/quotas.ts';
import { admitted } from '../../validity/admission/resources.ts';
import { evaluatePodSecurity, violates } from '../../validity/pod-security/evaluate.ts';
import { isJudged } from '../../validity/pod-security/kinds.ts';
import { parseVersion } from '../../validity/pod-security/version.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

/** The namespace of a workload is in view, with what it asks of pods, and admission refuses this one. */
export const namespaceRejectsPod = defineRule({
  id: 'namespace-rejects-pod',
  since: '0.1.0',
  severity: severity('high'),
  dimensions: ['KERNEL', 'CGROUP'],
  refuses: true,
  fix: 'never',
  messages: {
    rejected: 'The namespace "{namespace}" will reject this pod: {verdict}',
  },
  docs: {
    title: 'Namespace will reject this pod',
    risk: 'The namespace enforces a level of the Pod Security Standards that the pod does not meet, or a LimitRange or ResourceQuota of it refuses what the pod asks for. The API server refuses a Pod at once; a Deployment, Job or another workload is accepted, but none of its pods ever starts.',
    not: 'It is no weakness: the guard works. What other pods use of a quota no file shows: only what is refused in any case is reported, and nothing that a template decides. An exemption in the admission configuration of the cluster, which no manifest shows, may let the pod in.',
    fix: 'No fix by itself: the findings on the pod say what to change. Lowering the level of the namespace would open it for every other pod too. The words are those of the API server: they name the limit to change, or what each container must say.',
    check: { kubernetes: 'kubectl apply --dry-run=server -f FILE; kubectl get events --field-selector reason=FailedCreate' },
  },
  standards: ['PSS: the level that the namespace enforces'],
  references: ['PSS', 'PSA', 'K8S-LIMITRANGE', 'K8S-QUOTA'],
  check: {
    *'kubernetes.resource'({ ref, spot, pods, namespacePolicy }) {
      if (!isJudged(ref)) return;
      const name = spot.get('metadata', 'name');
      const whole = name.written ? partOf(name.site, 'value') : partOf(spot.get('kind').site, 'value');
      const namespace = ref.namespace ?? 'default';
      for (const pod of pods) {
        const verdict = namespacePolicy && refusedBy(namespacePolicy, ref, pod);
        if (namespacePolicy && verdict !== undefined)
          yield {
            at: whole,
            message: 'rejected',
            data: { namespace, verdict },
            related: [{ at: namespacePolicy.at, message: `the namespace enforces ${namespacePolicy.level}` }],
          };
        for (const { words, by, site } of limitDenials(pod))
          yield {
            at: site ?? whole,
            message: 'rejected',
            data: { namespace, verdict: words },
            related: [{ at: by.at, message: `${by.kind} "${by.name}"` }],
          };
      }
    },
  },
});

function refusedBy({ level, version }: NamespacePolicy, { kind }: ResourceRef, pod: PodView): string | undefined {
  const parsed = parseVersion(version);
  if (!parsed.ok || (level !== 'baseline' && level !== 'restricted')) return undefined;
  const verdict = evaluatePodSecurity({ kind, ...pod.spots }, level, parsed.version);
  return verdict.allowed ? undefined : violates(verdict, 'enforce');
}

function limitDenials(pod: PodView): Denial[] {
  if (pod.basis !== 'written' || pod.partial || pod.limitRanges.length + pod.quotas.length === 0) return [];
  const asked = admitted(pod);
  return [...limitRangeDenials(asked), ...quotaDenials(asked)];
}
