import type { ClusterPolicy, Tier } from '../cluster-policies.ts';
import type { ComposeService } from '../compose-networks.ts';
import type { Facts, Workload } from '../facts.ts';
import type { Direction, Peer, Policy, Rule } from '../policies.ts';
import { type Labels, matches } from '../selectors.ts';
import type { Service } from '../services.ts';
import { type AddressBlock, type AddressRange, partition } from './addresses.ts';
import { ALL, type Connections, intersection, isNone, isWithin, NONE, union } from './connections.ts';
import { isPeer, type Other, type Selectable } from './peers.ts';
import { type Decision, decided, holding, portsOf, type Ranked, ranked } from './tiers.ts';

/**
 * Who connects or is connected to: a workload, a range of addresses outside the cluster, a name outside, a controller of Ingresses; of Compose a
 * service, what others may have on a network, and the host.
 */
export type Party =
  | { readonly workload: Workload }
  | { readonly range: AddressRange }
  | { readonly domain: string }
  | { readonly controller: true }
  | { readonly service: ComposeService }
  | { readonly others: string }
  | { readonly host: true };

/** That one party may connect to another. */
export interface Edge {
  readonly from: Party;
  readonly to: Party;
  readonly connections: Connections;
}

/** What decides about connections of a workload in one direction with somebody. */
export interface Verdict {
  readonly connections: Connections;
  /** What policies of the cluster decide before NetworkPolicies. */
  readonly admin: readonly Decision[];
  /** What they leave to NetworkPolicies, and where none guards the workload to the policies of the cluster that come last. */
  readonly left: Connections;
  readonly baseline: readonly Decision[];
  /** What nothing decides, so that it is allowed. */
  readonly undecided: Connections;
}

/** What decides who may connect to whom. */
export type ReachFacts = Pick<Facts, 'workloads' | 'namespaces' | 'policies' | 'clusterPolicies' | 'otherPolicies' | 'services' | 'ingresses'>;

/** The workloads of some facts, who may connect to whom among them, and what the policies say. Everything is as Kubernetes means its policies. */
export class Reach {
  readonly workloads: readonly Workload[];
  readonly #facts: ReachFacts;
  readonly #namespaces: ReadonlyMap<string, Labels>;
  #policies: ReadonlyMap<string, readonly Policy[]> | undefined;
  readonly #guards = { ingress: new Map<Workload, readonly Policy[]>(), egress: new Map<Workload, readonly Policy[]>() };
  readonly #rules = { ingress: new Map<Workload, readonly Rule[] | undefined>(), egress: new Map<Workload, readonly Rule[] | undefined>() };
  readonly #ranked = { ingress: new Map<Workload, Ranks>(), egress: new Map<Workload, Ranks>() };

  constructor(facts: ReachFacts) {
    this.#facts = facts;
    this.workloads = onePerOwner(facts.workloads);
    this.#namespaces = new Map(facts.namespaces.map(({ name, labels }) => [name, labels]));
  }

  /** The policies that a NetworkPolicy controller applies. */
  get policies(): readonly Policy[] {
    return this.#facts.policies;
  }

  /** The policies of the whole cluster. */
  get clusterPolicies(): readonly ClusterPolicy[] {
    return this.#facts.clusterPolicies;
  }

