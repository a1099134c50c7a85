import { BATCH } from './kinds/batch.ts';
import { CORE } from './kinds/core.ts';
import { DELIVERY } from './kinds/delivery.ts';
import { OPERATORS } from './kinds/operators.ts';
import type { KindEntry, PodPlace } from './kinds/place.ts';
import { WORKLOADS } from './kinds/workloads.ts';

/** Every kind that is known to hold pods, or to hold none. Source: the APIs of the projects, as the rule catalogue lists them. */
export const KINDS: readonly KindEntry[] = [...CORE, ...DELIVERY, ...BATCH, ...WORKLOADS, ...OPERATORS];

const byKind = new Map<string, KindEntry[]>();
for (const entry of KINDS) for (const kind of entry.kinds) byKind.set(kind, [...(byKind.get(kind) ?? []), entry]);

/**
 * Where a kind has pods: `unknown` for kinds that nobody has described, which may be searched for what looks like a pod; none for those
 * that have none, and for policies, which only speak of pods. An `apiVersion` that a template hides fits any group.
 */
export function podPlaces(kind: string, apiVersion: string | undefined): readonly PodPlace[] | 'unknown' {
  const entries = byKind.get(kind) ?? [];
  if (apiVersion === undefined) return entries[0]?.pods ?? 'unknown';
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const known = entries.find((entry) => entry.groups.some((pattern) => matches(group, pattern)));
  if (known) return known.pods;
  return NO_PODS.some((pattern) => matches(group, pattern)) ? [] : 'unknown';
}

/**
 * Groups whose other kinds hold no pods that run: those of Kubernetes (CustomResourceDefinitions and admission policies among them), and
 * policy engines, whose patterns and mutations look like pods.
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
