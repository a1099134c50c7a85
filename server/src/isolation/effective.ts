import type { Site } from '../syntax/site.ts';

/**
 * What a container really runs with, after pod level, container level and platform default, with the place that decided it.
 * `certain` is false where a template, a variable, an image or a node setting decides: rules then stay silent or say so.
 */
export interface Effective<T> {
  readonly value: T;
  /** The field that decided; `undefined` for a platform default. */
  readonly by: Site | undefined;
  readonly source: 'container' | 'pod' | 'service' | 'annotation' | 'privileged' | 'default';
  readonly certain: boolean;
}

/** Effective isolation settings of one container or service. */
export interface EffectiveContainer {
  readonly privileged: Effective<boolean>;
  /** A number, a user name (Compose), or `image` where the image decides (and root is the runtime's fallback). */
  readonly user: Effective<number | string>;
  /** The kubelet refuses to start it as UID 0. Compose has no such check. */
  readonly nonRootEnforced: Effective<boolean>;
  /** no_new_privs is set on its processes. */
  readonly noNewPrivileges: Effective<boolean>;
  /** `Unconfined`, `RuntimeDefault`, `Localhost`; `unset` where Kubernetes leaves it to the kubelet (Unconfined unless seccompDefault). */
  readonly seccomp: Effective<string>;
  /** `Unconfined`, `RuntimeDefault`, `Localhost`, or `unset`: the runtime's default on nodes with AppArmor. */
  readonly appArmor: Effective<string>;
  /** Canonical names (no `CAP_`, upper case) in the bounding set; `ALL` alone when every capability is held. */
  readonly capabilities: Effective<readonly string[]>;
  /** `ALL` is dropped. */
  readonly dropsAll: Effective<boolean>;
  readonly readOnlyRoot: Effective<boolean>;
  /** Paths of /proc and /sys are hidden or read-only, as the engine does by default. */
  readonly masked: Effective<boolean>;
  /** The kernel boundary that the runtime draws. `unknown` for a RuntimeClass or runtime that the name does not reveal. */
  readonly boundary: Effective<'host-kernel' | 'sentry' | 'vm' | 'unknown'>;
  /** Root in the container is not root on the host (`hostUsers: false`). */
  readonly userNamespace: Effective<boolean>;
}
