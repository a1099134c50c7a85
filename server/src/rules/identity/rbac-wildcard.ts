import { type Field, isUnset } from '../../manifest/field.ts';
import type { Spot } from '../../manifest/spot.ts';
import { quotedName } from '../../manifest/subject-name.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';
import { asExpected } from './controllers.ts';
import { givesRight } from './rbac.ts';
import { isRbac, mitigated, type RoleEntry, roleEntries } from './rbac-entries.ts';

const SEVERITY = severity('high', { TI: 'medium' });

const MESSAGES = {
  all: '{role} may do anything with every resource: whoever holds it owns what it is bound to',
  resources: '{role} may {verbs} every resource of {group}',
  subresources: '{role} may {verbs} every subresource of {resource}',
  verbs: '{role} has every verb on {resource}, those of later versions included',
  groups: '{role} means {resource} of every API group, of later ones too',
  aggregated: '{role} has the rights of every ClusterRole: its selector chooses all, those of later ones too',
  urls: '{role} may {verbs} every URL of the API server that is no resource',
} as const;

export const rbacWildcard = defineRule({
  id: 'rbac-wildcard',
  since: '0.1.0',
  severity: SEVERITY,
  dimensions: ['IDENTITY'],
  when: { kubernetes: ['rules'] },
  fix: 'never',
  messages: MESSAGES,
  docs: {
    title: 'Wildcard in a role',
    risk: 'A wildcard covers what nobody thought of: Secrets, `pods/exec`, resources that are installed later, and the verbs `escalate`, `bind` and `impersonate`.',
    not: 'ClusterRoles that the cluster brings, by their name or label, and those aggregated to admin, edit or view are reported lower, since anybody may write both. A wildcard within the API group of an operator itself, or for a single resource, is reported lower.',
    fix: 'No fix is offered: list the verbs and resources that the program uses. The audit log, or `kubectl auth can-i --list`, shows them.',
    check: { kubernetes: 'kubectl auth can-i --list --as=system:serviceaccount:NAMESPACE:ACCOUNT' },
  },
  standards: [
    'CIS Kubernetes 1.12: 5.1.3',
    'OWASP Kubernetes Top Ten 2025: K02',
    'OWASP NHI Top 10 2025: NHI5',
    'NIST CSF 2.0: PR.AA-05',
    'NIST SP 800-53: AC-6',
    'MITRE ATT&CK: T1078',
  ],
  references: ['K8S-RBAC-GP'],
  check: {
    *'kubernetes.resource'(resource) {
      const entries = roleEntries(resource);
      for (const selector of resource.spot.get('aggregationRule', 'clusterRoleSelectors').items())
        if (isRbac(resource, ['ClusterRole']) && choosesAll(selector))
          yield mitigated({ at: selector.site, message: 'aggregated', data: { role: quotedName(resource.ref) } }, resource);
      for (const entry of entries) {
        const report = wildcard(entry, quotedName(resource.ref));
        if (report) yield asExpected(mitigated(report, resource), resource, 'rbac-wildcard', SEVERITY);
      }
    },
  },
});

/** Whether a label selector has no condition. */
function choosesAll(selector: Spot): boolean {
  const isEmpty = (spot: Spot) => isUnset(spot) || (spot.state === 'present' && !spot.open && spot.keys().length + spot.items().length === 0);
  return isEmpty(selector) || (selector.type === 'map' && !selector.open && ['matchLabels', 'matchExpressions'].every((key) => isEmpty(selector.get(key))));
}

/** APIs that only show measurements. */
const METRICS = /(?:^|\.)metrics\.k8s\.io$/;

/** API groups of Kubernetes itself: others belong to an operator, whose own objects they are. */
function isOperators({ value = '' }: Field<string>): boolean {
  return value.includes('.') && (!value.endsWith('.k8s.io') || METRICS.test(value));
}

const star = (list: readonly Field<string>[]) => list.find(({ value }) => value === '*');

/** The widest wildcard of an entry: one entry, one finding. */
function wildcard(entry: RoleEntry, role: string): Report<typeof MESSAGES> | undefined {
  const { groups, resources, verbs, urls } = entry;
  const own = groups.length > 0 && groups.every(isOperators) ? 1 : 0;
  const url = star(urls);
  const words = star(verbs) ? undefined : verbs.map(({ value }) => value).join('/');
  if (url && verbs.length > 0) return { at: url.site, message: 'urls', data: { role, verbs: words ?? 'call' }, lower: 1 };
  const [verb, group] = [star(verbs), star(groups)];
  const all = star(resources);
  if (all && verbs.length > 0 && groups.length > 0) {
    if (verb && group) return { at: all.site, message: 'all', data: { role } };
    const name = group ? 'every API group' : groups.map(({ value }) => `"${value}"`).join(' and ');
    return { at: all.site, message: 'resources', data: { role, verbs: words ?? 'do anything with', group: name }, lower: own };
  }
  // a right that is given by name has its own rule
  if (entry.named || givesRight(entry)) return undefined;
  const part = resources.find(({ value }) => value?.includes('*') && !value.startsWith('*/'));
  const named = (field: Field<string> | undefined) => ({ role, resource: field?.value ?? '' });
  // `*/scale` and `*/finalizers` give only what they name
  const first = resources.find(({ value }) => !value?.startsWith('*/'));
  if (verb && first) return { at: verb.site, message: 'verbs', data: named(part ?? first), lower: own };
  if (part) return { at: part.site, message: 'subresources', data: { role, verbs: words ?? 'use', resource: part.value?.slice(0, -2) ?? '' }, lower: 1 };
  if (group && first && verbs.some(({ value }) => value !== 'get')) return { at: group.site, message: 'groups', data: named(first), atMost: 'low' };
  return undefined;
}
