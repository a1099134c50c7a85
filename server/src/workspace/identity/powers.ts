import type { Ask, Power } from './asks.ts';

const READ = ['get', 'list', 'watch'];
const WRITE = ['create', 'update', 'patch'];
const CHANGE = ['update', 'patch'];
const RBAC = 'rbac.authorization.k8s.io';
const CERTIFICATES = 'certificates.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';
const core = (resources: readonly string[], verbs: readonly string[], rest: Partial<Ask> = {}): Ask => ({ group: '', resources, verbs, ...rest });
const TAKEOVER = { everywhere: 'cluster', inSystem: 'cluster', inNamespace: 'namespace' } as const;
/** It is what the accounts have that it leads to. */
const ONLY_ON = { everywhere: 'none', inSystem: 'none', inNamespace: 'none' } as const;
const EVERYWHERE = { everywhere: 'cluster', inSystem: undefined, inNamespace: undefined } as const;
const SCOPED = { everywhere: 'cluster', inSystem: 'cluster', inNamespace: 'lateral' } as const;
const LATERAL = { everywhere: 'lateral', inSystem: 'lateral', inNamespace: 'lateral' } as const;
const READS = { everywhere: 'read', inSystem: 'read', inNamespace: 'read' } as const;
const LATERAL_EVERYWHERE = { everywhere: 'lateral', inSystem: undefined, inNamespace: undefined } as const;

/**
 * Kinds whose objects become pods, and the verbs after which they run something else. Source: Kubernetes, Argo, Tekton, agent-sandbox, KubeRay,
 * JobSet: what runs to an end is not changed once it is there.
 */
const RUNNING: readonly (readonly [id: string, group: string, resources: readonly string[], verbs: readonly string[]])[] = [
  ['pods', '', ['pods'], ['create']],
  ['replicationcontrollers', '', ['replicationcontrollers'], WRITE],
  ['apps', 'apps', ['deployments', 'daemonsets', 'statefulsets', 'replicasets'], WRITE],
  ['cronjobs', 'batch', ['cronjobs'], WRITE],
  ['jobs', 'batch', ['jobs'], ['create']],
  ['rollouts', 'argoproj.io', ['cronworkflows', 'rollouts'], WRITE],
  ['workflows', 'argoproj.io', ['workflows'], ['create']],
  ['tekton', 'tekton.dev', ['taskruns', 'pipelineruns'], ['create']],
  ['sandboxes', 'agents.x-k8s.io', ['sandboxes'], WRITE],
  ['ray', 'ray.io', ['rayclusters', 'rayjobs', 'rayservices'], WRITE],
  ['jobsets', 'jobset.x-k8s.io', ['jobsets'], ['create']],
];

/** What allows connections, by API group. */
const NETWORK_POLICIES = {
  'networking.k8s.io': ['networkpolicies'],
  'cilium.io': ['ciliumnetworkpolicies', 'ciliumclusterwidenetworkpolicies'],
};

/** Users whose rights are those of the cluster. Source: Kubernetes, default roles; kubeadm. */
const MIGHTY_USERS = new Set(['system:admin', 'kubernetes-admin', 'kubernetes-super-admin', 'system:kube-controller-manager']);

/**
 * What rights lead to, the worst first. Sources: Kubernetes, RBAC good practices; the policies of rbac-police and the risky roles of KubiScan,
 * each read against what the API server checks.
 */
