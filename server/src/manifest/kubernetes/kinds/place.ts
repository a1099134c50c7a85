/**
 * Where a kind has a pod. Paths are keys with dots between them, from the object's root; `*` stands for every item of a list or entry of a
 * map, `*Container` for every key that ends so, and `.` for the place itself.
 */
export interface PodPlace {
  /** The smallest map with all of the pod. */
  readonly at: string;
  /** What `at` is of a pod: `spec` a whole PodSpec (the default), `template` one that the operator merges with its own or adds to. */
  readonly is?: 'spec' | 'template';
  /** The map with the pod's own fields, below `at` (`.` by default). `none`: there are only containers. */
  readonly fields?: string;
  /** The key of the pod-level security context, where the kind calls it otherwise. */
  readonly securityContext?: string;
  /** Its containers, below `at`; the three lists of a PodSpec by default. */
  readonly containers?: readonly (string | ContainerPlace)[];
  /** From the root: the map whose fields count where the pod has none of its own. */
  readonly inherits?: string;
  /** Names the pod in messages, together with the names that `*` finds. */
  readonly part?: string;
  /** Pod-level fields whose absence says nothing: the operator fills them, or the kind does not take them. */
  readonly elsewhere?: readonly string[];
  /** Pod-level fields that the kind takes only under a condition, which says why a fix must not set them. */
  readonly gates?: Readonly<Record<string, string>>;
}

/** Where a kind has a container, or a list of them; `at` is a path as those of {@link PodPlace}, below its `at`. */
export interface ContainerPlace {
  readonly at: string;
  /** The key of its security context, where the kind calls it otherwise. */
  readonly securityContext: string;
}

/** Kinds of one API group (`*.example.org`: the group and all below it) and where they have pods; none for kinds that are known to have none. */
export interface KindEntry {
  readonly groups: readonly string[];
  readonly kinds: readonly string[];
  readonly pods: readonly PodPlace[];
}

/** Whole PodSpecs that run as they are written. */
export function specs(...paths: readonly string[]): PodPlace[] {
  return paths.map((at) => ({ at }));
}

/** PodSpecs, or maps like one, that an operator merges with its own: what they leave out may be set all the same. */
export function templates(...paths: readonly string[]): PodPlace[] {
  return paths.map((at) => ({ at, is: 'template' }));
}
