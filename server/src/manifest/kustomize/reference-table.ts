import type { FieldSpec } from './field-specs.ts';
import { podSpecOf } from './merge-keys.ts';

/** Where the names of objects of a kind are written in others. */
export interface Referred {
  readonly kind: string;
  readonly group: string;
  readonly fields: readonly FieldSpec[];
}

const WORKLOADS = ['Pod', 'ReplicationController', 'Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job', 'CronJob'];

/** Fields of pods, in each kind that has them. */
const inPods = (...paths: readonly string[]): FieldSpec[] =>
  WORKLOADS.flatMap((kind) => {
    const spec = podSpecOf({ group: '', version: '', kind, name: '', namespace: '' })?.join('/');
    return paths.map((path) => ({ kind, path: `${spec}/${path}` }));
  });

const inContainers = (path: string): FieldSpec[] => inPods(`containers/${path}`, `initContainers/${path}`);
const fields = (kind: string, ...paths: readonly string[]): FieldSpec[] => paths.map((path) => ({ kind, path }));
const both = (...paths: readonly string[]): FieldSpec[] =>
  ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'].flatMap((kind) => fields(kind, ...paths));

const RULES = [...fields('Role', 'rules/resourceNames'), ...fields('ClusterRole', 'rules/resourceNames')];
const SCALED = fields('HorizontalPodAutoscaler', 'spec/scaleTargetRef/name');
const VOLUME_SECRETS = ['azureFile/secretName', ...['cephfs', 'rbd', 'scaleIO', 'iscsi', 'storageos'].map((type) => `${type}/secretRef/name`)];
const INGRESS_SECRETS = ['auth-secret', 'auth-tls-secret'].map((name) => `metadata/annotations/ingress.kubernetes.io~1${name}`);

/** Source: kustomize 5.5, `namereference.go`. A key with a slash has `~1` in its place. */
export const REFERRED: readonly Referred[] = [
  { kind: 'Deployment', group: 'apps', fields: SCALED },
  { kind: 'ReplicationController', group: '', fields: SCALED },
  { kind: 'ReplicaSet', group: 'apps', fields: SCALED },
  { kind: 'StatefulSet', group: 'apps', fields: SCALED },
  {
    kind: 'ConfigMap',
    group: '',
    fields: [
      ...inPods('volumes/configMap/name', 'volumes/projected/sources/configMap/name'),
      ...inContainers('env/valueFrom/configMapKeyRef/name'),
      ...inContainers('envFrom/configMapRef/name'),
      ...fields('Node', 'spec/configSource/configMap'),
      ...RULES,
      ...fields('Ingress', 'metadata/annotations/nginx.ingress.kubernetes.io~1fastcgi-params-configmap'),
    ],
  },
  {
    kind: 'Secret',
    group: '',
    fields: [
      ...inPods('volumes/secret/secretName', 'volumes/projected/sources/secret/name', 'imagePullSecrets/name'),
      ...inContainers('env/valueFrom/secretKeyRef/name'),
      ...inContainers('envFrom/secretRef/name'),
      ...fields('ServiceAccount', 'imagePullSecrets/name'),
      ...fields('Ingress', 'spec/tls/secretName', ...INGRESS_SECRETS, ...INGRESS_SECRETS.map((path) => path.replace('annotations/', 'annotations/nginx.'))),
      ...fields('StorageClass', 'parameters/secretName', 'parameters/adminSecretName', 'parameters/userSecretName', 'parameters/secretRef'),
      ...fields('PersistentVolume', ...VOLUME_SECRETS.map((path) => `spec/${path}`)),
      ...RULES,
    ],
  },
  {
    kind: 'Service',
    group: '',
    fields: [
      ...fields('StatefulSet', 'spec/serviceName'),
      ...fields('Ingress', 'spec/rules/http/paths/backend/serviceName', 'spec/rules/http/paths/backend/service/name'),
      ...fields('Ingress', 'spec/backend/serviceName', 'spec/defaultBackend/service/name'),
      ...fields('APIService', 'spec/service/name'),
      ...both('webhooks/clientConfig/service'),
    ],
  },
  { kind: 'Role', group: 'rbac.authorization.k8s.io', fields: fields('RoleBinding', 'roleRef/name') },
  {
    kind: 'ClusterRole',
    group: 'rbac.authorization.k8s.io',
    fields: [...fields('RoleBinding', 'roleRef/name'), ...fields('ClusterRoleBinding', 'roleRef/name')],
  },
  {
    kind: 'ServiceAccount',
    group: '',
    fields: [...fields('RoleBinding', 'subjects'), ...fields('ClusterRoleBinding', 'subjects'), ...inPods('serviceAccountName')],
  },
  { kind: 'PersistentVolumeClaim', group: '', fields: inPods('volumes/persistentVolumeClaim/claimName') },
  { kind: 'PersistentVolume', group: '', fields: [...fields('PersistentVolumeClaim', 'spec/volumeName'), ...fields('ClusterRole', 'rules/resourceNames')] },
  {
    kind: 'StorageClass',
    group: 'storage.k8s.io',
    fields: [
      ...fields('PersistentVolume', 'spec/storageClassName'),
      ...fields('PersistentVolumeClaim', 'spec/storageClassName'),
      ...fields('StatefulSet', 'spec/volumeClaimTemplates/spec/storageClassName'),
    ],
  },
  { kind: 'PriorityClass', group: 'scheduling.k8s.io', fields: inPods('priorityClassName') },
  { kind: 'IngressClass', group: 'networking.k8s.io', fields: fields('Ingress', 'spec/ingressClassName') },
  {
    kind: 'ValidatingAdmissionPolicy',
    group: 'admissionregistration.k8s.io',
    fields: fields('ValidatingAdmissionPolicyBinding', 'spec/policyName'),
  },
];
