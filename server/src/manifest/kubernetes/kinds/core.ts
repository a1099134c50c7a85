import { type KindEntry, specs } from './place.ts';

/** The kinds of Kubernetes itself, and of OpenShift. Source: the API types of core/v1, apps/v1 and batch/v1. */
export const CORE: readonly KindEntry[] = [
  { groups: [''], kinds: ['Pod'], pods: specs('spec') },
  { groups: [''], kinds: ['PodTemplate'], pods: specs('template.spec') },
  { groups: [''], kinds: ['ReplicationController'], pods: specs('spec.template.spec') },
  { groups: ['apps', 'extensions'], kinds: ['Deployment', 'ReplicaSet', 'DaemonSet'], pods: specs('spec.template.spec') },
  { groups: ['apps'], kinds: ['StatefulSet'], pods: specs('spec.template.spec') },
  { groups: ['batch'], kinds: ['Job'], pods: specs('spec.template.spec') },
  { groups: ['batch'], kinds: ['CronJob'], pods: specs('spec.jobTemplate.spec.template.spec') },
  { groups: [''], kinds: ['ConfigMap', 'Namespace', 'PersistentVolume', 'Secret', 'Service', 'ServiceAccount'], pods: [] },
  { groups: ['rbac.authorization.k8s.io'], kinds: ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'], pods: [] },
  { groups: ['networking.k8s.io'], kinds: ['Ingress', 'NetworkPolicy'], pods: [] },
  { groups: ['apps.openshift.io'], kinds: ['DeploymentConfig'], pods: specs('spec.template.spec') },
];
