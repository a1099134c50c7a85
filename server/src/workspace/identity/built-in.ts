import type { Role, RoleRule } from './facts.ts';

type Line = readonly [groups: string, resources: string, verbs: string, names?: string];

const READ = 'get list watch';
const EDIT = 'create delete deletecollection patch update';
const AGGREGATE = 'rbac.authorization.k8s.io/aggregate-to-';

/**
 * ClusterRoles that every cluster has, with the rights of them that lead further, or read what is secret. The core group is `core`.
 * Source: Kubernetes, plugin/pkg/auth/authorizer/rbac/bootstrappolicy, cluster-roles.yaml and controller-roles.yaml of 1.33.
 */
const LINES: Readonly<Record<string, readonly Line[]>> = {
  'cluster-admin': [['*', '*', '*']],
  'system:aggregate-to-admin': [['rbac.authorization.k8s.io', 'roles rolebindings', `${READ} ${EDIT}`]],
  'system:aggregate-to-edit': [
    ['core', 'pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy', READ],
    ['core', 'serviceaccounts', 'impersonate'],
    ['core', 'pods pods/attach pods/exec pods/portforward pods/proxy', EDIT],
    ['core', 'configmaps persistentvolumeclaims replicationcontrollers secrets serviceaccounts services services/proxy', EDIT],
    ['core', 'serviceaccounts/token', 'create'],
    ['apps', 'daemonsets deployments replicasets statefulsets', EDIT],
    ['batch', 'cronjobs jobs', EDIT],
    ['networking.k8s.io', 'ingresses networkpolicies', EDIT],
  ],
  'system:aggregate-to-view': [
    ['core', 'configmaps endpoints persistentvolumeclaims pods serviceaccounts services namespaces pods/log', READ],
    ['apps', 'daemonsets deployments replicasets statefulsets', READ],
    ['batch', 'cronjobs jobs', READ],
    ['networking.k8s.io', 'ingresses networkpolicies', READ],
  ],
  'system:auth-delegator': [['authentication.k8s.io', 'tokenreviews', 'create']],
  'system:basic-user': [['authorization.k8s.io', 'selfsubjectaccessreviews', 'create']],
  'system:certificates.k8s.io:certificatesigningrequests:nodeclient': [['certificates.k8s.io', 'certificatesigningrequests/nodeclient', 'create']],
  'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient': [['certificates.k8s.io', 'certificatesigningrequests/selfnodeclient', 'create']],
  'system:certificates.k8s.io:kube-apiserver-client-approver': [['certificates.k8s.io', 'signers', 'approve', 'kubernetes.io/kube-apiserver-client']],
  'system:certificates.k8s.io:kube-apiserver-client-kubelet-approver': [
    ['certificates.k8s.io', 'signers', 'approve', 'kubernetes.io/kube-apiserver-client-kubelet'],
  ],
  'system:certificates.k8s.io:kubelet-serving-approver': [['certificates.k8s.io', 'signers', 'approve', 'kubernetes.io/kubelet-serving']],
  'system:certificates.k8s.io:legacy-unknown-approver': [['certificates.k8s.io', 'signers', 'approve', 'kubernetes.io/legacy-unknown']],
  'system:discovery': [],
  'system:heapster': [['core', 'events namespaces nodes pods', READ]],
  'system:kube-aggregator': [['core', 'endpoints services', READ]],
  'system:kube-controller-manager': [
    ['core', 'secrets serviceaccounts', 'create get update'],
    ['core', 'secrets', 'delete'],
    ['*', '*', 'list watch'],
    ['core', 'serviceaccounts/token', 'create'],
  ],
  'system:kube-dns': [['core', 'endpoints services', 'list watch']],
  'system:kube-scheduler': [
    ['core', 'pods', `${READ} delete`],
    ['core', 'bindings pods/binding', 'create'],
    ['core', 'pods/status', 'patch update'],
  ],
  'system:kubelet-api-admin': [['core', 'nodes/log nodes/metrics nodes/proxy nodes/stats', '*']],
  'system:monitoring': [],
  'system:node': [
    ['core', 'nodes nodes/status', 'patch update'],
    ['core', 'pods', `${READ} create delete`],
    ['core', 'pods/status', 'patch update'],
    ['core', 'configmaps secrets', READ],
    ['certificates.k8s.io', 'certificatesigningrequests', `create ${READ}`],
    ['core', 'serviceaccounts/token', 'create'],
    ['storage.k8s.io', 'csinodes', 'create delete get patch update'],
  ],
  'system:node-bootstrapper': [['certificates.k8s.io', 'certificatesigningrequests', `create ${READ}`]],
  'system:node-problem-detector': [['core', 'nodes/status', 'patch']],
  'system:node-proxier': [['core', 'endpoints services nodes', READ]],
  'system:persistent-volume-provisioner': [
    ['core', 'persistentvolumes', `${READ} create delete`],
    ['core', 'persistentvolumeclaims', `${READ} update`],
  ],
  'system:public-info-viewer': [],
  'system:service-account-issuer-discovery': [],
  'system:volume-scheduler': [['core', 'persistentvolumes persistentvolumeclaims', `${READ} patch update`]],
  'system:controller:clusterrole-aggregation-controller': [['rbac.authorization.k8s.io', 'clusterroles', `escalate ${READ} patch update`]],
  'system:controller:generic-garbage-collector': [['*', '*', `delete ${READ} patch update`]],
  'system:controller:namespace-controller': [['*', '*', 'delete deletecollection get list']],
  'system:controller:resourcequota-controller': [['*', '*', 'list watch']],
  'system:controller:cronjob-controller': [['batch', 'jobs', `create delete ${READ} patch update`]],
  'system:controller:daemon-set-controller': [['core', 'pods', 'create delete list patch watch']],
  'system:controller:deployment-controller': [['apps', 'replicasets', `create delete ${READ} patch update`]],
  'system:controller:job-controller': [['core', 'pods', 'create delete list patch watch']],
  'system:controller:replicaset-controller': [['core', 'pods', 'create delete list patch watch']],
  'system:controller:replication-controller': [['core', 'pods', 'create delete list patch watch']],
  'system:controller:statefulset-controller': [['core', 'pods', 'create delete get patch update']],
};