  /** The labels of a namespace, with the one that the API server gives each. Source: Kubernetes, "Automatic labelling". */
  labelsOf(namespace: string): Labels {
    return { ...this.#namespaces.get(namespace), 'kubernetes.io/metadata.name': namespace };
  }

  /** A workload as selectors see it. */
  selectable({ namespace, labels, hostNetwork }: Workload): Selectable {
    return { namespace, labels, namespaceLabels: this.labelsOf(namespace), ...(hostNetwork ? { onNode: true } : {}) };
  }

  /** The policies of the cluster that hold for a workload in a direction. */
  clusterGuards(workload: Workload, direction: Direction): ClusterPolicy[] {
    return holding(this.#facts.clusterPolicies, this.selectable(workload), direction);
  }

  /** Whether something may be denied to a workload in a direction: a NetworkPolicy guards it, or one of the cluster denies something. */
  isGuarded(workload: Workload, direction: Direction): boolean {
    if (this.rulesFor(workload, direction)) return true;
    return this.clusterGuards(workload, direction).some((policy) => policy[direction].some(({ action }) => action === 'Deny'));
  }

  /** The policies that may be in the namespace of a workload: where none is written, whoever applies the files decides. */
  beside({ namespace }: { readonly namespace: string }): readonly Policy[] {
    if (namespace === 'default') return this.policies;
    return [namespace, 'default'].flatMap((name) => this.#byNamespace().get(name) ?? []);
  }

  #byNamespace(): ReadonlyMap<string, readonly Policy[]> {
    if (this.#policies) return this.#policies;
    const found = new Map<string, Policy[]>();
    for (const policy of this.policies) {
      const others = found.get(policy.namespace);
      if (others) others.push(policy);
      else found.set(policy.namespace, [policy]);
    }
    this.#policies = found;
    return found;
  }

  /** The policies that guard a workload in a direction. Where there is none, all is allowed. */
  guards(workload: Workload, direction: Direction): readonly Policy[] {
    const known = this.#guards[direction];
    const found = known.get(workload);
    if (found) return found;
    const own = this.#byNamespace().get(workload.namespace) ?? [];
    const guards = own.filter((policy) => policy[direction] !== undefined && matches(policy.selector, workload.labels));
    known.set(workload, guards);
    return guards;
  }

  /** The rules of the policies that guard a workload; `undefined` if none does. */
  rulesFor(workload: Workload, direction: Direction): readonly Rule[] | undefined {
    const known = this.#rules[direction];
    if (!known.has(workload)) {
      const guards = this.guards(workload, direction);
      known.set(workload, guards.length === 0 ? undefined : guards.flatMap((policy) => this.meant(policy, direction)));
    }
    return known.get(workload);
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
    const cut = (direction: Direction) => partition([this, ...(beside ? [beside] : [])].flatMap((reach) => reach.blocks(direction)));
    const sources = cut('ingress');
    const targets = cut('egress');
    const edges: Edge[] = [];
    const add = (from: Party, to: Party, connections: Connections) => {
      if (!isNone(connections)) edges.push({ from, to, connections });
    };
    for (const workload of this.workloads) {
      for (const range of sources) add({ range }, { workload }, this.allowed(workload, 'ingress', { range }, workload));
      for (const range of targets) add({ workload }, { range }, this.allowed(workload, 'egress', { range }, undefined));
      for (const domain of this.#domains(workload)) {
        const named = this.allowed(workload, 'egress', { domain }, undefined);
        // addresses say enough where all of them may be reached
        if (targets.some((range) => !isWithin(named, this.allowed(workload, 'egress', { range }, undefined)))) add({ workload }, { domain }, named);
      }
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
   * What the policies of a workload allow in a direction with somebody.
   * @param target whose ports the names of ports mean; `undefined` if nobody knows them
   */
  allowed(workload: Workload, direction: Direction, other: Other, target: Workload | undefined): Connections {
    return this.verdict(workload, direction, other, target).connections;
  }

  /** As {@link allowed}, with what decides. */
  verdict(workload: Workload, direction: Direction, other: Other, target: Workload | undefined): Verdict {
    const { Admin, Baseline } = this.#ranks(workload, direction);
    const admin = decided(Admin, ALL, other, target);
    const rules = this.rulesFor(workload, direction);
    if (rules) {
      const given = rules.reduce<Connections>((sum, rule) => (hasPeer(rule, other) ? union(sum, portsOf(rule.ports, target)) : sum), NONE);
      const connections = union(admin.accepted, intersection(admin.open, given));
      return { connections, admin: admin.decisions, left: admin.open, baseline: [], undecided: NONE };
    }
    const baseline = decided(Baseline, admin.open, other, target);
    const connections = union(union(admin.accepted, baseline.accepted), baseline.open);
    return { connections, admin: admin.decisions, left: admin.open, baseline: baseline.decisions, undecided: baseline.open };
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

  /** The blocks of addresses that policies name for a direction. */
  blocks(direction: Direction): AddressBlock[] {
    const ofCluster = this.#facts.clusterPolicies.flatMap((policy) => policy[direction].flatMap(({ peers }) => peers));
    return [
      ...this.policies.flatMap((policy) => (policy[direction] ?? []).flatMap(({ peers }) => peers.flatMap((peer) => ('cidr' in peer ? [peer] : [])))),
      ...ofCluster.flatMap((peer) => ('cidr' in peer ? [{ cidr: peer.cidr, except: [] }] : [])),
    ];
  }

  /** The names that policies of the cluster let a workload connect to. */
  #domains(workload: Workload): string[] {
    const rules = this.clusterGuards(workload, 'egress').flatMap(({ egress }) => egress);
    return [...new Set(rules.flatMap(({ peers }) => peers.flatMap((peer) => ('domain' in peer ? [peer.domain] : []))))];
  }

  #ranks(workload: Workload, direction: Direction): Ranks {
    const known = this.#ranked[direction];
    const found = known.get(workload);
    if (found) return found;
    const guards = this.clusterGuards(workload, direction);
    const ranks = { Admin: ranked(guards, 'Admin', direction), Baseline: ranked(guards, 'Baseline', direction) };
    known.set(workload, ranks);
    return ranks;
  }
}

type Ranks = Readonly<Record<Tier, readonly Ranked[]>>;

/** A rule with its peers as they are meant from everywhere: a selector of pods alone means those of the namespace of its policy. */
function within(rule: Rule, { namespace }: Policy): Rule {
  const own = { labels: { 'kubernetes.io/metadata.name': namespace }, expressions: [] };
  return { ...rule, peers: rule.peers.map((peer): Peer => ('cidr' in peer || peer.namespaces ? peer : { ...peer, namespaces: own })) };
}

/** Whether a rule of a guarded workload names all of somebody. No peers mean everybody. */
export function hasPeer({ peers }: Rule, other: Other): boolean {
  return peers.length === 0 || peers.some((peer) => isPeer(peer, other));
}

/** Pods of one owner are one workload, also if labels that no selector asks for differ between them. */
function onePerOwner(workloads: readonly Workload[]): Workload[] {
  return [...new Map(workloads.map((workload) => [`${workload.namespace}/${workload.name}/${workload.kind}`, workload])).values()];
}
