import type { RoleRule } from './facts.ts';

/** How bad it is, worst first. `node`: root on a node, and all that runs there. */
export const GRADES = ['cluster', 'node', 'namespace', 'lateral', 'read', 'none'] as const;
/** What somebody gets who has the token of an account. */
export type Grade = (typeof GRADES)[number];

/** What has to be allowed: one of the verbs on one of the resources. */
export interface Ask {
  readonly group: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Which rules with `resourceNames` give it, too: `any`, or those that name one of these; by default none. */
  readonly names?: 'any' | ReadonlySet<string>;
  /** Only rules with `resourceNames` give it. */
  readonly onlyNamed?: true;
}

/** Rights that together lead further, and whereto. */
export interface Power {
  readonly id: string;
  /** All of these are needed, in one scope. */
  readonly asks: readonly [Ask, ...Ask[]];
  /** What it is where it holds for every namespace, in `kube-system`, and in another namespace; `undefined`: it has no effect there. */
  readonly everywhere: Grade | undefined;
  readonly inSystem: Grade | undefined;
  readonly inNamespace: Grade | undefined;
  /** As whom its holder can then act: all accounts of the scope, or those whose pods run there. With names: those of the rule. */
  readonly becomes?: 'accounts' | 'workloads';
  /** It runs pods of any kind that the Pod Security of the namespace lets in. */
  readonly runs?: true;
  /** After "may", where the verb and the resource of the rule do not say it. */
  readonly can?: string;
  /** After "through it": what is gained; at most 45 characters. */
  readonly means: string;
}

/** Whether a rule gives what is asked. Source: Kubernetes, pkg/registry/rbac/validation, RuleAllows: `pods/*` is no wildcard, a subresource of all is. */
export function gives(rule: RoleRule, { group, resources, verbs, names, onlyNamed }: Ask): boolean {
  if (rule.named) {
    if (names === undefined || (names !== 'any' && !rule.names.some((name) => names.has(name)))) return false;
  } else if (onlyNamed) return false;
  return (
    isIn(rule.groups, group) && resources.some((resource) => resourceIn(rule.resources, resource) !== undefined) && verbs.some((verb) => isIn(rule.verbs, verb))
  );
}

const isIn = (list: readonly string[], wanted: string) => list.includes('*') || list.includes(wanted);

function resourceIn(list: readonly string[], wanted: string): string | undefined {
  const [, subresource] = wanted.split('/');
  return [wanted, '*', ...(subresource === undefined ? [] : [`*/${subresource}`])].find((one) => list.includes(one));
}

/** What a rule lets do of what is asked, in words: `create deployments`. */
export function said({ groups, resources, verbs }: RoleRule, ask: Ask): string {
  const resource = ask.resources.find((one) => resources.includes(one)) ?? ask.resources.find((one) => resourceIn(resources, one) !== undefined) ?? '';
  const verb = ask.verbs.find((one) => verbs.includes(one)) ?? ask.verbs.find((one) => isIn(verbs, one)) ?? '';
  // what somebody wrote, where a wildcard stands for it
  if (resources.includes('*') && verbs.includes('*')) return groups.includes('*') ? 'do anything' : 'do anything with all resources of a group';
  if (resources.includes('*') && !resources.includes(resource)) return `${verb} every resource`;
  return `${verb} ${resource}`;
}
