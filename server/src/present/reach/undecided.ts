import type { ClusterPolicy } from '../../workspace/cluster-policies.ts';
import type { Facts } from '../../workspace/facts.ts';
import { EVERY_IPV4, rangeOf } from '../../workspace/reach/addresses.ts';
import type { ComposeReach } from '../../workspace/reach/compose.ts';
import type { Reach } from '../../workspace/reach/reach.ts';
import { sameRank } from '../../workspace/reach/tiers.ts';
import { harmless } from '../harmless.ts';
import { serviceText, workloadText } from './text.ts';

/** Why something else may be true of services of Compose projects than what is said, in one line each. */
export function composeUndecided({ services }: ComposeReach): string[] {
  return services.flatMap((service) => (service.unknown ? [harmless(`${service.at.file}: on which networks ${serviceText(service)} is, is not known`)] : []));
}

/** Why something else may be true than what is said, in one line each. */
export function undecidedIn({ otherPolicies, policies, clusterPolicies }: Facts, reach: Reach): string[] {
  const onNode = reach.workloads.filter(
    (workload) => workload.hostNetwork && [...reach.guards(workload, 'ingress'), ...reach.guards(workload, 'egress')].length > 0,
  );
  const lines = [
    ...otherPolicies.map(({ kind, name = 'without a name', at }) => `${at.file}: what the ${kind} ${name} allows or denies is not counted`),
    ...policies.flatMap(({ name, unknown, at }) => (unknown ? [`${at.file}: a template decides a part of the NetworkPolicy ${name}`] : [])),
    ...clusterPolicies.flatMap((policy) => [...new Set(undecidedOf(policy))].map((line) => `${policy.at.file}: ${line}`)),
    ...ambiguous(reach),
    ...onNode.map((workload) => `${workload.at.file}: ${workloadText(workload)} is on the network of its node, where policies may not hold`),
  ];
  return lines.map(harmless);
}

function undecidedOf({ kind, name, unknown, ingress, egress }: ClusterPolicy): string[] {
  const peers = [...ingress, ...egress].flatMap((rule) => rule.peers);
  return [
    ...(unknown ? [`a part of the ${kind} ${name} is decided by a template, or is not in its API`] : []),
    ...peers.flatMap((peer) => {
      if ('nodes' in peer) return [`what the ${kind} ${name} says of nodes is not counted: no file shows their addresses`];
      if ('cidr' in peer && mayHavePods(peer.cidr)) return [`whether pods are in ${peer.cidr} of the ${kind} ${name} is not known: they are taken not to be`];
      return [];
    }),
  ];
}

/** Where clusters have the addresses of their pods: the private ranges, and the shared one of providers. Sources: RFC 1918, 6598, 4193. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].flatMap((cidr) => rangeOf(cidr) ?? []);

function mayHavePods(cidr: string): boolean {
  const range = rangeOf(cidr);
  if (!range || (range.family === 4 && range.first === EVERY_IPV4.first && range.last === EVERY_IPV4.last)) return false;
  return PRIVATE.some(({ family, first, last }) => family === range.family && first <= range.last && range.first <= last);
}

function ambiguous(reach: Reach): string[] {
  const pairs = (['ingress', 'egress'] as const).flatMap((direction) =>
    reach.workloads.flatMap((workload) => sameRank(reach.clusterGuards(workload, direction), direction)),
  );
  const said = pairs.map(
    ([one, other]) => `${one.at.file}: ${one.kind} ${one.name} and ${other.name} have the same priority: which of them decides first is not known`,
  );
  return [...new Set(said)];
}
