import type { Identity } from './objects.ts';

/** Fields that kustomize changes in some kinds. Source: kustomize 5.5, `builtinpluginconsts`. */
export interface FieldSpec {
  readonly group?: string;
  readonly version?: string;
  /** `undefined` for all. */
  readonly kind?: string;
  /** Keys with slashes between them; lists on the way are gone through. */
  readonly path: string;
  /** Maps on the way are made where they are not there. */
  readonly create?: boolean;
}

/** Whether a specification is for a kind. */
export function isFor({ group, version, kind }: FieldSpec, identity: Identity): boolean {
  return (group ?? identity.group) === identity.group && (version ?? identity.version) === identity.version && (kind ?? identity.kind) === identity.kind;
}

const each = (kinds: readonly string[], paths: readonly string[], create: boolean): FieldSpec[] =>
  kinds.flatMap((kind) => paths.map((path) => ({ kind, path, create })));

const TEMPLATED = ['ReplicationController', 'Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job'];
const JOB_TEMPLATE = ['spec/jobTemplate/metadata', 'spec/jobTemplate/spec/template/metadata'];

const ALL_LABELS: FieldSpec = { path: 'metadata/labels', create: true };

/** The labels of objects and of the pods that they make. */
const TEMPLATE_LABELS: readonly FieldSpec[] = [
  ALL_LABELS,
  ...each(TEMPLATED, ['spec/template/metadata/labels'], true),
  ...each(
    ['CronJob'],
    JOB_TEMPLATE.map((path) => `${path}/labels`),
    true,
  ),
  { kind: 'StatefulSet', path: 'spec/volumeClaimTemplates/metadata/labels', create: true },
];

const SPREADING = [
  ...['podAffinity', 'podAntiAffinity'].flatMap((kind) => [
    `affinity/${kind}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels`,
    `affinity/${kind}/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels`,
  ]),
  'topologySpreadConstraints/labelSelector/matchLabels',
].map((path) => `spec/template/spec/${path}`);

/** The labels of objects, of their pods, and the selectors of both. */
const ALL_SELECTORS: readonly FieldSpec[] = [
  ...TEMPLATE_LABELS,
  { kind: 'Service', version: 'v1', path: 'spec/selector', create: true },
  { kind: 'ReplicationController', version: 'v1', path: 'spec/selector', create: true },
  ...each(['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'], ['spec/selector/matchLabels'], true),
  ...each(['Deployment', 'StatefulSet'], SPREADING, false),
  { kind: 'Job', group: 'batch', path: 'spec/selector/matchLabels' },
  { kind: 'CronJob', group: 'batch', path: 'spec/jobTemplate/spec/selector/matchLabels' },
  { kind: 'PodDisruptionBudget', group: 'policy', path: 'spec/selector/matchLabels' },
  ...each(
    ['NetworkPolicy'],
    ['spec/podSelector/matchLabels', 'spec/ingress/from/podSelector/matchLabels', 'spec/egress/to/podSelector/matchLabels'],
    false,
  ).map((spec) => ({ ...spec, group: 'networking.k8s.io' })),
];

/** Where labels go: to the object alone, to its pods too, or to the selectors as well. */
export const LABELS = { object: [ALL_LABELS], templates: TEMPLATE_LABELS, selectors: ALL_SELECTORS } as const;

/** Where annotations go. */
export const ANNOTATIONS: readonly FieldSpec[] = [
  { path: 'metadata/annotations', create: true },
  ...each(TEMPLATED, ['spec/template/metadata/annotations'], true),
  ...each(
    ['CronJob'],
    JOB_TEMPLATE.map((path) => `${path}/annotations`),
    true,
  ),
];

/** Kinds of which a namespace is written in another place, too. */
export const NAMESPACES: readonly FieldSpec[] = [
  { group: 'apiregistration.k8s.io', kind: 'APIService', path: 'spec/service/namespace', create: true },
  { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition', path: 'spec/conversion/webhook/clientConfig/service/namespace' },
];

/** Kinds with a number of replicas. */
export const REPLICAS: readonly FieldSpec[] = each(['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'], ['spec/replicas'], true);

/** Kinds that get neither prefix nor suffix. */
export const KEEPS_NAME: ReadonlySet<string> = new Set(['CustomResourceDefinition', 'APIService', 'Namespace']);
