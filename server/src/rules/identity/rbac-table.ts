import { severity } from '../severity.ts';
import { allows, type RoleEntry } from './rbac-entries.ts';
import { type Right, WRITE } from './rbac-right.ts';
import { CLUSTER_RIGHTS } from './rbac-table-cluster.ts';

const READ = ['get', 'list', 'watch'];

/** Names of objects so powerful that a right on them is as bad as one on all objects. */
export const POWERFUL_NAMES: ReadonlySet<string> = new Set(['cluster-admin', 'admin', 'edit', 'system:masters', 'system:admin']);

/** A certificate takes a request, its approval and a signer: a step for each that this role cannot do, two for a signer of kubelets alone. */
function missingCsrRights(role: readonly RoleEntry[]): number {
  const group = 'certificates.k8s.io';
  const signers = role.filter((entry) => allows(entry, group, 'signers', 'approve'));
  const kubeletsOnly = signers.length > 0 && signers.every(({ names }) => names.length > 0 && names.every((name) => name.endsWith('/kubelet-serving')));
  const requests = role.some((entry) => allows(entry, group, 'certificatesigningrequests', 'create'));
  return (requests ? 0 : 1) + (signers.length === 0 ? 1 : kubeletsOnly ? 2 : 0);
}

export const RIGHTS: readonly Right[] = [
  {
    id: 'rbac-secrets-read',
    severity: severity('high', { TI: 'medium' }),
    dimensions: ['SECRETS', 'IDENTITY'],
    grants: [{ group: '', resources: ['secrets'], verbs: READ }],
    named: { lower: 'silent', unbounded: ['list', 'watch'] },
    means: 'credentials of other workloads',
    title: 'Role can read Secrets',
    risk: 'Whoever takes over a pod with this right reads the credentials of every other workload in scope, with them older ServiceAccount tokens. `list` and `watch` return the contents too, not only the names.',
    not: '`get` with `resourceNames` is narrow and not reported. cert-manager, external-secrets and ingress controllers need some of it.',
    fix: 'Name the Secrets in `resourceNames`, drop `list` and `watch`, or mount the one Secret that is needed into the pod.',
    ask: 'list secrets',
    standards: [
      'CIS Kubernetes 1.12: 5.1.2',
      'OWASP Kubernetes Top Ten 2025: K02, K03',
      'OWASP NHI Top 10 2025: NHI5',
      'NIST CSF 2.0: PR.AA-05',
      'NIST SP 800-53: AC-6',
      'MITRE ATT&CK: T1552.007',
    ],
    references: ['K8S-RBAC-GP'],
  },
  {
    id: 'rbac-pod-exec',
    severity: severity('high', { TI: 'medium', AI: 'critical' }),
    dimensions: ['IDENTITY', 'PID'],
    grants: [
      { group: '', resources: ['pods/exec', 'pods/attach', 'pods/portforward', 'pods/proxy', 'pods/*'], verbs: ['create'] },
      { group: '', resources: ['pods/ephemeralcontainers'], verbs: ['patch', 'update'] },
      { group: '', resources: ['pods/proxy'], verbs: ['get'] },
      // from 1.35 on the API server asks for `create` as well
      { group: '', resources: ['pods/exec', 'pods/attach', 'pods/portforward', 'pods/*'], verbs: ['get'], lower: 1 },
    ],
    named: { lower: 1 },
    means: 'it acts inside other workloads',
    title: 'Role can execute in other pods',
    risk: 'It runs commands inside other workloads, or opens their ports, with their tokens, files and network: containment of the container that holds this right is worth nothing to its neighbours. Before 1.35 `get` alone is enough over a WebSocket.',
    not: 'Deployment tools and runners of the Kubernetes executor work this way. An ephemeral container is still subject to Pod Security.',
    fix: 'Drop the subresource. Names cannot bound pods that do not exist yet: keep the workloads that need it in a namespace of their own.',
    ask: 'create pods/exec',
    standards: ['OWASP Kubernetes Top Ten 2025: K02', 'OWASP NHI Top 10 2025: NHI5', 'NIST CSF 2.0: PR.AA-05', 'NIST SP 800-53: AC-6', 'MITRE ATT&CK: T1609'],
    references: ['K8S-RBAC-GP', 'K8S-135-WS'],
  },
  {
    id: 'rbac-workload-create',
    severity: severity('high', { TI: 'medium', MT: 'critical', AI: 'critical' }),
    dimensions: ['IDENTITY', 'SECRETS', 'KERNEL'],
    grants: [
      { group: '', resources: ['pods', 'replicationcontrollers'], verbs: WRITE },
      { group: 'apps', resources: ['deployments', 'daemonsets', 'statefulsets', 'replicasets'], verbs: WRITE },
      { group: 'batch', resources: ['jobs', 'cronjobs'], verbs: WRITE },
      { group: 'argoproj.io', resources: ['workflows', 'cronworkflows', 'rollouts'], verbs: WRITE },
      { group: 'tekton.dev', resources: ['taskruns', 'pipelineruns'], verbs: WRITE },
      { group: 'agents.x-k8s.io', resources: ['sandboxes'], verbs: WRITE },
      { group: 'ray.io', resources: ['rayclusters', 'rayjobs', 'rayservices'], verbs: WRITE },
      { group: 'jobset.x-k8s.io', resources: ['jobsets'], verbs: WRITE },
    ],
    named: { lower: 1 },
    means: 'with them every Secret there',
    title: 'Role can create pods or their controllers',
    risk: 'A pod may use every Secret, ConfigMap, volume and ServiceAccount of its namespace, so this right includes theirs. Where no Pod Security level is enforced, a privileged pod makes it root on a node.',
    not: 'It is what deployment pipelines and operators do. Pod Security `restricted` and a namespace of their own bound it.',
    fix: 'Grant it in one namespace, by a Role, and enforce Pod Security `restricted` there. Drop kinds that are not created.',
    ask: 'create pods',
    standards: [
      'CIS Kubernetes 1.12: 5.1.4',
      'OWASP Kubernetes Top Ten 2025: K02',
      'OWASP NHI Top 10 2025: NHI5',
      'NIST CSF 2.0: PR.AA-05',
      'NIST SP 800-53: AC-6',
      'MITRE ATT&CK: T1610, T1611',
    ],
    references: ['K8S-RBAC-GP'],
  },
  {
    id: 'rbac-node-proxy',
    severity: severity('critical', { TI: 'high' }),
    dimensions: ['IDENTITY', 'PID', 'SECRETS'],
    grants: [{ group: '', resources: ['nodes/proxy', 'nodes/*'], verbs: 'any' }],
    named: { lower: 1 },
    instead: ['nodes/metrics', 'nodes/stats', 'nodes/healthz', 'nodes/pods', 'nodes/configz'],
    means: 'it executes in every pod of the node',
    title: 'Role can use the kubelet API',
    risk: 'nodes/proxy authorises the whole kubelet API: commands in every pod of the node, past admission and audit. Opening a WebSocket is an HTTP GET, so `get` is enough.',
    not: 'Monitoring agents ask for it out of habit: they need only metrics, stats and health, which have resources of their own since 1.33.',
    fix: 'Replaces it by nodes/metrics, nodes/stats, nodes/healthz, nodes/pods and nodes/configz.',
    verify: 'Check that the cluster has version 1.33 or later, and drop those that are not read.',
    ask: 'get nodes/proxy',
    standards: [
      'CIS Kubernetes 1.12: 5.1.10',
      'OWASP Kubernetes Top Ten 2025: K02, K06',
      'OWASP NHI Top 10 2025: NHI5',
      'NIST CSF 2.0: PR.AA-05',
      'NIST SP 800-53: AC-6',
      'MITRE ATT&CK: T1609, T1611',
    ],
    references: ['K8S-RBAC-GP', 'KEP-2862'],
  },
  {
    id: 'rbac-escalate-bind-impersonate',
    severity: severity('critical', { TI: 'high' }),
    dimensions: ['IDENTITY'],
    grants: [
      { group: 'rbac.authorization.k8s.io', resources: ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'], verbs: ['escalate', 'bind'] },
      { group: '', resources: ['users', 'groups', 'serviceaccounts'], verbs: ['impersonate'] },
      { group: 'authentication.k8s.io', resources: ['uids', 'userextras', 'userextras/*'], verbs: ['impersonate'] },
      // constrained impersonation needs a second right for each action
      {
        group: 'authentication.k8s.io',
        resources: ['users', 'groups', 'serviceaccounts', 'nodes', 'uids'],
        verbs: ['impersonate:user-info', 'impersonate:serviceaccount', 'impersonate:arbitrary-node', 'impersonate:associated-node'],
        lower: 1,
      },
    ],
    named: { lower: 'silent' },
    shownOnVerb: true,
    means: 'a way to more than its own rights',
    title: 'Role can exceed its own rights',
    risk: 'These verbs switch off the check that nobody hands out more than they have: `escalate` writes any right into a role, `bind` binds any role, `impersonate` acts as any user or group. Each is a short way to cluster-admin.',
    not: 'GitOps controllers impersonate the ServiceAccounts of tenants on purpose: with `resourceNames` it is not reported, unless they name a powerful role or group.',
    fix: 'Drop the verbs, or name in `resourceNames` the roles and accounts that are meant.',
    ask: 'escalate clusterroles',
    standards: [
      'CIS Kubernetes 1.12: 5.1.8',
      'OWASP Kubernetes Top Ten 2025: K02',
      'OWASP NHI Top 10 2025: NHI5',
      'NIST CSF 2.0: PR.AA-05',
      'NIST SP 800-53: AC-6',
      'MITRE ATT&CK: T1098.006, T1078',
    ],
    references: ['K8S-RBAC-GP', 'KEP-5284'],
  },
  {
    id: 'rbac-csr-approve',
    severity: severity('critical', { TI: 'high', CI: 'high' }),
    dimensions: ['IDENTITY'],
    grants: [{ group: 'certificates.k8s.io', resources: ['certificatesigningrequests/approval'], verbs: ['update', 'patch'] }],
    named: { lower: 1 },
    reduced: missingCsrRights,
    means: 'it mints client certificates',
    title: 'Role can approve client certificates',
    risk: 'Whoever requests and approves a certificate is any user or group that the signer accepts. The certificate stays valid after the pod and its rights are gone.',
    not: 'It takes `create` on requests and `approve` on the signer as well: where the role lacks one, or names only the signer of kubelet serving certificates, it is reported lower.',
    fix: 'Name the one signer in `resourceNames` of the entry with `approve`, and keep `create` in another role.',
    ask: 'update certificatesigningrequests/approval',
    standards: [
      'CIS Kubernetes 1.12: 5.1.11',
      'OWASP Kubernetes Top Ten 2025: K02, K09',
      'OWASP NHI Top 10 2025: NHI5',
      'NIST CSF 2.0: PR.AA-05',
      'NIST SP 800-53: AC-6',
      'MITRE ATT&CK: T1098, T1649',
    ],
    references: ['K8S-RBAC-GP'],
  },
  {
    id: 'rbac-token-request',
    severity: severity('critical', { TI: 'high', CI: 'high' }),
    dimensions: ['IDENTITY'],
    grants: [{ group: '', resources: ['serviceaccounts/token'], verbs: ['create'] }],
    named: { lower: 'silent' },
    means: 'it becomes any of those accounts',
    title: 'Role can issue tokens of other ServiceAccounts',
    risk: 'The TokenRequest API issues a valid token of any ServiceAccount in scope. In a namespace with a powerful controller this right is as good as that controller.',
    not: 'Vault and the External Secrets operator need it for named accounts: with `resourceNames` it is not reported.',
    fix: 'Name the accounts in `resourceNames`.',
    ask: 'create serviceaccounts/token',
    standards: [
      'CIS Kubernetes 1.12: 5.1.13',
      'OWASP Kubernetes Top Ten 2025: K02',
      'OWASP NHI Top 10 2025: NHI5',
      'NIST CSF 2.0: PR.AA-05',
      'NIST SP 800-53: AC-6',
      'MITRE ATT&CK: T1528',
    ],
    references: ['K8S-RBAC-GP'],
  },
  ...CLUSTER_RIGHTS,
];
