import type { Site } from '../../syntax/site.ts';
import type { Field, ListField } from '../field.ts';
import type { Spot } from '../spot.ts';
import type { SubjectName } from '../subject-name.ts';
import type { TeamFacts } from '../team.ts';
import type { CONTAINER_LISTS } from './fields.ts';
import type { Amounts, LimitRangeFact, QuotaFact } from './limits.ts';

/** The identity of an object, for messages and output. A part is `undefined` if the file does not show it. */
export interface ResourceRef {
  readonly apiVersion: string | undefined;
  readonly kind: string;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
}

/** Facts about a pod from other documents of the same file. They are compared by value: typing in a container does not change them. */
export interface FileFacts {
  readonly runtimeClasses: readonly RuntimeClassFact[];
  readonly serviceAccounts: readonly ServiceAccountFacts[];
  /** Namespace objects that enforce a level of the Pod Security Standards. */
  readonly namespaces: readonly NamespacePolicy[];
  /** Who writes to claims that several workloads of the file mount. */
  readonly claimWriters: readonly ClaimWriter[];
  readonly limitRanges: readonly LimitRangeFact[];
  readonly quotas: readonly QuotaFact[];
  /** A Kustomization names the file as a patch: its objects are not whole. */
  readonly patch?: true;
  /** The minor version N of the target Kubernetes 1.N. It is a setting, and the same for all files; `undefined` for the newest. */
  readonly kubernetesVersion?: number;
  /** What the team says, from the settings. */
  readonly team?: TeamFacts;
}

/** `automountServiceAccountToken` of a ServiceAccount. `unset`: it is not written. `unknown`: a template decides. */
export type Automount = boolean | 'unset' | 'unknown';

/** A ServiceAccount object. */
export interface ServiceAccountFacts {
  /** `undefined` if a template decides it: any account may be this one. */
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly automount: Automount;
}

/** A RuntimeClass object. */
export interface RuntimeClassFact {
  readonly name: string;
  /** What runs its pods; `undefined` if a template decides. */
  readonly handler: string | undefined;
  /** It sends its pods to Windows nodes. */
  readonly windows: boolean;
  /** What its pods must not contradict: what it adds to them (`overhead.podFixed`), and the nodes that it sends them to. */
  readonly overhead: Amounts | undefined;
  readonly nodeSelector: Amounts;
  /** Where it is named. */
  readonly at: Site;
}

/** A container that writes to a claim (PersistentVolumeClaim), by name. */
export interface ClaimWriter {
  readonly claim: string;
  readonly namespace: string | undefined;
  /** The pod of the container. */
  readonly called: SubjectName;
  /** To whom what it writes belongs; `undefined` if that may be root, or nobody knows. */
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
}

/** The labels `pod-security.kubernetes.io/enforce` and `…/enforce-version` of a Namespace object. */
export interface NamespacePolicy {
  readonly name: string;
  readonly level: string;
  /** `latest` if the label is absent: so does the admission controller. */
  readonly version: string;
  /** The label with the level. */
  readonly at: Site;
}

/** One Kubernetes object: a document, or an item of a `kind: List`. */
export interface ResourceView {
  readonly ref: ResourceRef;
  /** The object itself. */
  readonly site: Site;
  /** The pods that result from it: none for most kinds, several for some. */
  readonly pods: readonly PodView[];
  /** The object, for fields that this view does not have. */
  readonly spot: Spot;
  /** The enforced Pod Security level of its Namespace; `undefined` if the file does not show one. */
  readonly namespacePolicy: NamespacePolicy | undefined;
  /** The LimitRanges and ResourceQuotas in view of the namespace that it is in, or that it is. */
  readonly limitRanges: readonly LimitRangeFact[];
  readonly quotas: readonly QuotaFact[];
}

