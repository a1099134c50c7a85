import type { Facts, Workload } from '../facts.ts';
import type { Direction } from '../policies.ts';
import { matches } from '../selectors.ts';
import { type AddressRange, partition } from './addresses.ts';
import { type Connections, isNone } from './connections.ts';
import type { Reach } from './reach.ts';

/** With whom one workload may connect in one direction. */
export interface Reached {
  /** Whether a policy may deny something. */
  readonly isGuarded: boolean;
  /** Any pod of the cluster, whatever it is. */
  readonly everyPod: Connections;
  readonly workloads: readonly { readonly workload: Workload; readonly connections: Connections }[];
  readonly addresses: readonly { readonly range: AddressRange; readonly connections: Connections }[];
}

/** What leads to a workload from outside of the cluster: an Ingress, or a Service with a port of the nodes or an address of its own. */
export interface Entry {
  readonly kind: string;
  readonly name: string;
}

/** With whom a workload may connect: in (`ingress`), or out. */
export function reachedOf(reach: Reach, workload: Workload, direction: Direction): Reached {
  const target = direction === 'ingress' ? workload : undefined;
  const among = reach.workloads.flatMap((other) => {
    if (other === workload) return [];
    const connections = direction === 'ingress' ? reach.between(other, workload) : reach.between(workload, other);
    return isNone(connections) ? [] : [{ workload: other, connections }];
  });
  const addresses = partition(reach.blocks(direction)).flatMap((range) => {
    const connections = reach.allowed(workload, direction, { range }, target);
    return isNone(connections) ? [] : [{ range, connections }];
  });
  return { isGuarded: reach.isGuarded(workload, direction), everyPod: reach.allowed(workload, direction, 'every-pod', target), workloads: among, addresses };
}

/** What leads to a workload from outside of the cluster. */
export function entriesTo({ services, ingresses }: Facts, { namespace, labels }: Workload): Entry[] {
  const own = services.filter((one) => one.namespace === namespace && one.selector && matches({ labels: one.selector, expressions: [] }, labels));
  const named = (name: string) => own.some((service) => service.name === name);
  return [
    ...ingresses.flatMap(({ name, namespace: at, backends }) =>
      at === namespace && backends.some(({ service }) => named(service)) ? [{ kind: 'Ingress', name }] : [],
    ),
    ...own.flatMap(({ name, type }) => (type === 'NodePort' || type === 'LoadBalancer' ? [{ kind: type, name }] : [])),
  ];
}
