import { type KindEntry, specs, templates } from './place.ts';

const KRUISE = ['apps.kruise.io'];

/** Other workloads: OpenKruise, agent sandboxes, and kinds that install software. Source: the API types of each project. */
export const WORKLOADS: readonly KindEntry[] = [
  { groups: KRUISE, kinds: ['CloneSet', 'StatefulSet', 'DaemonSet', 'BroadcastJob'], pods: specs('spec.template.spec') },
  {
    groups: KRUISE,
    kinds: ['AdvancedCronJob'],
    pods: specs('spec.template.jobTemplate.spec.template.spec', 'spec.template.broadcastJobTemplate.spec.template.spec'),
  },
  // its containers are added to other pods
  { groups: KRUISE, kinds: ['SidecarSet'], pods: templates('spec') },
  {
    groups: KRUISE,
    kinds: ['UnitedDeployment'],
    pods: ['statefulSetTemplate', 'advancedStatefulSetTemplate', 'cloneSetTemplate', 'deploymentTemplate'].map((template) => ({
      at: `spec.template.${template}.spec.template.spec`,
    })),
  },
  { groups: KRUISE, kinds: ['EphemeralJob'], pods: templates('spec.template') },
  { groups: ['agents.x-k8s.io'], kinds: ['Sandbox'], pods: specs('spec.podTemplate.spec') },
  // its pods get no token unless they ask for one
  { groups: ['extensions.agents.x-k8s.io'], kinds: ['SandboxTemplate'], pods: [{ at: 'spec.podTemplate.spec', elsewhere: ['automountServiceAccountToken'] }] },
  { groups: ['extensions.agents.x-k8s.io'], kinds: ['SandboxClaim', 'SandboxWarmPool'], pods: [] },
  { groups: ['kubevirt.io'], kinds: ['VirtualMachine', 'VirtualMachineInstance', 'VirtualMachineInstanceReplicaSet'], pods: [] },
  { groups: ['operators.coreos.com'], kinds: ['ClusterServiceVersion'], pods: specs('spec.install.spec.deployments.*.spec.template.spec') },
  { groups: ['pkg.crossplane.io'], kinds: ['DeploymentRuntimeConfig'], pods: templates('spec.deploymentTemplate.spec.template.spec') },
  { groups: ['k8up.io'], kinds: ['PreBackupPod'], pods: specs('spec.pod.spec') },
  {
    groups: ['controlplane.cluster.x-k8s.io'],
    kinds: ['KamajiControlPlane'],
    pods: [{ at: 'spec.deployment', is: 'template', containers: ['extraInitContainers.*', 'extraContainers.*'] }],
  },
];
