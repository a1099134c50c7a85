import type { ResourceView } from '../../manifest/kubernetes/views.ts';

/** Controllers that need powerful rights, by their label `app.kubernetes.io/name` or `part-of`, each with the rules that expect these rights. */
const CONTROLLERS: Readonly<Record<string, readonly string[]>> = {
  'prometheus-operator': ['rbac-secrets-read', 'rbac-workload-create', 'rbac-wildcard'],
  'kube-state-metrics': ['rbac-secrets-read'],
  'cert-manager': ['rbac-secrets-read', 'rbac-token-request', 'rbac-admission-control-write', 'rbac-csr-approve'],
  cainjector: ['rbac-secrets-read', 'rbac-admission-control-write'],
  'external-secrets': ['rbac-secrets-read', 'rbac-token-request', 'rbac-admission-control-write'],
  'ingress-nginx': ['rbac-secrets-read', 'rbac-admission-control-write'],
  traefik: ['rbac-secrets-read'],
  istiod: ['rbac-secrets-read', 'rbac-admission-control-write', 'rbac-token-request'],
  linkerd: ['rbac-admission-control-write'],
  vault: ['rbac-token-request', 'rbac-admission-control-write'],
  kyverno: ['rbac-admission-control-write', 'rbac-secrets-read'],
  gatekeeper: ['rbac-admission-control-write'],
  argocd: ['rbac-secrets-read', 'rbac-workload-create', 'rbac-wildcard', 'rbac-cluster-admin-binding', 'rbac-pod-exec'],
  flux: ['rbac-secrets-read', 'rbac-escalate-bind-impersonate', 'rbac-cluster-admin-binding', 'rbac-wildcard'],
  crossplane: ['rbac-wildcard', 'rbac-cluster-admin-binding', 'rbac-escalate-bind-impersonate', 'rbac-secrets-read', 'rbac-workload-create'],
  capsule: ['rbac-namespace-write', 'rbac-escalate-bind-impersonate'],
  'cluster-autoscaler': ['rbac-node-write'],
  karpenter: ['rbac-node-write'],
  'node-problem-detector': ['rbac-node-write'],
  'kubelet-csr-approver': ['rbac-csr-approve'],
};

/** Whether an object belongs, by its labels, to a controller that needs the rights which a rule (by id) reports. */
export function isExpectedOf(resource: ResourceView, rule: string): boolean {
  const labels = resource.spot.get('metadata', 'labels');
  return ['app.kubernetes.io/name', 'app.kubernetes.io/part-of'].some((key) => {
    const name = labels.get(key).text().value;
    return name !== undefined && Object.hasOwn(CONTROLLERS, name) && (CONTROLLERS[name] ?? []).includes(rule);
  });
}
