import type { Path } from '../syntax/site.ts';

/** The minor version N of the newest Kubernetes 1.N that Bulkhead knows. */
const NEWEST_MINOR = 37;

/** The default target version, as N of Kubernetes 1.N: one release before the newest, which most clusters do not run yet. */
export const DEFAULT_MINOR = NEWEST_MINOR - 1;

/** N of a version `1.N`, `v1.N` or `1.N.P`; `undefined` for any other text. */
export function minorOf(version: string): number | undefined {
  const minor = /^v?1\.(\d{1,3})(?:\.\d+)?$/.exec(version.trim())?.[1];
  return minor === undefined ? undefined : Number(minor);
}

/** A field that older clusters do not have. */
export interface VersionedField {
  /** The path below the `spec` of the pod or below the container; `*` means the items of a list. */
  readonly path: Path;
  /** The first minor version N in which the field works without a feature gate. */
  readonly since: number;
}

/**
 * Such fields of the `spec` of a pod. Sources: KEP-127 (hostUsers), KEP-3619 (supplementalGroupsPolicy), KEP-24 (AppArmor), KEP-135
 * (seccomp), KEP-2837 (resources of the pod), KEP-585 (RuntimeClass).
 */
export const POD_FIELDS: readonly VersionedField[] = [
  { path: ['hostUsers'], since: 33 },
  { path: ['resources'], since: 34 },
  { path: ['runtimeClassName'], since: 14 },
  { path: ['securityContext', 'appArmorProfile'], since: 30 },
  { path: ['securityContext', 'seccompProfile'], since: 19 },
  { path: ['securityContext', 'supplementalGroupsPolicy'], since: 33 },
];

/** Such fields of a container. Sources: KEP-24 (AppArmor), KEP-135 (seccomp), KEP-4265 (procMount), KEP-3857 (recursive read-only mounts). */
export const CONTAINER_FIELDS: readonly VersionedField[] = [
  { path: ['securityContext', 'appArmorProfile'], since: 30 },
  { path: ['securityContext', 'procMount'], since: 33 },
  { path: ['securityContext', 'seccompProfile'], since: 19 },
  { path: ['volumeMounts', '*', 'recursiveReadOnly'], since: 31 },
];

/**
 * The field of a table that a version does not have and that contains a path; `undefined` if there is none.
 * @param path below the `spec` of the pod or below the container, as in the table
 * @param minor N of Kubernetes 1.N
 */
export function lacking(fields: readonly VersionedField[], path: Path, minor = NEWEST_MINOR): VersionedField | undefined {
  return fields.find(({ since, path: wanted }) => minor < since && wanted.length <= path.length && wanted.every((step, i) => step === '*' || step === path[i]));
}
