/** What the API server takes for a field: `texts` and `integers` are lists. */
export type FieldType = 'boolean' | 'integer' | 'text' | 'texts' | 'integers' | 'map' | 'list';

/** A kind of object in a pod specification, by its name in core/v1. */
export interface ObjectType {
  /** Fields that decide about isolation. */
  readonly isolation: Readonly<Record<string, FieldType>>;
  /** All others, so that none of them is taken for a spelling mistake. */
  readonly others: readonly string[];
}

const SHARED_SECURITY: ObjectType['isolation'] = {
  appArmorProfile: 'map',
  runAsGroup: 'integer',
  runAsNonRoot: 'boolean',
  runAsUser: 'integer',
  seLinuxOptions: 'map',
  seccompProfile: 'map',
  windowsOptions: 'map',
};

/** Fields of core/v1 (Kubernetes 1.37, with fields of recent versions that are gone again). */
export const OBJECT_TYPES = {
  PodSpec: {
    isolation: {
      automountServiceAccountToken: 'boolean',
      hostIPC: 'boolean',
      hostNetwork: 'boolean',
      hostPID: 'boolean',
      hostUsers: 'boolean',
      runtimeClassName: 'text',
      securityContext: 'map',
      serviceAccountName: 'text',
      shareProcessNamespace: 'boolean',
    },
    others: words(`
      activeDeadlineSeconds affinity containers dnsConfig dnsPolicy enableServiceLinks ephemeralContainers hostAliases hostname hostnameOverride
      imagePullSecrets initContainers nodeName nodeSelector os overhead preemptionPolicy priority priorityClassName readinessGates resourceClaims
      resources restartPolicy schedulerName schedulingGates schedulingGroup serviceAccount setHostnameAsFQDN subdomain
      terminationGracePeriodSeconds tolerations topologySpreadConstraints volumes workloadRef
    `),
  },
  PodSecurityContext: {
    isolation: {
      ...SHARED_SECURITY,
      fsGroup: 'integer',
      fsGroupChangePolicy: 'text',
      supplementalGroups: 'integers',
      supplementalGroupsPolicy: 'text',
      sysctls: 'list',
    },
    others: ['seLinuxChangePolicy'],
  },
  Container: {
    isolation: { image: 'text', name: 'text', resources: 'map', securityContext: 'map' },
    others: words(`
      args command env envFrom imagePullPolicy lifecycle livenessProbe ports readinessProbe resizePolicy restartPolicy restartPolicyRules
      startupProbe stdin stdinOnce targetContainerName terminationMessagePath terminationMessagePolicy tty volumeDevices volumeMounts workingDir
    `),
  },
  SecurityContext: {
    isolation: {
      ...SHARED_SECURITY,
      allowPrivilegeEscalation: 'boolean',
      capabilities: 'map',
      privileged: 'boolean',
      procMount: 'text',
      readOnlyRootFilesystem: 'boolean',
    },
    others: ['cgroupOptions'],
  },
  Capabilities: { isolation: { add: 'texts', drop: 'texts' }, others: [] },
  SeccompProfile: { isolation: { type: 'text', localhostProfile: 'text' }, others: [] },
  AppArmorProfile: { isolation: { type: 'text', localhostProfile: 'text' }, others: [] },
  ResourceRequirements: { isolation: { limits: 'map' }, others: ['claims', 'requests'] },
  VolumeMount: {
    isolation: { readOnly: 'boolean', recursiveReadOnly: 'text' },
    others: words('bindMountOptions mountPath mountPropagation name subPath subPathExpr'),
  },
} as const satisfies Readonly<Record<string, ObjectType>>;

export type ObjectTypeName = keyof typeof OBJECT_TYPES;

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** Fields that exist in one object and are often written in another: what the API server drops there, and where it looks for them. */
const CONTAINER_ONLY = ['allowPrivilegeEscalation', 'capabilities', 'privileged', 'procMount', 'readOnlyRootFilesystem'];
const POD_ONLY = ['fsGroup', 'fsGroupChangePolicy', 'supplementalGroups', 'supplementalGroupsPolicy', 'sysctls'];
const EITHER = Object.keys(SHARED_SECURITY);
const SPEC_ONLY = ['automountServiceAccountToken', 'hostIPC', 'hostNetwork', 'hostPID', 'hostUsers', 'runtimeClassName', 'shareProcessNamespace'];

/** Where a field belongs, seen from the pod or the container in which it was met. */
export type Home = 'spec' | 'pod securityContext' | 'container securityContext' | 'every container';

function homes(...parts: readonly (readonly [readonly string[], Home])[]): ReadonlyMap<string, Home> {
  return new Map(parts.flatMap(([fields, home]) => fields.map((field): [string, Home] => [field, home])));
}

/** For each object, the isolation fields of other objects and where they belong. */
export const MISPLACED: Readonly<Partial<Record<ObjectTypeName | 'Around', ReadonlyMap<string, Home>>>> = {
  PodSpec: homes([POD_ONLY, 'pod securityContext'], [EITHER, 'pod securityContext'], [CONTAINER_ONLY, 'every container']),
  PodSecurityContext: homes([SPEC_ONLY, 'spec'], [CONTAINER_ONLY, 'every container']),
  Container: homes(
    [SPEC_ONLY, 'spec'],
    [POD_ONLY, 'pod securityContext'],
    [EITHER, 'container securityContext'],
    [CONTAINER_ONLY, 'container securityContext'],
  ),
  SecurityContext: homes([SPEC_ONLY, 'spec'], [POD_ONLY, 'pod securityContext']),
  // the objects around a pod specification: the workload, its spec, its template
  Around: homes(
    [[...SPEC_ONLY, 'securityContext'], 'spec'],
    [POD_ONLY, 'pod securityContext'],
    [EITHER, 'pod securityContext'],
    [CONTAINER_ONLY, 'every container'],
  ),
};

/** Where the kinds of Kubernetes itself have their pod specification. Only for them is known which fields stand around it. */
const BUILT_IN: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  PodTemplate: ['template', 'spec'],
  ReplicationController: ['spec', 'template', 'spec'],
  Deployment: ['spec', 'template', 'spec'],
  ReplicaSet: ['spec', 'template', 'spec'],
  DaemonSet: ['spec', 'template', 'spec'],
  StatefulSet: ['spec', 'template', 'spec'],
  Job: ['spec', 'template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

/** The path of a built-in kind's pod specification; `undefined` for custom resources, whose schemas differ. */
export function builtInPodPath({ apiVersion, kind }: { readonly apiVersion: string | undefined; readonly kind: string }): readonly string[] | undefined {
  if (apiVersion !== undefined && !/^(?:v1$|apps\/|batch\/|extensions\/)/.test(apiVersion)) return undefined;
  return Object.hasOwn(BUILT_IN, kind) ? BUILT_IN[kind] : undefined;
}
