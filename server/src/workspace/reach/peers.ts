import type { ClusterPeer } from '../cluster-policies.ts';
import type { Peer } from '../policies.ts';
import { isEverything, type Labels, matches, type Selector } from '../selectors.ts';
import { type AddressRange, EVERY_IPV4, hasRange } from './addresses.ts';

/** A pod as selectors see it. */
export interface Selectable {
  readonly namespace: string;
  readonly labels: Labels;
  readonly namespaceLabels: Labels;
  /** It is on the network of its node. */
  readonly onNode?: boolean;
}

/** Who is asked about: a pod, all of a range of addresses, what a name stands for, or any pod of the cluster, whatever it is. */
export type Other = { readonly pod: Selectable } | { readonly range: AddressRange } | { readonly domain: string } | 'every-pod';

/** Whether a peer of a NetworkPolicy names all of somebody. */
export function isPeer(peer: Peer, asked: Other): boolean {
  if ('cidr' in peer) {
    if (asked === 'every-pod' || 'pod' in asked) return false;
    // nobody knows the addresses of a name
    return 'range' in asked ? hasRange(peer, asked.range) : peer.except.length === 0 && hasRange(peer, EVERY_IPV4);
  }
  if (asked === 'every-pod') return isEverybody(peer);
  if (!('pod' in asked)) return false;
  const { labels, namespaceLabels } = asked.pod;
  return (peer.namespaces === undefined || matches(peer.namespaces, namespaceLabels)) && (peer.pods === undefined || matches(peer.pods, labels));
}

/** Whether a peer is every pod of every namespace. */
export function isEverybody(peer: { readonly pods: Selector | undefined; readonly namespaces: Selector | undefined } | { readonly cidr: string }): boolean {
  return !('cidr' in peer) && peer.namespaces !== undefined && isEverything(peer.namespaces) && (peer.pods === undefined || isEverything(peer.pods));
}

/**
 * Whether a peer of a policy of the cluster names all of somebody. Its networks name pods, too, but only of a network of all addresses it is known
 * that they are in it; and pods on the network of their node are no pods to it.
 */
export function isClusterPeer(peer: ClusterPeer, asked: Other): boolean {
  if ('strange' in peer) return true;
  if ('domain' in peer) return asked !== 'every-pod' && 'domain' in asked && isNamed(asked.domain, peer.domain);
  if ('cidr' in peer) return hasRange({ cidr: peer.cidr, except: [] }, asked !== 'every-pod' && 'range' in asked ? asked.range : EVERY_IPV4);
  if ('nodes' in peer) return asked !== 'every-pod' && 'pod' in asked && asked.pod.onNode === true && isEverything(peer.nodes);
  if (asked === 'every-pod') return isEverybody(peer);
  return 'pod' in asked && asked.pod.onNode !== true && isPeer(peer, asked);
}

/** `*` stands for one or more labels in front. */
function isNamed(domain: string, by: string): boolean {
  return domain === by || (by.startsWith('*.') && domain.endsWith(by.slice(1)));
}