/** Those that are made of others: which label their parts have, and for which of them they are a part. */
const AGGREGATED: Readonly<Record<string, string | undefined>> = { admin: undefined, edit: 'admin', view: 'edit' };

const words = (text: string) => text.split(' ').map((word) => (word === 'core' ? '' : word));

function ruleOf([groups, resources, verbs, names]: Line): RoleRule {
  return {
    groups: words(groups),
    resources: words(resources),
    verbs: words(verbs),
    names: names === undefined ? [] : [names],
    named: names !== undefined,
    at: undefined,
  };
}

const builtIn = (name: string, rest: Partial<Role>): Role => ({
  kind: 'ClusterRole',
  name,
  namespace: undefined,
  labels: {},
  rules: [],
  aggregates: undefined,
  at: undefined,
  ...rest,
});

const partOf = (role: string | undefined): Role['labels'] => (role === undefined ? {} : { [`${AGGREGATE}${role}`]: 'true' });

/** Roles of `kube-system` that read what every API server of an extension reads. Source: namespace-roles.yaml there. */
const SYSTEM_ROLES: readonly Role[] = ['extension-apiserver-authentication-reader', 'system::leader-locking-kube-scheduler'].map((name) => ({
  ...builtIn(name, { rules: [] }),
  kind: 'Role',
  namespace: 'kube-system',
}));

/** The roles that every cluster brings and whose rights are known, though no file shows them. */
export const BUILT_IN_ROLES: readonly Role[] = [
  ...Object.entries(LINES).map(([name, lines]) =>
    builtIn(name, { rules: lines.map(ruleOf), labels: partOf(/^system:aggregate-to-(admin|edit|view)$/.exec(name)?.[1]) }),
  ),
  ...SYSTEM_ROLES,
  ...Object.entries(AGGREGATED).map(([name, above]) =>
    builtIn(name, { aggregates: [{ labels: { [`${AGGREGATE}${name}`]: 'true' }, expressions: [] }], labels: partOf(above) }),
  ),
];