export const POWERS: readonly Power[] = [
  {
    id: 'everything',
    asks: [{ group: '*', resources: ['*'], verbs: ['*'] }],
    ...TAKEOVER,
    becomes: 'accounts',
    runs: true,
    can: 'do anything',
    means: 'nothing is denied to it',
  },
  {
    id: 'node-proxy',
    asks: [core(['nodes/proxy'], ['get', 'create', 'update', 'patch', 'delete'], { names: 'any' })],
    ...EVERYWHERE,
    means: 'it executes in every pod of the nodes',
  },
  {
    id: 'escalate',
    asks: [
      { group: RBAC, resources: ['clusterroles'], verbs: ['escalate'] },
      { group: RBAC, resources: ['clusterroles'], verbs: WRITE },
    ],
    ...EVERYWHERE,
    can: 'escalate clusterroles',
    means: 'it writes any right into a role',
  },
  {
    id: 'escalate-role',
    asks: [
      { group: RBAC, resources: ['roles'], verbs: ['escalate'] },
      { group: RBAC, resources: ['roles'], verbs: WRITE },
    ],
    ...TAKEOVER,
    can: 'escalate roles',
    means: 'it writes any right into a role',
  },
  {
    id: 'bind-cluster',
    asks: [
      { group: RBAC, resources: ['clusterroles'], verbs: ['bind'], names: new Set(['cluster-admin']) },
      { group: RBAC, resources: ['clusterrolebindings'], verbs: WRITE },
    ],
    ...EVERYWHERE,
    can: 'bind clusterroles',
    means: 'it binds cluster-admin',
  },
  {
    id: 'bind',
    asks: [
      { group: RBAC, resources: ['clusterroles'], verbs: ['bind'], names: new Set(['cluster-admin', 'admin', 'edit']) },
      { group: RBAC, resources: ['rolebindings'], verbs: WRITE },
    ],
    ...TAKEOVER,
    can: 'bind clusterroles',
    means: 'it binds any role there',
  },
  {
    id: 'impersonate-user',
    asks: [core(['users'], ['impersonate'], { names: MIGHTY_USERS })],
    ...EVERYWHERE,
    means: 'it acts as any user',
  },
  {
    id: 'impersonate-group',
    // a group alone is refused: a user belongs to it
    asks: [
      core(['groups'], ['impersonate'], { names: new Set(['system:masters', 'kubeadm:cluster-admins']) }),
      core(['users', 'serviceaccounts'], ['impersonate'], { names: 'any' }),
    ],
    ...EVERYWHERE,
    can: 'impersonate groups',
    means: 'it acts as any group',
  },
  {
    id: 'certificates',
    asks: [
      { group: CERTIFICATES, resources: ['certificatesigningrequests/approval'], verbs: CHANGE },
      {
        group: CERTIFICATES,
        resources: ['signers'],
        verbs: ['approve'],
        names: new Set(['kubernetes.io/kube-apiserver-client', 'kubernetes.io/*']),
      },
      { group: CERTIFICATES, resources: ['certificatesigningrequests'], verbs: ['create'] },
    ],
    ...EVERYWHERE,
    can: 'request and approve client certificates',
    means: 'it is any user by a certificate',
  },
  {
    id: 'mutating-admission',
    asks: [{ group: ADMISSION, resources: ['mutatingwebhookconfigurations', 'mutatingadmissionpolicies'], verbs: WRITE }],
    ...EVERYWHERE,
    means: 'it changes every pod that is admitted',
  },
  {
    id: 'aws-auth',
    asks: [core(['configmaps'], CHANGE, { names: new Set(['aws-auth']), onlyNamed: true })],
    everywhere: 'cluster',
    inSystem: 'cluster',
    inNamespace: undefined,
    can: 'change the ConfigMap aws-auth',
    means: 'on EKS it decides who is an administrator',
  },
  {
    id: 'token',
    asks: [core(['serviceaccounts/token'], ['create'])],
    ...SCOPED,
    becomes: 'accounts',
    means: 'it becomes any account there',
  },
  {
    id: 'token-named',
    asks: [core(['serviceaccounts/token'], ['create'], { names: 'any', onlyNamed: true })],
    ...ONLY_ON,
    becomes: 'accounts',
    means: 'it becomes the accounts that it names',
  },
  {
    id: 'impersonate-account',
    asks: [core(['serviceaccounts'], ['impersonate'])],
    ...SCOPED,
    becomes: 'accounts',
    means: 'it acts as any account there',
  },
  {
    id: 'impersonate-account-named',
    asks: [core(['serviceaccounts'], ['impersonate'], { names: 'any', onlyNamed: true })],
    ...ONLY_ON,
    becomes: 'accounts',
    means: 'it acts as the accounts that it names',
  },
  {
    id: 'token-secret',
    asks: [core(['secrets'], ['create']), core(['secrets'], READ)],
    ...SCOPED,
    becomes: 'accounts',
    can: 'create and read secrets',
    means: 'a Secret can ask for any token there',
  },
  ...RUNNING.map(
    ([id, group, resources, verbs]): Power => ({
      id: `run-${id}`,
      asks: [{ group, resources, verbs }],
      everywhere: 'cluster',
      inSystem: 'cluster',
      inNamespace: 'namespace',
      becomes: 'accounts',
      runs: true,
      means: 'it runs pods with any account and Secret there',
    }),
  ),
  {
    id: 'run-named',
    asks: [{ group: 'apps', resources: ['deployments', 'daemonsets', 'statefulsets', 'replicasets'], verbs: CHANGE, names: 'any', onlyNamed: true }],
    ...LATERAL,
    becomes: 'accounts',
    means: 'what it changes may run as any account there',
  },
  {
    id: 'exec',
    asks: [core(['pods/exec', 'pods/attach'], ['create'])],
    ...SCOPED,
    becomes: 'workloads',
    means: 'it acts inside every pod there',
  },
  {
    id: 'debug',
    // the image of a running pod can be changed, and a container added
    asks: [core(['pods/ephemeralcontainers', 'pods'], CHANGE)],
    ...SCOPED,
    becomes: 'workloads',
    means: 'it runs code inside every pod there',
  },
  {
    id: 'ports',
    asks: [core(['pods/portforward', 'pods/proxy', 'services/proxy'], ['create'])],
    ...LATERAL,
    means: 'it opens the ports of every pod there',
  },
  ...Object.entries(NETWORK_POLICIES).map(
    ([group, resources]): Power => ({ id: group, asks: [{ group, resources, verbs: WRITE }], ...LATERAL, means: 'it opens connections to every pod there' }),
  ),
  {
    id: 'coredns',
    asks: [core(['configmaps'], CHANGE, { names: new Set(['coredns', 'coredns-custom']), onlyNamed: true })],
    everywhere: 'lateral',
    inSystem: 'lateral',
    inNamespace: undefined,
    can: 'change the ConfigMap of CoreDNS',
    means: 'it decides where names lead',
  },
  {
    id: 'system-configuration',
    asks: [core(['configmaps'], CHANGE)],
    everywhere: undefined,
    inSystem: 'lateral',
    inNamespace: undefined,
    means: 'CoreDNS, and on EKS aws-auth, are there',
  },
  {
    id: 'relabel',
    asks: [core(['namespaces'], CHANGE)],
    ...LATERAL_EVERYWHERE,
    means: 'labels switch Pod Security and policies off',
  },
  {
    id: 'nodes',
    asks: [core(['nodes'], CHANGE), core(['pods', 'pods/eviction'], ['delete', 'deletecollection', 'create'])],
    ...LATERAL_EVERYWHERE,
    can: 'patch nodes and evict pods',
    means: 'it draws the pods of others to its node',
  },
  {
    id: 'addresses',
    asks: [core(['pods/status', 'services/status'], CHANGE)],
    ...LATERAL,
    means: 'it draws the traffic of others to itself',
  },
  {
    id: 'guards',
    asks: [
      {
        group: ADMISSION,
        resources: ['validatingwebhookconfigurations', 'validatingadmissionpolicies', 'validatingadmissionpolicybindings'],
        verbs: [...CHANGE, 'delete'],
      },
    ],
    ...LATERAL_EVERYWHERE,
    means: 'it switches off what guards the cluster',
  },
  {
    id: 'validating-webhook',
    asks: [{ group: ADMISSION, resources: ['validatingwebhookconfigurations'], verbs: ['create'] }],
    ...EVERYWHERE,
    everywhere: 'read',
    means: 'it sees every object, Secrets included',
  },
  {
    id: 'secrets',
    asks: [core(['secrets'], READ)],
    ...READS,
    means: 'it reads every Secret there',
  },
];

/** PersistentVolumes that show a path of the node, for a pod of its own. */
export const VOLUMES: Ask = core(['persistentvolumes'], ['create']);
/** The labels of a namespace, by which its Pod Security is switched off. */
export const LABELS: Ask = core(['namespaces'], CHANGE);
