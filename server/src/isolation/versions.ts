import { NEWEST_MINOR, type ObjectTypeName, objectType } from '../manifest/kubernetes/fields.ts';
import type { Path } from '../syntax/site.ts';

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

function fieldsOf(type: ObjectTypeName, ...path: readonly string[]): VersionedField[] {
  return Object.entries(objectType(type).since ?? {}).map(([name, since]) => ({ path: [...path, name], since }));
}

/** Such fields of the `spec` of a pod. */
export const POD_FIELDS: readonly VersionedField[] = [...fieldsOf('PodSpec'), ...fieldsOf('PodSecurityContext', 'securityContext')];

/** Such fields of a container. */
export const CONTAINER_FIELDS: readonly VersionedField[] = [...fieldsOf('SecurityContext', 'securityContext'), ...fieldsOf('VolumeMount', 'volumeMounts', '*')];

/**
 * The field of a table that a version does not have and that is, or contains, the field at a path; `undefined` if there is none.
 * @param path below the `spec` of the pod or below the container, with the index of an item where the table has `*`
 * @param minor N of Kubernetes 1.N; without it the newest, which has every field
 */
export function lacking(fields: readonly VersionedField[], path: Path, minor = NEWEST_MINOR): VersionedField | undefined {
  return fields.find(({ since, path: wanted }) => minor < since && wanted.length <= path.length && wanted.every((step, i) => step === '*' || step === path[i]));
}
