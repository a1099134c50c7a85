import type { Workload } from '../facts.ts';
import type { Place } from '../place.ts';
import type { Direction, Policy } from '../policies.ts';
import { question, type Workspace } from '../workspace.ts';
import { noMatches, onNodeNetwork, unguarded, voidedExceptions, withoutDns } from './gaps.ts';
import { Reach, type ReachFacts } from './reach.ts';

/** An object of the workspace, and where its name is written. */
export interface Named {
  readonly kind: string;
  readonly name: string;
  readonly at: Place;
}

/** So many policies or workloads are named in one answer. */
const MOST = 3;

/** The facts that decide who reaches whom. */
const PARTS = ['workloads', 'namespaces', 'policies', 'clusterPolicies', 'otherPolicies', 'services', 'ingresses'] as const;

const reachOf = (facts: ReachFacts) => new Reach(facts);

/** What the policies of a workspace make of its workloads, worked out once. */
export function reachIn(workspace: Workspace): Reach {
  return workspace.derived(PARTS, reachOf);
}

/** A workload of the workspace. */
export function workloadIn(workspace: Workspace, namespace: string, kind: string, name: string): Workload | undefined {
  return reachIn(workspace).workloads.find((one) => one.name === name && one.kind === kind && one.namespace === namespace);
}

/** Of those that the index has: the same objects. */
function policyIn(workspace: Workspace, namespace: string, name: string): Policy | undefined {
  return reachIn(workspace).policies.find((one) => one.name === name && one.namespace === namespace);
}

const named = ({ kind, name, at }: Named): Named => ({ kind, name, at });
const policyNamed = ({ name, at }: Policy): Named => ({ kind: 'NetworkPolicy', name, at });

/** In which directions no policy guards a workload, with policies of its namespace; `elsewhere` says that there are others. */
export const UNGUARDED = question(
  'unguarded workload',
  (
    workspace,
    namespace: string,
    kind: string,
    name: string,
  ): readonly { readonly direction: Direction; readonly besides: readonly Named[]; readonly elsewhere: boolean }[] => {
    const workload = workloadIn(workspace, namespace, kind, name);
    if (!workload) return [];
    const elsewhere = workspace.facts.policies.length + workspace.facts.clusterPolicies.length > 0;
    return unguarded(workspace.facts, reachIn(workspace), workload).map(({ direction, besides }) => ({
      direction,
      besides: besides.slice(0, MOST).map(policyNamed),
      elsewhere,
    }));
  },
);

/** Which selectors of a policy select nothing, each with a workload that may be meant. */
export const NO_MATCHES = question('selectors without a match', (workspace, namespace: string, name: string) => {
  const policy = policyIn(workspace, namespace, name);
  return policy ? noMatches(reachIn(workspace), policy).map(({ near, ...place }) => ({ ...place, near: { ...named(near), labels: near.labels } })) : [];
});

/** The workloads on the network of their node that a policy is for. */
export const ON_NODE_NETWORK = question('selected on the network of the node', (workspace, namespace: string, name: string): readonly Named[] => {
  const policy = policyIn(workspace, namespace, name);
  return policy ? onNodeNetwork(reachIn(workspace), policy).slice(0, MOST).map(named) : [];
});

/** The exceptions of the metadata address in a policy that another policy makes void. */
export const VOIDED_EXCEPTIONS = question('voided exceptions', (workspace, namespace: string, name: string) => {
  const policy = policyIn(workspace, namespace, name);
  const found = policy ? voidedExceptions(reachIn(workspace), policy) : [];
  return found.map(({ rule, peer, by, workload }) => ({ rule, peer, by: policyNamed(by), workload: named(workload) }));
});

/** A workload that may connect to pods by this policy, but to no DNS by any. */
export const WITHOUT_DNS = question('policy without DNS', (workspace, namespace: string, name: string): Named | undefined => {
  const policy = policyIn(workspace, namespace, name);
  const reach = reachIn(workspace);
  const own = policy ? reach.workloads.filter((workload) => workload.namespace === namespace) : [];
  const found = own.find((workload) => reach.guards(workload, 'egress').includes(policy as Policy) && withoutDns(workspace.facts, reach, workload) === policy);
  return found && named(found);
});
