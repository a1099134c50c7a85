import type { Path } from '../../syntax/site.ts';

/** N of the newest Kubernetes 1.N that is known here, in the fields of core/v1 as in the checks of Pod Security. */
export const NEWEST_MINOR = 37;

/** The type that the API server accepts for a field; `texts` and `integers` are lists. */
export type FieldType = 'boolean' | 'integer' | 'text' | 'texts' | 'integers' | 'map' | 'list';

/** A type of object in a pod specification, as core/v1 defines it. */
export interface ObjectType {
  /** The fields that decide about isolation. */
  readonly isolation: Readonly<Record<string, FieldType>>;
  /** All other fields. They are listed so that none of them is reported as a spelling mistake. */
  readonly others: readonly string[];
  /** The usual order of its fields: that of the examples in the Kubernetes documentation. Other fields come last. */
  readonly order: readonly string[];
  /** The fields that older clusters lack, each with the first N of 1.N whose clusters honour it without a feature gate. */
  readonly since?: Readonly<Record<string, number>>;
}

interface SecurityField {
  readonly type: FieldType;
  /** The securityContext that has it: that of a pod, that of a container, or both. */
  readonly of: 'pod' | 'container' | 'both';
  /** The field has no fixed place in the order of keys. */
  readonly last?: true;
  /** The first N of 1.N whose clusters honour it without a feature gate, if there are older ones. */
  readonly since?: number;
}

/**
 * The fields of both kinds of securityContext, in their usual order. Sources of `since`: KEP-3619 (supplementalGroupsPolicy), KEP-4265
 * (procMount), KEP-24 (AppArmor), KEP-135 (seccomp).
 */
const SECURITY: Readonly<Record<string, SecurityField>> = {
  runAsNonRoot: { type: 'boolean', of: 'both' },
  runAsUser: { type: 'integer', of: 'both' },
  runAsGroup: { type: 'integer', of: 'both' },
  fsGroup: { type: 'integer', of: 'pod' },
  fsGroupChangePolicy: { type: 'text', of: 'pod' },
  supplementalGroups: { type: 'integers', of: 'pod' },
  supplementalGroupsPolicy: { type: 'text', of: 'pod', since: 33 },
  privileged: { type: 'boolean', of: 'container' },
  allowPrivilegeEscalation: { type: 'boolean', of: 'container' },
  readOnlyRootFilesystem: { type: 'boolean', of: 'container' },
  capabilities: { type: 'map', of: 'container' },
  procMount: { type: 'text', of: 'container', since: 33 },
  appArmorProfile: { type: 'map', of: 'both', since: 30 },
  seccompProfile: { type: 'map', of: 'both', since: 19 },
  seLinuxOptions: { type: 'map', of: 'both' },
  sysctls: { type: 'list', of: 'pod' },
  windowsOptions: { type: 'map', of: 'both', last: true },
};

function securityContext(holder: 'pod' | 'container', others: readonly string[]): ObjectType {
  const fields = Object.entries(SECURITY);
  const own = fields.filter(([, { of }]) => of === holder || of === 'both');
  // the order also has the fields of the other kind: they may be written here by mistake
  const order = fields.flatMap(([name, { last }]) => (last ? [] : [name]));
  const since = Object.fromEntries(own.flatMap(([name, field]) => (field.since === undefined ? [] : [[name, field.since]])));
  return { isolation: Object.fromEntries(own.map(([name, { type }]) => [name, type])), others, order, since };
}

const PROFILE: ObjectType = { isolation: { type: 'text', localhostProfile: 'text' }, others: [], order: ['type', 'localhostProfile'] };
const QUANTITIES: ObjectType = { isolation: {}, others: words('cpu memory ephemeral-storage'), order: words('cpu memory ephemeral-storage') };

