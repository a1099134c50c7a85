/**
 * The place of a pod in a kind. Paths are keys with dots between them. In a path, `*` means every item of a list or entry of a map,
 * `*Container` every key with that ending, and `.` the place itself.
 */
export interface PodPlace {
  /** The path of the smallest map that contains the whole pod, from the root of the object. */
  readonly at: string;
  /** `spec` (the default): `at` is a whole PodSpec. `template`: an operator merges it with its own PodSpec or adds to it. */
  readonly is?: 'spec' | 'template';
  /** The path of the map with the pod-level fields, below `at` (`.` by default). `none`: there are only containers. */
  readonly fields?: string;
  /** The key of the pod-level security context, if it is not `securityContext`. */
  readonly securityContext?: string;
  /** The paths of its containers, below `at`; by default the three lists of a PodSpec. */
  readonly containers?: readonly (string | ContainerPlace)[];
  /** The path, from the root of the object, of a map whose fields count if the pod itself does not have them. */
  readonly inherits?: string;
  /** The name of the pod in messages, after the names that `*` finds. */
  readonly part?: string;
  /** Pod-level fields whose absence has no meaning: the operator sets them, or the kind does not accept them. */
  readonly elsewhere?: readonly string[];
  /** Pod-level fields that the kind does not accept, or only under a condition: for each, the reason why a fix must not set it. */
  readonly gates?: Readonly<Record<string, string>>;
}

/** The place of a container, or of several. `at` is a path as in {@link PodPlace}, below the `at` of the pod. */
export interface ContainerPlace {
  readonly at: string;
  /** The key of its security context. */
  readonly securityContext: string;
}

/** Some kinds of some API groups, with the places of their pods. */
export interface KindEntry {
  /** `*.example.org` means that group and every group below it. */
  readonly groups: readonly string[];
  readonly kinds: readonly string[];
  /** Empty if the kinds are known to have no pods. */
  readonly pods: readonly PodPlace[];
}

/** The places of whole PodSpecs that run as they are written. */
export function specs(...paths: readonly string[]): PodPlace[] {
  return paths.map((at) => ({ at }));
}

/** The places of PodSpecs, or similar maps, that an operator merges with its own. A field that they do not have may still be set. */
export function templates(...paths: readonly string[]): PodPlace[] {
  return paths.map((at) => ({ at, is: 'template' }));
}
