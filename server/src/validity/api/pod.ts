import { builtInPodPath, CONTAINER_LISTS, objectType } from '../../manifest/kubernetes/fields.ts';
import type { Spot } from '../../manifest/spot.ts';
import { Named } from './refusal.ts';

/** The places of the pod of a workload in its file. */
export interface WorkloadSpots {
  readonly ref: { readonly kind: string; readonly apiVersion: string | undefined };
  /** The `metadata` of the pod or of the template. */
  readonly metadata: Spot;
  readonly spec: Spot;
}

/** A container of one of the three lists, with its security context. */
export interface Container {
  readonly list: (typeof CONTAINER_LISTS)[number];
  readonly at: Named;
  readonly security: Named;
}

/** A pod as API validation sees it. */
export interface ApiPod {
  /** The object is a Pod, not a template: the API server then sets more defaults and checks more. */
  readonly itself: boolean;
  /** N of the Kubernetes 1.N that validates it. */
  readonly minor: number;
  /** The pod may get further volumes from `volumeClaimTemplates` of its StatefulSet. */
  readonly claimTemplates: boolean;
  readonly spec: Named;
  readonly security: Named;
  readonly annotations: Named;
  /** Init containers, then containers, then ephemeral containers: the order in which the API server visits them. */
  readonly containers: readonly Container[];
}

/**
 * Fields that an older API server drops before it validates, so that it does not refuse them: for each, the first N of 1.N that keeps it.
 * Source of those that the tables of fields do not have: the feature gates SELinuxChangePolicy and ImageVolume.
 */
const KEPT_SINCE: Readonly<Record<string, number>> = {
  ...objectType('PodSpec').since,
  ...objectType('PodSecurityContext').since,
  ...objectType('SecurityContext').since,
  ...objectType('VolumeMount').since,
  seLinuxChangePolicy: 33,
  // the source of a volume, which goes with its mounts
  image: 35,
};

/** Whether the API server of the version of a pod keeps a field, and so validates it. */
export function keeps({ minor }: Pick<ApiPod, 'minor'>, field: string): boolean {
  return minor >= (KEPT_SINCE[field] ?? 0);
}

/** Reads the pod of a workload; `undefined` for kinds that are not of Kubernetes itself, which have their own validation. */
export function readApiPod({ ref, metadata, spec }: WorkloadSpots, minor: number): ApiPod | undefined {
  const path = builtInPodPath(ref);
  if (!path) return undefined;
  const itself = ref.kind === 'Pod';
  const root = new Named(spec, path.join('.'));
  // for a template, the API server leaves `metadata` out of the name
  const annotations = new Named(metadata.get('annotations'), itself ? 'metadata.annotations' : [...path.slice(0, -1), 'annotations'].join('.'));
  const containers = CONTAINER_LISTS.flatMap((list) =>
    root
      .get(list)
      .maps()
      .map((at) => ({ list, at, security: at.get('securityContext') })),
  );
  return { itself, minor, claimTemplates: ref.kind === 'StatefulSet', spec: root, security: root.get('securityContext'), annotations, containers };
}

/** The security contexts of the pod and of its containers. */
export function contexts({ security, containers }: ApiPod): Named[] {
  return [security, ...containers.map((container) => container.security)];
}
