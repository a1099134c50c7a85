import type { Facts, Workload } from '../facts.ts';
import type { Peer, Policy, Rule, RulePort } from '../policies.ts';
import { type Labels, matches } from '../selectors.ts';
import type { Service } from '../services.ts';
import { type AddressRange, hasRange, partition } from './addresses.ts';
import { ALL, type Connections, intersection, isNone, NONE, only, PROTOCOLS, union } from './connections.ts';

/** Who connects or is connected to: a workload, a range of addresses outside the cluster, or a controller of Ingresses. */
export type Party = { readonly workload: Workload } | { readonly range: AddressRange } | { readonly controller: true };

/** That one party may connect to another. */
export interface Edge {
  readonly from: Party;
  readonly to: Party;
  readonly connections: Connections;
}

/** Into a workload, or out of it. */
export type Direction = 'ingress' | 'egress';

/** A pod as selectors see it. */
export interface Selectable {
  readonly namespace: string;
  readonly labels: Labels;
  readonly namespaceLabels: Labels;
}

/** The workloads of some facts, who may connect to whom among them, and what the policies say. Everything is as Kubernetes means NetworkPolicies. */
export class Reach {
  readonly workloads: readonly Workload[];
  readonly #facts: Facts;
  readonly #namespaces: ReadonlyMap<string, Labels>;
  readonly #rules = new Map<string, readonly Rule[] | undefined>();

  constructor(facts: Facts) {
    this.#facts = facts;
    this.workloads = onePerOwner(facts.workloads);
    this.#namespaces = new Map(facts.namespaces.map(({ name, labels }) => [name, labels]));
  }

  /** The policies that a NetworkPolicy controller applies. */
  get policies(): readonly Policy[] {
    return this.#facts.policies;
  }

