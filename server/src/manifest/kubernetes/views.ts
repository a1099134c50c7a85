import type { Site } from '../../syntax/site.ts';
import type { Field, ListField } from '../field.ts';
import type { Spot } from '../spot.ts';

/** What names a resource in messages and output; `undefined` if the file does not say. */
export interface ResourceRef {
  readonly apiVersion: string | undefined;
  readonly kind: string;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
}

/** The facts that other documents of the same file state about a pod. Compared by value: typing in a container changes nothing here. */
export interface FileFacts {
  /** Names of the RuntimeClass objects. */
  readonly runtimeClasses: readonly string[];
  readonly serviceAccounts: readonly { readonly name: string; readonly namespace: string | undefined; readonly automount: boolean | undefined }[];
  /** Namespace objects that enforce a level of the Pod Security Standards. */
  readonly namespaces: readonly NamespacePolicy[];
  /** N of the Kubernetes 1.N that the manifests are for; not of the file, and the same for all. */
  readonly kubernetesVersion?: number;
}

/** The labels `pod-security.kubernetes.io/enforce` and `…/enforce-version` of a Namespace object. */
export interface NamespacePolicy {
  readonly name: string;
  readonly level: string;
  /** `latest` where the label is absent, as admission takes it. */
  readonly version: string;
}

/** One Kubernetes object: a document, or an item of a `kind: List`. */
export interface ResourceView {
  readonly ref: ResourceRef;
  /** The object itself. */
  readonly site: Site;
  /** The pods that it runs, or makes others run: none for most kinds, several for some. */
  readonly pods: readonly PodView[];
  /** The object, for fields that no view names. */
  readonly spot: Spot;
  /** What the Namespace of this object enforces on pods, if the file shows that Namespace. */
  readonly namespacePolicy: NamespacePolicy | undefined;
}

/** A pod specification: of a Pod, of a template (`PodSpec` in core/v1), or what a custom resource says of the pods that its operator makes. */
export interface PodView {
  readonly ref: ResourceRef;
  /** The name of its resource, with the part of it where there are several pods; for messages. */
  readonly label: string;
  /**
   * How sure it is that the pod runs as the file says: `written` it does; `operator` an operator adds what is not written; `structure` the
   * kind is unknown, and this only looks like a pod. Absences count only for `written`.
   */
  readonly basis: 'written' | 'operator' | 'structure';
  /** The file does not show all of it: absent fields are unknown. */
  readonly partial: boolean;
  /** N of the Kubernetes 1.N that the manifests are for; `undefined` for the newest. */
  readonly kubernetesVersion: number | undefined;
  /** Pod-level fields that the kind does not take as they are, each with the reason that a fix gives. */
  readonly gates: Readonly<Record<string, string>>;
  /** The smallest place with the pod's fields and its containers: what "Harden" acts on. */
  readonly extent: Site;
  /** The `spec` of the pod; its key is where missing pod-level protections are shown. */
  readonly site: Site;
  /**
   * The pod's `spec`, the `metadata` beside it (of the template where there is one) and the security context of the pod, for fields that no
   * view names. A custom resource may call the last otherwise, or inherit it.
   */
  readonly spots: { readonly metadata: Spot; readonly spec: Spot; readonly securityContext: Spot };
  /** Annotations of the pod (of the template where there is one). */
  readonly annotations: readonly Field<string>[];
  readonly hostPID: Field<boolean>;
  readonly hostIPC: Field<boolean>;
  readonly hostNetwork: Field<boolean>;
  readonly hostUsers: Field<boolean>;
  readonly automountServiceAccountToken: Field<boolean>;
  readonly serviceAccountName: Field<string>;
  readonly runtimeClassName: Field<string>;
  /** `spec.os.name` is windows, or the nodeSelector asks for it: Linux security fields must stay unset. */
  readonly windows: boolean;
  readonly runAsUser: Field<number>;
  readonly runAsNonRoot: Field<boolean>;
  /** `securityContext.seccompProfile.type` */
  readonly seccompType: Field<string>;
  /** `securityContext.appArmorProfile.type` */
  readonly appArmorType: Field<string>;
  /** Pod-level `resources.limits.memory`. */
  readonly memoryLimit: Field<string>;
  readonly volumes: readonly VolumeView[];
  readonly containers: readonly ContainerView[];
  /** Names of the RuntimeClass objects in the same file. */
  readonly runtimeClasses: readonly string[];
  /** The file's ServiceAccount that this pod uses turns the token off (`automountServiceAccountToken: false`). */
  readonly serviceAccountAutomount: Field<boolean> | undefined;
}

/** One entry of the pod's `volumes`. */
export interface VolumeView {
  /** The item of `volumes`. */
  readonly site: Site;
  readonly name: Field<string>;
  /** `hostPath.path`; absent when the volume is of another type. */
  readonly hostPath: Field<string>;
  /** The place of the whole `hostPath` map. */
  readonly hostPathSite: Site;
  readonly mounts: readonly MountView[];
}

/** One `volumeMounts` entry that mounts a volume of the pod. */
export interface MountView {
  readonly site: Site;
  readonly container: ContainerView;
  readonly mountPath: Field<string>;
  readonly readOnly: Field<boolean>;
}

/** A container of a pod. Fields are named as in core/v1. */
export interface ContainerView {
  readonly pod: PodView;
  readonly list: 'initContainers' | 'containers' | 'ephemeralContainers';
  /** The item of the list. */
  readonly site: Site;
  /** The container, for fields that no view names. */
  readonly spot: Spot;
  /** Its security context, which a custom resource may call otherwise. */
  readonly securityContext: Spot;
  /** The narrowest thing that names the container: the value of `name`, else of `image`, else the list's key. */
  readonly anchor: Site;
  /** The container's name, or `containers[0]` where it has none; for messages. */
  readonly label: string;
  readonly name: Field<string>;
  readonly image: Field<string>;
  readonly privileged: Field<boolean>;
  readonly allowPrivilegeEscalation: Field<boolean>;
  readonly readOnlyRootFilesystem: Field<boolean>;
  readonly runAsUser: Field<number>;
  readonly runAsNonRoot: Field<boolean>;
  readonly seccompType: Field<string>;
  readonly appArmorType: Field<string>;
  readonly capabilitiesAdd: ListField;
  readonly capabilitiesDrop: ListField;
  readonly memoryLimit: Field<string>;
  readonly memoryRequest: Field<string>;
  /** Raw block devices (`volumeDevices`) rule out a user namespace. */
  readonly usesVolumeDevices: boolean;
}
