import { isUnset } from '../manifest/field.ts';
import type { ResourceView } from '../manifest/kubernetes/views.ts';
import type { Spot } from '../manifest/spot.ts';

/** The directions in which a NetworkPolicy allows connections. */
export type Direction = 'ingress' | 'egress';

/** One rule of a NetworkPolicy. */
export interface PolicyRule {
  readonly direction: Direction;
  readonly spot: Spot;
  /** The allowed peers (`from` or `to`); empty: everybody. */
  readonly peers: Spot;
  /** It allows only some ports, or a template decides which. */
  readonly portsGiven: boolean;
}

/** The rules of a NetworkPolicy that have an effect: egress rules only if the policy is for egress. */
export function policyRules({ ref, spot }: ResourceView): PolicyRule[] {
  if (ref.kind !== 'NetworkPolicy' || (ref.apiVersion !== undefined && !/^networking\.k8s\.io\//.test(ref.apiVersion))) return [];
  const types = spot.get('spec', 'policyTypes').list();
  const active = (direction: Direction) => isUnset(types) || types.items.some(({ value }) => value?.toLowerCase() === direction);
  return (['ingress', 'egress'] as const).flatMap((direction) => {
    if (!active(direction)) return [];
    const items = spot.get('spec', direction).items();
    return items.map((item) => {
      const ports = item.get('ports');
      return {
        direction,
        spot: item,
        peers: item.get(direction === 'ingress' ? 'from' : 'to'),
        portsGiven: ports.items().length > 0 || ports.state === 'unknown',
      };
    });
  });
}

/** Whether a label selector selects everything, as `{}` does. */
export function selectsAll(selector: Spot): boolean {
  return (
    selector.type === 'map' &&
    !selector.open &&
    ['matchLabels', 'matchExpressions'].every((key) => {
      const part = selector.get(key);
      return part.state === 'absent' || (part.type !== undefined && !part.open && part.keys().length + part.items().length === 0);
    })
  );
}
