import { type Field, isUnset } from '../../manifest/field.ts';
import type { PodView } from '../../manifest/kubernetes/views.ts';
import type { Spot } from '../../manifest/spot.ts';

/** Labels and taints of control-plane nodes; `master` until 1.24. */
export const CONTROL_PLANE_LABELS: ReadonlySet<string> = new Set(['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master']);

/** The label of a node that is its name. */
export const HOSTNAME = 'kubernetes.io/hostname';

/** A toleration that reaches the taints of control-plane nodes. */
interface Toleration {
  readonly item: Spot;
  readonly key: Field<string>;
  /** It tolerates every taint, and names none. */
  readonly every: boolean;
}

/** The tolerations of a pod that let it run on control-plane nodes. */
export function tolerations(pod: PodView): Toleration[] {
  return pod.spots.spec
    .get('tolerations')
    .items()
    .flatMap((item) => {
      if (item.type !== 'map') return [];
      const key = item.get('key').text();
      const every = (isUnset(key) || key.value === '') && item.get('operator').text().value === 'Exists' && permanent(item.get('effect').text().value);
      return every || (key.value !== undefined && CONTROL_PLANE_LABELS.has(key.value)) ? [{ item, key, every }] : [];
    });
}

/** Whether it runs on nodes of the control plane only, or on one that is named. */
export function isPinned(pod: PodView): boolean {
  const { spec } = pod.spots;
  const labels = spec.get('nodeSelector').keys();
  const named = Boolean(spec.get('nodeName').text().value) || labels.includes(HOSTNAME);
  return named || labels.some((key) => CONTROL_PLANE_LABELS.has(key)) || requiredOfNodes(pod).some(asksForControlPlane);
}

/** What it requires of the labels of its node: `matchExpressions` of a node affinity. */
export function requiredOfNodes(pod: PodView): Spot[] {
  const terms = pod.spots.spec.get('affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms');
  return terms.items().flatMap((term) => term.get('matchExpressions').items());
}

/** Whether an expression can be met by control-plane nodes only. */
export function asksForControlPlane(expression: Spot): boolean {
  const operator = expression.get('operator').text().value;
  return CONTROL_PLANE_LABELS.has(expression.get('key').text().value ?? '') && (operator === 'Exists' || operator === 'In');
}

/** Control-plane taints have the effect NoSchedule; a toleration of another effect does not reach them. */
function permanent(effect: string | undefined): boolean {
  return effect === undefined || effect === '' || effect === 'NoSchedule';
}
