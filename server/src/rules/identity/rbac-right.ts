import type { Dimension } from '../../isolation/dimensions.ts';
import type { ReferenceKey } from '../../isolation/references.ts';
import type { Field } from '../../manifest/field.ts';
import type { SeverityTable } from '../rule.ts';
import { type RoleEntry, saying } from './rbac-entries.ts';

/** The verbs that write an object. */
export const WRITE = ['create', 'update', 'patch'];

/** Verbs on resources of one API group that give a right away. */
export interface Grant {
  readonly group: string;
  readonly resources: readonly string[];
  /** `any`: whatever the verb, the right is given. */
  readonly verbs: readonly string[] | 'any';
  /** Steps below the rule's severity. */
  readonly lower?: number;
  /** What these mean, if it is not what the right means. */
  readonly means?: string;
}

/** One powerful right. Source: Kubernetes, RBAC good practices. */
export interface Right {
  readonly id: string;
  readonly severity: SeverityTable;
  readonly dimensions: readonly [Dimension, ...Dimension[]];
  readonly grants: readonly Grant[];
  /** The effect of `resourceNames`: no finding, or a severity that is so many steps lower. They do not limit the `unbounded` verbs. */
  readonly named: { readonly lower: number | 'silent'; readonly unbounded?: readonly string[] };
  /** Which entries give it, if the resource alone does not. */
  readonly only?: (entry: RoleEntry) => boolean;
  /** The verb is the cause, not the resource. */
  readonly shownOnVerb?: boolean;
  /** Steps below the severity, by other entries of the same role. */
  readonly reduced?: (role: readonly RoleEntry[]) => number;
  /** Narrower resources that serve the usual purpose: the fix. */
  readonly instead?: readonly string[];
  /** For the message, after "may VERBS RESOURCES:"; at most 45 characters. */
  readonly means: string;
  readonly title: string;
  readonly risk: string;
  readonly not: string;
  readonly fix: string;
  readonly verify?: string;
  /** Verb and resource for `kubectl auth can-i`. */
  readonly ask: string;
  readonly standards: readonly string[];
  readonly references: readonly ReferenceKey[];
}

/** What of an entry gives a right. */
export interface Match {
  readonly grant: Grant;
  readonly resources: readonly Field<string>[];
  readonly verbs: readonly Field<string>[];
}

/** The rights that an entry gives by name. rbac-wildcard reports wildcards among its resources. */
export function matches(right: Right, entry: RoleEntry): Match[] {
  if (right.only?.(entry) === false) return [];
  return right.grants.flatMap((grant) => {
    if (!saying(entry.groups, grant.group)) return [];
    const resources = entry.resources.filter(({ value }) => grant.resources.includes(value as string));
    const verbs = grant.verbs === 'any' ? entry.verbs : entry.verbs.filter(({ value }) => value === '*' || grant.verbs.includes(value as string));
    return resources.length > 0 && verbs.length > 0 ? [{ grant, resources, verbs }] : [];
  });
}
