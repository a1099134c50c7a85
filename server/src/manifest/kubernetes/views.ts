import type { Site } from '../../syntax/site.ts';
import type { Field, ListField } from '../field.ts';
import type { Spot } from '../spot.ts';

/** What names a resource in messages and output; `undefined` where the file does not say. */
export interface ResourceRef {
  readonly apiVersion: string | undefined;
  readonly kind: string;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
}

/** One Kubernetes object: a document, or an item of a `kind: List`. */
export interface ResourceView {
  readonly ref: ResourceRef;
  /** The object itself. */
  readonly site: Site;
  readonly pod: PodView | undefined;
  /** The object, for fields that no view names. */
  readonly spot: Spot;
}

/** A pod specification, of a Pod or of a template (`PodSpec` in core/v1). */
export interface PodView {
  readonly ref: ResourceRef;
  /** The `spec` of the pod; its key is where missing pod-level protections are shown. */
  readonly site: Site;
  /** The pod's `spec`, and the `metadata` beside it (of the template where there is one), for fields that no view names. */
  readonly spots: { readonly metadata: Spot; readonly spec: Spot };
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

export interface ContainerView {
  readonly pod: PodView;
  readonly list: 'initContainers' | 'containers' | 'ephemeralContainers';
  /** The item of the list. */
  readonly site: Site;
  /** The container, for fields that no view names. */
  readonly spot: Spot;
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