/** A pod specification: that of a Pod or of a pod template (`PodSpec` in core/v1), or the pod that an operator makes from a custom resource. */
export interface PodView {
  readonly ref: ResourceRef;
  /** The name of its object; if the object has several pods, with the part of it. */
  readonly called: SubjectName;
  /** `called` as text, for messages. */
  readonly label: string;
  /**
   * How sure it is that the pod runs as written. Only for `written`, an absent field is a fact.
   * - `written`: it does.
   * - `operator`: an operator adds fields that are not written.
   * - `structure`: the kind is unknown, and this part of it looks like a pod.
   */
  readonly basis: 'written' | 'operator' | 'structure';
  /** The file does not show the whole pod: absent fields are unknown. */
  readonly partial: boolean;
  /** The minor version N of the target Kubernetes 1.N; `undefined` for the newest. */
  readonly kubernetesVersion: number | undefined;
  /** What the team says of its clusters and images. */
  readonly team: TeamFacts;
  /** Pod-level fields that a fix must not set in this kind, each with the reason. */
  readonly gates: Readonly<Record<string, string>>;
  /** The smallest map that contains the fields of the pod and its containers. "Harden" acts on it. */
  readonly extent: Site;
  /** The `spec` of the pod. Missing pod-level protections are shown at its key. */
  readonly site: Site;
  /**
   * For fields that this view does not have: the `spec` of the pod, the `metadata` beside it (in a template, that of the template), and the
   * pod-level security context. In a custom resource, the last may have another key or be inherited.
   */
  readonly spots: { readonly metadata: Spot; readonly spec: Spot; readonly securityContext: Spot };
  /** The annotations of the pod (in a template, those of the template). */
  readonly annotations: readonly Field<string>[];
  /** The labels of the pod that are known, likewise. */
  readonly labels: readonly (readonly [key: string, value: string])[];
  readonly hostPID: Field<boolean>;
  readonly hostIPC: Field<boolean>;
  readonly hostNetwork: Field<boolean>;
  readonly hostUsers: Field<boolean>;
  readonly automountServiceAccountToken: Field<boolean>;
  readonly serviceAccountName: Field<string>;
  readonly runtimeClassName: Field<string>;
  /** Whether `spec.os.name`, its RuntimeClass or what selects its nodes says `windows`: then the security fields of Linux must stay unset. */
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
  /** The RuntimeClass objects in the same file. */
  readonly runtimeClasses: readonly RuntimeClassFact[];
  /** Who else in the file writes to claims of its namespace that several workloads mount. */
  readonly claimWriters: readonly ClaimWriter[];
  /** The LimitRanges and ResourceQuotas of its namespace that are in view. */
  readonly limitRanges: readonly LimitRangeFact[];
  readonly quotas: readonly QuotaFact[];
  /** What its ServiceAccount says; `undefined` if the file does not show that account. */
  readonly serviceAccountAutomount: Automount | undefined;
}

/** One entry of the pod's `volumes`. */
export interface VolumeView {
  /** The item of `volumes`. */
  readonly site: Site;
  readonly name: Field<string>;
  /** `hostPath.path`; absent if the volume has another type. */
  readonly hostPath: Field<string>;
  /** The place of the whole `hostPath` map. */
  readonly hostPathSite: Site;
  readonly mounts: readonly MountView[];
}

/** One entry of `volumeMounts` that mounts a volume of the pod. */
export interface MountView {
  readonly site: Site;
  readonly container: ContainerView;
  readonly mountPath: Field<string>;
  readonly readOnly: Field<boolean>;
}

/** An entry of `env`. */
export interface VariableView {
  /** `undefined` if a template decides it. */
  readonly key: string | undefined;
  /** Absent if `valueFrom` decides it. */
  readonly value: Field<string>;
  /** The entry, for fields that this view does not have. */
  readonly spot: Spot;
}

/** A container of a pod. Fields have the names of core/v1. */
export interface ContainerView {
  readonly pod: PodView;
  /** In a custom resource that has other lists, `containers`. */
  readonly list: (typeof CONTAINER_LISTS)[number];
  /** The item of the list; in some custom resources, the value of a key. */
  readonly site: Site;
  /** The container, for fields that this view does not have. */
  readonly spot: Spot;
  /** Its security context. In a custom resource it may have another key. */
  readonly securityContext: Spot;
  /** The smallest place that names the container: the value of `name`, else of `image`, else the key of the list or of the container. */
  readonly anchor: Site;
  /** The name of the container; without one, `containers[0]`, or the key that holds it. */
  readonly called: SubjectName;
  /** `called` as text, for messages. */
  readonly label: string;
  readonly name: Field<string>;
  readonly image: Field<string>;
  /** Its environment, without what `envFrom` brings. Of several variables with one name only the last, which counts. */
  readonly environment: readonly VariableView[];
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
  /** Whether it has `volumeDevices` (raw block devices): its pod can then have no user namespace. */
  readonly usesVolumeDevices: boolean;
}
