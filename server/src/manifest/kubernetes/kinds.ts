import { BATCH } from './kinds/batch.ts';
import { CORE } from './kinds/core.ts';
import { DELIVERY } from './kinds/delivery.ts';
import { OPERATORS } from './kinds/operators.ts';
import type { KindEntry, PodPlace } from './kinds/place.ts';
import { WORKLOADS } from './kinds/workloads.ts';

/** Every kind that is known to have pods, or to have none. Source: the API types of Kubernetes and of each project. */
export const KINDS: readonly KindEntry[] = [...CORE, ...DELIVERY, ...BATCH, ...WORKLOADS, ...OPERATORS];

const byKind = new Map<string, KindEntry[]>();
for (const entry of KINDS) for (const kind of entry.kinds) byKind.set(kind, [...(byKind.get(kind) ?? []), entry]);

/**
 * The places of the pods in a kind. Empty if it has none, as policies, which only describe pods. `unknown` if the kind is not in the
 * table and its group may have pods: then search it for a part that looks like a pod.
 * @param apiVersion `undefined` if a template hides it: then any group fits
 */
export function podPlaces(kind: string, apiVersion: string | undefined): readonly PodPlace[] | 'unknown' {
  const entries = byKind.get(kind) ?? [];
  if (apiVersion === undefined) return entries[0]?.pods ?? 'unknown';
  const group = groupOf(apiVersion);
  const known = entries.find((entry) => entry.groups.some((pattern) => matches(group, pattern)));
  if (known) return known.pods;
  const meant = meantBy(kind, group);
  if (meant) return meant.pods;
  return NO_PODS.some((pattern) => matches(group, pattern)) ? [] : 'unknown';
}

/**
 * API groups whose kinds outside of the table have no pods: the groups of Kubernetes (with CustomResourceDefinitions and admission
 * policies), and those of policy engines, whose patterns and mutations look like pods.
 */
const NO_PODS: readonly string[] = [
  ...['', 'apps', 'batch', 'autoscaling', 'extensions', 'policy', '*.k8s.io'],
  ...['*.kyverno.io', '*.gatekeeper.sh', '*.kubewarden.io', '*.jspolicy.com', 'wgpolicyk8s.io', 'security.openshift.io'],
];

function matches(group: string, pattern: string): boolean {
  if (!pattern.startsWith('*.')) return group === pattern;
  const domain = pattern.slice(2);
  return group === domain || group.endsWith(`.${domain}`);
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** Groups of Kubernetes itself that people mix up. */
const MIXED_UP: readonly string[] = ['', 'apps', 'batch', 'extensions', 'autoscaling', 'policy'];

/** The kind of Kubernetes that is meant where its name stands under another of Kubernetes' own groups. */
function meantBy(kind: string, group: string): KindEntry | undefined {
  if (!MIXED_UP.includes(group)) return undefined;
  const meant = CORE.find((entry) => entry.kinds.includes(kind));
  return meant?.groups.includes(group) ? undefined : meant;
}

/** The `apiVersion` that a kind of Kubernetes has, if another is written that has no such kind; `undefined` if the written one may be right. */
export function rightApiVersion(kind: string, apiVersion: string): string | undefined {
  const group = meantBy(kind, groupOf(apiVersion))?.groups[0];
  return group === undefined ? undefined : group === '' ? 'v1' : `${group}/v1`;
}
