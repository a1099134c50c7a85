import type { ClusterPeer } from '../cluster-policies.ts';
import type { Workload } from '../facts.ts';
import type { Direction, Peer } from '../policies.ts';
import { exampleOf, isEverything, matches, type Requirement, type Selector } from '../selectors.ts';
import { type Connections, isNone, isWithin } from './connections.ts';
import { isEverybody, type Selectable } from './peers.ts';
import type { Reach } from './reach.ts';

/** Pods that the folder does not have, and that a policy lets connect: everything in the cluster, or what selectors name. */
export type Outsider =
  | 'entire-cluster'
  | { readonly pods: Selector | undefined; readonly namespaces: Selector | undefined; readonly namespace: string | undefined };

/** That a workload may be reached by pods that are not in the folder, or may reach them. */
export interface Exposure {
  readonly workload: Workload;
  readonly direction: Direction;
  readonly to: Outsider;
  readonly connections: Connections;
}

interface Stranger {
  readonly outsider: Exclude<Outsider, string>;
  readonly pod: Selectable;
}

/**
 * What policies open to pods that the folder does not show. A selector that selects no workload of the folder stands for a pod that it would
 * select; what the entire cluster may do is not said again of each.
 */
export function exposures(reach: Reach, direction: Direction): Exposure[] {
  const strangers = strangersOf(reach);
  return reach.workloads.flatMap((workload) => {
    const target = direction === 'ingress' ? workload : undefined;
    const toAll = reach.allowed(workload, direction, 'every-pod', target);
    const rows: Exposure[] = isNone(toAll) ? [] : [{ workload, direction, to: 'entire-cluster', connections: toAll }];
    for (const { outsider, pod } of strangers) {
      const connections = reach.allowed(workload, direction, { pod }, target);
      // policies of the cluster deny something to some, too
      if (!isWithin(connections, toAll) || !isWithin(toAll, connections)) rows.push({ workload, direction, to: outsider, connections });
    }
    return rows;
  });
}

function strangersOf(reach: Reach): Stranger[] {
  const found = new Map<string, Stranger>();
  const named = [
    ...reach.policies.flatMap(({ namespace, ingress = [], egress = [] }) => peersOf([...ingress, ...egress]).map((peer) => ({ peer, namespace }))),
    ...reach.clusterPolicies.flatMap(({ ingress, egress }) => peersOf([...ingress, ...egress]).map((peer) => ({ peer, namespace: '' }))),
  ];
  for (const { peer, namespace } of named) {
    if (isEverybody(peer)) continue;
    const stranger = strangerOf(peer, namespace, reach);
    if (stranger && !reach.workloads.some((workload) => isNamed(stranger, reach.selectable(workload)))) found.set(JSON.stringify(stranger.outsider), stranger);
  }
  return [...found.values()];
}

type Pods = Pick<Exclude<Outsider, string>, 'pods' | 'namespaces'>;

function peersOf(rules: readonly { readonly peers: readonly (Peer | ClusterPeer)[] }[]): Pods[] {
  return rules.flatMap(({ peers }) => peers.flatMap((peer) => ('pods' in peer ? [peer] : [])));
}

function strangerOf({ pods, namespaces }: Pods, own: string, reach: Reach): Stranger | undefined {
  const labels = pods ? exampleOf(pods) : {};
  const namespaceLabels = namespaces ? exampleOf(namespaces) : reach.labelsOf(own);
  if (!labels || !namespaceLabels) return undefined;
  const namespace = namespaces ? namespaceLabels['kubernetes.io/metadata.name'] : own;
  return { outsider: { pods, namespaces, namespace }, pod: { namespace: namespace ?? '', labels, namespaceLabels } };
}

function isNamed({ outsider: { pods, namespaces, namespace } }: Stranger, pod: Selectable): boolean {
  const inNamespace = namespaces ? matches(namespaces, pod.namespaceLabels) : pod.namespace === namespace;
  return inNamespace && (pods === undefined || matches(pods, pod.labels));
}

/** As in `[namespace with {tier=front}]/[all pods]`. */
export function outsiderText(outsider: Outsider): string {
  if (outsider === 'entire-cluster') return outsider;
  const { pods, namespaces, namespace } = outsider;
  const where = namespaces === undefined ? namespace : isEverything(namespaces) ? '[all namespaces]' : `[namespace with ${selectorText(namespaces)}]`;
  return `${where}/${pods === undefined || isEverything(pods) ? '[all pods]' : `[pod with ${selectorText(pods)}]`}`;
}

function selectorText({ labels, expressions }: Selector): string {
  const asked = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort();
  return `{${[...asked, ...expressions.map(expressionText)].join(',')}}`;
}

function expressionText({ key, operator, values }: Requirement): string {
  return `{Key:${key},Operator:${operator},Values:[${values.join(' ')}],}`;
}
