import { partOf } from '../../manifest/field.ts';
import { evaluatePodSecurity, violates } from '../../validity/pod-security/evaluate.ts';
import { isJudged } from '../../validity/pod-security/kinds.ts';
import { LATEST, parseVersion } from '../../validity/pod-security/version.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

/** A level is asked for, by `podSecurity` of a configuration or `--pod-security`, and admission would refuse the pod there. */
export const podSecurity = defineRule({
  id: 'pod-security',
  since: '0.1.0',
  severity: severity('high'),
  dimensions: ['KERNEL'],
  refuses: true,
  fix: 'never',
  messages: { refused: 'Pod Security admission will refuse this pod: {verdict}' },
  docs: {
    title: 'Pod misses the required Pod Security level',
    risk: 'Your configuration says which level of the Pod Security Standards the cluster enforces, and the pod does not meet it. The API server refuses a Pod at once; a Deployment, Job or another workload is accepted, but none of its pods ever starts.',
    not: 'It says nothing unless `podSecurity` of `.bulkhead.yaml`, or `--pod-security`, asks for a level. What a template decides is not reported.',
    fix: 'No fix by itself: the findings on the pod say what to change. *Bring to Restricted* in the light bulb, or `bulkhead fix --to restricted`, changes what the level asks for.',
    remark: 'For folders whose namespaces enforce another level, set `podSecurity` in `overrides`; `privileged` asks for nothing.',
    check: { kubernetes: 'kubectl apply --dry-run=server -f FILE; kubectl get events --field-selector reason=FailedCreate' },
  },
  standards: ['PSS: the level that the configuration asks for'],
  references: ['PSS', 'PSA'],
  check: {
    *'kubernetes.resource'({ ref, spot, pods, namespacePolicy }, { podSecurity: target }) {
      if (!target || target.level === 'privileged' || !isJudged(ref)) return;
      // namespace-rejects-pod says it already
      if (namespacePolicy?.level === target.level) return;
      const version = parseVersion(target.version ?? LATEST.label);
      for (const pod of pods) {
        const verdict = version.ok && evaluatePodSecurity({ kind: ref.kind, ...pod.spots }, target.level, version.version);
        if (!verdict || verdict.allowed) continue;
        const named = spot.get('metadata', 'name');
        const at = named.written ? partOf(named.site, 'value') : partOf(spot.get('kind').site, 'value');
        yield { at, message: 'refused', data: { verdict: violates(verdict, 'enforce') } };
      }
    },
  },
});
