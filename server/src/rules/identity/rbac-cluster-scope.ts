import { quotedName } from '../../manifest/subject-name.ts';
import type { RoleRule } from '../../workspace/identity/facts.ts';
import { CLUSTER_ROLE } from '../../workspace/identity/questions.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { isControllerName } from './chain.ts';
import { binding } from './rbac-binding.ts';
import { mitigated } from './rbac-entries.ts';

export const rbacClusterScope = defineRule({
  id: 'rbac-cluster-scope',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', MT: 'high' }),
  dimensions: ['IDENTITY'],
  when: { kubernetes: ['roleRef'] },
  fix: 'never',
  messages: { everywhere: '{binding} lets "{account}" {can} in every namespace, though its role has nothing of the cluster' },
  docs: {
    title: 'Bound everywhere where a namespace would do',
    risk: 'The rights hold in every namespace, also in `kube-system` and in those of other teams and tenants, and in each that comes later.',
    not: 'What watches all namespaces needs it: operators and controllers, by their names, roles with resources of the cluster or of custom kinds, and roles that only read what is not secret, are not reported.',
    fix: 'No fix is offered: use a RoleBinding in each namespace that the program works in. It may name the same ClusterRole.',
    check: { kubernetes: 'kubectl auth can-i --list --as=system:serviceaccount:NAMESPACE:ACCOUNT -n kube-system' },
  },
  standards: ['CIS Kubernetes 1.12: 5.1.1', 'OWASP Kubernetes Top Ten 2025: K02', 'OWASP NHI Top 10 2025: NHI5, NHI8', 'NIST SP 800-53: AC-6'],
  references: ['K8S-RBAC-GP'],
  check: {
    *'kubernetes.resource'(resource, { workspace }) {
      const found = binding(resource);
      const role = found?.role;
      if (resource.ref.kind !== 'ClusterRoleBinding' || !found || role?.value === undefined) return;
      const account = found.subjects.find(({ kind }) => kind === 'ServiceAccount')?.name.value;
      const names = [resource.ref.name, role.value, ...found.subjects.map(({ name }) => name.value)];
      if (account === undefined || names.some((name) => name !== undefined && isControllerName(name))) return;
      const rules = workspace.ask(CLUSTER_ROLE, role.value);
      const writing = rules?.every(isOfNamespaces) ? rules.find(matters) : undefined;
      if (!writing) return;
      const resourceName = writing.resources.find((one) => matters({ ...writing, resources: [one] })) ?? '';
      const verb = writing.verbs.find((one) => matters({ ...writing, resources: [resourceName], verbs: [one] })) ?? '';
      const data = { binding: quotedName(resource.ref), account, can: `${verb} ${resourceName}` };
      yield mitigated({ at: role.site, message: 'everywhere', data }, resource);
    },
  },
});

/** Resources of namespaces, by API group. Source: Kubernetes, `kubectl api-resources --namespaced`. */
const NAMESPACED: Readonly<Record<string, readonly string[]>> = {
  '': [
    'bindings',
    'configmaps',
    'endpoints',
    'events',
    'limitranges',
    'persistentvolumeclaims',
    'pods',
    'podtemplates',
    'replicationcontrollers',
    'resourcequotas',
    'secrets',
    'serviceaccounts',
    'services',
  ],
  apps: ['controllerrevisions', 'daemonsets', 'deployments', 'replicasets', 'statefulsets'],
  autoscaling: ['horizontalpodautoscalers'],
  batch: ['cronjobs', 'jobs'],
  'coordination.k8s.io': ['leases'],
  'discovery.k8s.io': ['endpointslices'],
  'events.k8s.io': ['events'],
  'networking.k8s.io': ['ingresses', 'networkpolicies'],
  policy: ['poddisruptionbudgets'],
  'rbac.authorization.k8s.io': ['rolebindings', 'roles'],
};

/** What every client writes, and what elects a leader. */
const HARMLESS = new Set(['events', 'leases', 'endpoints', 'configmaps', 'endpointslices']);

function isOfNamespaces({ groups, resources }: RoleRule): boolean {
  const known = groups.flatMap((group) => NAMESPACED[group] ?? []);
  const whole = groups.every((group) => Object.hasOwn(NAMESPACED, group));
  return whole && resources.length > 0 && resources.every((resource) => known.includes(resource.split('/')[0] ?? ''));
}

/** Whether a rule writes, or reads what is secret. */
function matters({ resources, verbs, named }: RoleRule): boolean {
  const writes = verbs.some((verb) => verb === '*' || !['get', 'list', 'watch'].includes(verb));
  return !named && resources.some((resource) => resource === 'secrets' || (writes && !HARMLESS.has(resource)));
}
