import type { ResourceView } from '../../manifest/kubernetes/views.ts';
import type { Site } from '../../syntax/site.ts';
import type { Report, SeverityTable } from '../rule.ts';

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

/**
 * A finding of a rule (by id) about an object that belongs, by its labels, to a controller that needs such rights: it is no worse than for
 * trusted workloads, and says why. Labels are for anybody to write, so it is never silent.
 */
export function asExpected<R extends Report>(report: R, resource: ResourceView, rule: string, severity: SeverityTable): R {
  const label = labelOf(resource, rule);
  if (!label || severity.TI === 'off') return report;
  return {
    ...report,
    atMost: report.atMost ?? severity.TI,
    related: [...(report.related ?? []), { at: label, message: 'no worse, since the label names a controller that needs it' }],
  };
}

/** The label that names a controller which needs the rights that a rule reports. */
function labelOf({ spot }: ResourceView, rule: string): Site | undefined {
  const labels = spot.get('metadata', 'labels');
  const fields = ['app.kubernetes.io/name', 'app.kubernetes.io/part-of'].map((key) => labels.get(key).text());
  return fields.find(({ value }) => value !== undefined && Object.hasOwn(CONTROLLERS, value) && CONTROLLERS[value]?.includes(rule))?.site;
}

/** Whether a name is that of a controller which needs powerful rights. */
export function isController(name: string | undefined): boolean {
  return name !== undefined && Object.hasOwn(CONTROLLERS, name);
}
