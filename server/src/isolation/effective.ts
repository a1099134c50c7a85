import { type Field, isUnset } from '../manifest/field.ts';
import type { Site } from '../syntax/site.ts';

/**
 * The value of a setting with which a container really runs, after container level, pod level and platform default.
 */
export interface Effective<T> {
  readonly value: T;
  /** The field that decided; `undefined` for a platform default. */
  readonly by: Site | undefined;
  readonly source: 'container' | 'pod' | 'service' | 'annotation' | 'privileged' | 'limit-range' | 'default';
  /** False if a template, a variable or a setting of the node decides. Rules then report nothing, or say that it is unknown. */
  readonly certain: boolean;
}

/** Effective isolation settings of one container or service. */
export interface EffectiveContainer {
  readonly privileged: Effective<boolean>;
  /** A number, the `user` of Compose, or `image`: the image decides, and the runtime falls back to root. */
  readonly user: Effective<number | string>;
  /** Whether the kubelet refuses to start it as UID 0. Compose has no such check. */
  readonly nonRootEnforced: Effective<boolean>;
  /** Whether no_new_privs is set on its processes. */
  readonly noNewPrivileges: Effective<boolean>;
  /** `Unconfined`, `RuntimeDefault`, `Localhost`, or `unset`: the kubelet decides (Unconfined unless `seccompDefault`). */
  readonly seccomp: Effective<string>;
  /** `Unconfined`, `RuntimeDefault`, `Localhost`, or `unset`: the default of the runtime, on nodes with AppArmor. */
  readonly appArmor: Effective<string>;
  /** Canonical names (upper case, without `CAP_`) in the bounding set; only `ALL` if it has every capability. */
  readonly capabilities: Effective<readonly string[]>;
  /** Whether `ALL` is dropped. */
  readonly dropsAll: Effective<boolean>;
  readonly readOnlyRoot: Effective<boolean>;
  /** Whether some paths of /proc and /sys are hidden or read-only, which is the default. */
  readonly masked: Effective<boolean>;
  /** The kernel that the container runs on: of the host, gVisor's (`sentry`) or of a virtual machine. `unknown` if the name of the runtime does not show it. */
  readonly boundary: Effective<'host-kernel' | 'sentry' | 'vm' | 'unknown'>;
  /** Whether root in the container is not root on the host (`hostUsers: false`). */
  readonly userNamespace: Effective<boolean>;
}

/** What one field decides; if it is not set, the fallback. */
export function own<T>(field: Field<T>, fallback: T, source: 'container' | 'pod' | 'service'): Effective<T> {
  if (field.state === 'known') return { value: field.value as T, by: field.site, source, certain: true };
  return { value: fallback, by: undefined, source: 'default', certain: isUnset(field) };
}

/** What follows from `privileged`, whatever else is written. */
export function forced<T>(privileged: Effective<boolean>, value: T): Effective<T> {
  return { value, by: privileged.by, source: 'privileged', certain: true };
}