/** The object types that decide about isolation. Source: core/v1 of Kubernetes 1.37, and fields of recent versions that were removed again. */
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
      activeDeadlineSeconds affinity containers dnsConfig dnsPolicy enableServiceLinks ephemeralContainers evictionResponders hostAliases hostname hostnameOverride
      imagePullSecrets initContainers nodeName nodeSelector os overhead preemptionPolicy priority priorityClassName readinessGates resourceClaims
      resources restartPolicy schedulerName schedulingGates schedulingGroup serviceAccount setHostnameAsFQDN subdomain
      terminationGracePeriodSeconds tolerations topologySpreadConstraints volumes workloadRef
    `),
    order: words(`
      serviceAccountName automountServiceAccountToken runtimeClassName hostNetwork hostPID hostIPC hostUsers shareProcessNamespace
      securityContext initContainers containers volumes
    `),
    // KEP-127, KEP-2837, KEP-585
    since: { hostUsers: 33, resources: 34, runtimeClassName: 14 },
  },
  PodSecurityContext: securityContext('pod', ['seLinuxChangePolicy']),
  Container: {
    isolation: { image: 'text', name: 'text', resources: 'map', securityContext: 'map' },
    others: words(`
      args command env envFrom imagePullPolicy lifecycle livenessProbe ports readinessProbe resizePolicy restartPolicy restartPolicyRules
      startupProbe stdin stdinOnce targetContainerName terminationMessagePath terminationMessagePolicy tty volumeDevices volumeMounts workingDir
    `),
    order: words(`
      name image imagePullPolicy command args workingDir ports envFrom env resources volumeMounts volumeDevices livenessProbe readinessProbe
      startupProbe lifecycle securityContext
    `),
  },
  SecurityContext: securityContext('container', []),
  Capabilities: { isolation: { add: 'texts', drop: 'texts' }, others: [], order: ['drop', 'add'] },
  SeccompProfile: PROFILE,
  AppArmorProfile: PROFILE,
  ResourceRequirements: { isolation: { limits: 'map' }, others: ['claims', 'requests'], order: ['requests', 'limits'] },
  ResourceList: QUANTITIES,
  VolumeMount: {
    isolation: { readOnly: 'boolean', recursiveReadOnly: 'text' },
    others: words('bindMountOptions mountPath mountPropagation name subPath subPathExpr'),
    order: words('name mountPath subPath readOnly'),
    // KEP-3857
    since: { recursiveReadOnly: 31 },
  },
} as const satisfies Readonly<Record<string, ObjectType>>;

/** The lists of containers in the specification of a pod, in the order in which the API server visits them. */
export const CONTAINER_LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const;

/** The name of an object type in core/v1. */
export type ObjectTypeName = keyof typeof OBJECT_TYPES;

/** The fields of an object type. */
export function objectType(name: ObjectTypeName): ObjectType {
  return OBJECT_TYPES[name];
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** The type of an object by the key that holds it. */
const BELOW: ReadonlyMap<string, ObjectTypeName> = new Map([
  ['spec', 'PodSpec'],
  ['capabilities', 'Capabilities'],
  ['seccompProfile', 'SeccompProfile'],
  ['appArmorProfile', 'AppArmorProfile'],
  ['resources', 'ResourceRequirements'],
  ['requests', 'ResourceList'],
  ['limits', 'ResourceList'],
]);

/** The type of the items of a list by its key. */
const ITEMS: ReadonlyMap<string, ObjectTypeName> = new Map([
  ['containers', 'Container'],
  ['initContainers', 'Container'],
  ['ephemeralContainers', 'Container'],
  ['volumeMounts', 'VolumeMount'],
]);

/** The type of the object at a path, by the names at the end of the path; `undefined` if it is not in the table. */
export function objectTypeAt(path: Path): ObjectTypeName | undefined {
  const [holder, last] = [path.at(-2), path.at(-1)];
  if (typeof last === 'number') return ITEMS.get(String(holder));
  if (last === 'securityContext') return typeof holder === 'number' ? 'SecurityContext' : 'PodSecurityContext';
  return BELOW.get(String(last));
}

// fields that are often written in the wrong object, where the API server drops them
const CONTAINER_ONLY = securityFields('container');
const POD_ONLY = securityFields('pod');
const EITHER = securityFields('both');
const SPEC_ONLY = Object.keys(OBJECT_TYPES.PodSpec.isolation).filter((name) => name !== 'securityContext');
const CAPABILITIES = Object.keys(OBJECT_TYPES.Capabilities.isolation);

function securityFields(holder: SecurityField['of']): string[] {
  return Object.entries(SECURITY).flatMap(([name, { of }]) => (of === holder ? [name] : []));
}

/** The object in which a field belongs, seen from the pod or the container in which it was found. */
export type Home = 'spec' | 'pod securityContext' | 'container securityContext' | 'capabilities' | 'resources' | 'every container';

function homes(...parts: readonly (readonly [readonly string[], Home])[]): ReadonlyMap<string, Home> {
  return new Map(parts.flatMap(([fields, home]) => fields.map((field): [string, Home] => [field, home])));
}

/** For each object type: the isolation fields that do not belong there, and where they belong. */
export const MISPLACED: Readonly<Partial<Record<ObjectTypeName | 'Around', ReadonlyMap<string, Home>>>> = {
  PodSpec: homes([POD_ONLY, 'pod securityContext'], [EITHER, 'pod securityContext'], [CONTAINER_ONLY, 'every container']),
  PodSecurityContext: homes([SPEC_ONLY, 'spec'], [CONTAINER_ONLY, 'every container']),
  Container: homes(
    [SPEC_ONLY, 'spec'],
    [POD_ONLY, 'pod securityContext'],
    [EITHER, 'container securityContext'],
    [CONTAINER_ONLY, 'container securityContext'],
    [CAPABILITIES, 'capabilities'],
    [['limits', 'requests'], 'resources'],
  ),
  SecurityContext: homes([SPEC_ONLY, 'spec'], [POD_ONLY, 'pod securityContext'], [CAPABILITIES, 'capabilities']),
  Capabilities: homes([POD_ONLY, 'pod securityContext'], [EITHER, 'container securityContext'], [CONTAINER_ONLY, 'container securityContext']),
  // the objects around a pod specification: the workload, its spec, its template, the metadata of both
  Around: homes(
    [[...SPEC_ONLY, 'securityContext'], 'spec'],
    [POD_ONLY, 'pod securityContext'],
    [EITHER, 'pod securityContext'],
    [CONTAINER_ONLY, 'every container'],
  ),
};

/** The path of the pod specification in the kinds of Kubernetes itself. Only for these kinds are the fields around it known. */
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

/** The path of the pod specification in a built-in kind; `undefined` for other kinds. */
export function builtInPodPath({ apiVersion, kind }: { readonly apiVersion: string | undefined; readonly kind: string }): readonly string[] | undefined {
  if (apiVersion !== undefined && !/^(?:v1$|apps\/|batch\/|extensions\/)/.test(apiVersion)) return undefined;
  return Object.hasOwn(BUILT_IN, kind) ? BUILT_IN[kind] : undefined;
}