  /** The labels of a namespace, with the one that the API server gives each. Source: Kubernetes, "Automatic labelling". */
  labelsOf(namespace: string): Labels {
    return { ...this.#namespaces.get(namespace), 'kubernetes.io/metadata.name': namespace };
  }

  /** A workload as selectors see it. */
  selectable({ namespace, labels }: Workload): Selectable {
    return { namespace, labels, namespaceLabels: this.labelsOf(namespace) };
  }

  /** The policies that guard a workload in a direction. Where there is none, all is allowed. */
  guards(workload: Workload, direction: Direction): Policy[] {
    return this.policies.filter(
      (policy) => policy[direction] !== undefined && policy.namespace === workload.namespace && matches(policy.selector, workload.labels),
    );
  }

  /** The rules of the policies that guard a workload; `undefined` if none does. */
  rulesFor(workload: Workload, direction: Direction): readonly Rule[] | undefined {
    const key = `${direction} ${workload.namespace} ${workload.kind} ${workload.name}`;
    if (!this.#rules.has(key)) {
      const guards = this.guards(workload, direction);
      this.#rules.set(key, guards.length === 0 ? undefined : guards.flatMap((policy) => this.meant(policy, direction)));
    }
    return this.#rules.get(key);
  }

  /** The rules of a policy, with their peers as they are meant from everywhere. */
  meant(policy: Policy, direction: Direction): Rule[] {
    return (policy[direction] ?? []).map((rule) => within(rule, policy));
  }

  /**
   * Everything that is allowed between two different workloads, with addresses outside, and by Ingresses.
   * @param beside another state of the same, to compare with: its blocks cut the addresses, too
   */
  edges(beside?: Reach): Edge[] {
    const cut = (direction: Direction) => partition([this, ...(beside ? [beside] : [])].flatMap((reach) => reach.#blocks(direction)));
    const sources = cut('ingress');
    const targets = cut('egress');
    const edges: Edge[] = [];
    const add = (from: Party, to: Party, connections: Connections) => {
      if (!isNone(connections)) edges.push({ from, to, connections });
    };
    for (const workload of this.workloads) {
      for (const range of sources) add({ range }, { workload }, this.allowed(workload, 'ingress', { range }, workload));
      for (const range of targets) add({ workload }, { range }, this.allowed(workload, 'egress', { range }, undefined));
      for (const other of this.workloads) if (other !== workload) add({ workload }, { workload: other }, this.between(workload, other));
    }
    for (const [workload, connections] of this.byIngresses()) add({ controller: true }, { workload }, connections);
    return edges;
  }

  /** What one workload may open to another: what leaves the first and enters the second. */
  between(from: Workload, to: Workload): Connections {
    const leaves = this.allowed(from, 'egress', { pod: this.selectable(to) }, to);
    return isNone(leaves) ? NONE : intersection(leaves, this.allowed(to, 'ingress', { pod: this.selectable(from) }, to));
  }

  /**
   * What the policies of a workload allow in a direction with a pod or a range of addresses.
   * @param target whose ports the names of ports mean; `undefined` if nobody knows them
   */
  allowed(
    workload: Workload,
    direction: Direction,
    peer: { readonly pod: Selectable } | { readonly range: AddressRange },
    target: Workload | undefined,
  ): Connections {
    const rules = this.rulesFor(workload, direction);
    if (rules === undefined) return ALL;
    return rules.reduce<Connections>((sum, rule) => (isPeer(rule, peer) ? union(sum, portsOf(rule.ports, target)) : sum), NONE);
  }

  /** What Ingresses let in: their controller is a pod of which the folder shows nothing. */
  byIngresses(): Map<Workload, Connections> {
    const nobody: Selectable = { namespace: '', labels: {}, namespaceLabels: {} };
    const found = new Map<Workload, Connections>();
    for (const { namespace, backends } of this.#facts.ingresses)
      for (const { service: name, port } of backends) {
        const service = this.#facts.services.find((one) => one.name === name && one.namespace === namespace);
        const ports = service?.ports.filter((one) => port === undefined || one.number === port || one.name === port) ?? [];
        for (const workload of service ? this.behind(service) : [])
          for (const { target, protocol } of ports) {
            const given = intersection(
              portsOf([{ protocol, port: target, endPort: undefined }], workload),
              this.allowed(workload, 'ingress', { pod: nobody }, workload),
            );
            if (!isNone(given)) found.set(workload, union(found.get(workload) ?? NONE, given));
          }
      }
    return found;
  }

  /** The workloads that a Service selects. */
  behind({ namespace, selector }: Service): Workload[] {
    if (!selector) return [];
    return this.workloads.filter((one) => one.namespace === namespace && matches({ labels: selector, expressions: [] }, one.labels));
  }

  #blocks(direction: Direction) {
    return this.policies.flatMap((policy) => (policy[direction] ?? []).flatMap(({ peers }) => peers.flatMap((peer) => ('cidr' in peer ? [peer] : []))));
  }
}

/** A rule with its peers as they are meant from everywhere: a selector of pods alone means those of the namespace of its policy. */
function within(rule: Rule, { namespace }: Policy): Rule {
  const own = { labels: { 'kubernetes.io/metadata.name': namespace }, expressions: [] };
  return { ...rule, peers: rule.peers.map((peer): Peer => ('cidr' in peer || peer.namespaces ? peer : { ...peer, namespaces: own })) };
}

/** Whether a rule of a guarded workload names a pod, or all of a range. */
export function isPeer({ peers }: Rule, asked: { readonly pod: Selectable } | { readonly range: AddressRange }): boolean {
  if (peers.length === 0) return true;
  return peers.some((peer) => {
    if ('cidr' in peer) return 'range' in asked && hasRange(peer, asked.range);
    if ('range' in asked) return false;
    const { labels, namespaceLabels } = asked.pod;
    return (peer.namespaces === undefined || matches(peer.namespaces, namespaceLabels)) && (peer.pods === undefined || matches(peer.pods, labels));
  });
}

/** The connections that the ports of a rule mean. A name means the ports with that name and protocol of the one who is connected to. */
export function portsOf(ports: readonly RulePort[], target: Workload | undefined): Connections {
  if (ports.length === 0) return ALL;
  return ports.reduce<Connections>((sum, { protocol, port, endPort }) => {
    const known = PROTOCOLS.find((one) => one === protocol);
    if (known === undefined) return sum;
    if (port === undefined) return union(sum, only(known));
    if (typeof port === 'number') return union(sum, only(known, [[port, endPort ?? port]]));
    const named = target?.ports.filter((one) => one.name === port && one.protocol === protocol) ?? [];
    return union(
      sum,
      only(
        known,
        named.map(({ number }) => [number, number] as const),
      ),
    );
  }, NONE);
}

/** Pods of one owner are one workload, also if labels that no selector asks for differ between them. */
function onePerOwner(workloads: readonly Workload[]): Workload[] {
  return [...new Map(workloads.map((workload) => [`${workload.namespace}/${workload.name}/${workload.kind}`, workload])).values()];
}
