import type { Workload } from '../facts.ts';
import type { Peer } from '../policies.ts';
import { exampleOf, isEverything, matches, type Requirement, type Selector } from '../selectors.ts';
import { ALL, type Connections, isNone, isWithin, NONE, union } from './connections.ts';
import { type Direction, portsOf, type Reach, type Selectable } from './reach.ts';

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
    const toAll = toEverybody(reach, workload, direction);
    const rows: Exposure[] = isNone(toAll) ? [] : [{ workload, direction, to: 'entire-cluster', connections: toAll }];
    for (const { outsider, pod } of strangers) {
      const connections = reach.allowed(workload, direction, { pod }, direction === 'ingress' ? workload : undefined);
      if (!isNone(connections) && !isWithin(connections, toAll)) rows.push({ workload, direction, to: outsider, connections });
    }
    return rows;
  });
}

/** What every pod of every namespace may do. */
function toEverybody(reach: Reach, workload: Workload, direction: Direction): Connections {
  const rules = reach.rulesFor(workload, direction);
  if (rules === undefined) return ALL;
  const forAll = rules.filter(({ peers }) => peers.length === 0 || peers.some(isEverybody));
  return forAll.reduce<Connections>((sum, { ports }) => union(sum, portsOf(ports, direction === 'ingress' ? workload : undefined)), NONE);
}

function isEverybody(peer: Peer): boolean {
  return !('cidr' in peer) && peer.namespaces !== undefined && isEverything(peer.namespaces) && (peer.pods === undefined || isEverything(peer.pods));
}

function strangersOf(reach: Reach): Stranger[] {
  const found = new Map<string, Stranger>();
  for (const { namespace, ingress = [], egress = [] } of reach.policies)
    for (const { peers } of [...ingress, ...egress])
      for (const peer of peers) {
        if ('cidr' in peer || isEverybody(peer)) continue;
        const stranger = strangerOf(peer, namespace, reach);
        if (stranger && !reach.workloads.some((workload) => isNamed(stranger, reach.selectable(workload))))
          found.set(JSON.stringify(stranger.outsider), stranger);
      }
  return [...found.values()];
}

function strangerOf({ pods, namespaces }: Exclude<Peer, { cidr: string }>, own: string, reach: Reach): Stranger | undefined {
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
