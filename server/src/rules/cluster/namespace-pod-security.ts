import { SYSTEM_NAMESPACES } from '../../isolation/needs/infrastructure.ts';
import { isUnset, partOf } from '../../manifest/field.ts';
import type { ResourceView } from '../../manifest/kubernetes/views.ts';
import { quotedName } from '../../manifest/subject-name.ts';
import { setting } from '../../remedies/basic.ts';
import { NEWEST_MINOR } from '../../validity/pod-security/version.ts';
import { defineRule, type Rule } from '../rule.ts';
import { severity } from '../severity.ts';

const PREFIX = 'pod-security.kubernetes.io/';
const ENFORCE = `${PREFIX}enforce`;
const LEVELS: ReadonlySet<string> = new Set(['privileged', 'baseline', 'restricted']);

/** A namespace for applications: those of the cluster itself need privileged pods. */
function applicationNamespace({ ref, spot }: ResourceView) {
  if (ref.kind !== 'Namespace' || (ref.apiVersion !== undefined && ref.apiVersion !== 'v1') || SYSTEM_NAMESPACES.includes(ref.name ?? '')) return undefined;
  return { name: quotedName(ref), site: spot.get('metadata', 'name').site, labels: spot.get('metadata', 'labels') };
}

const CHECK = { kubernetes: 'kubectl label --dry-run=server --overwrite namespace NAME pod-security.kubernetes.io/enforce=baseline' };

const missing = defineRule({
  id: 'namespace-pod-security-missing',
  since: '0.1.0',
  severity: severity('high', { TI: 'low', UC: 'medium', CI: 'medium' }),
  dimensions: ['KERNEL', 'CAPS'],
  fix: 'always',
  missing: { label: 'Pod Security level', leaves: 'the door open for privileged pods' },
  messages: { missing: 'Namespace {name} enforces no Pod Security level: a privileged pod may be created there' },
  docs: {
    title: 'Namespace without Pod Security level',
    risk: 'Nothing stops the next manifest, or a deployer that was taken over, from creating a privileged pod. Unless the cluster is configured otherwise, no label means the level privileged.',
    not: 'Kyverno, Gatekeeper or an admission policy may enforce the same; the manifest does not show it. `warn` and `audit` refuse nothing. kube-system and its like are not reported.',
    fix: 'Adds the label that enforces the level baseline.',
    verify: 'Check by a dry run on the server which running pods would break it.',
    check: CHECK,
  },
  podSecurity: 'baseline',
  standards: ['CIS Kubernetes 1.12: 5.2.1', 'OWASP Kubernetes Top Ten 2025: K04'],
  references: ['PSS', 'PSA'],
  check: {
    *'kubernetes.resource'(resource) {
      const found = applicationNamespace(resource);
      const field = found?.labels.get(ENFORCE).text();
      if (!found || !field || !isUnset(field) || (field.state === 'absent' && found.labels.open)) return;
      const fixes = [setting('Enforce the level baseline', field.site, 'baseline')];
      yield { at: field.site, anchor: partOf(found.site, 'value'), message: 'missing', data: { name: found.name }, fixes };
    },
  },
});

const privileged = defineRule({
  id: 'namespace-pod-security-privileged',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium', MT: 'critical', CI: 'medium' }),
  dimensions: ['KERNEL', 'CAPS'],
  fix: 'always',
  messages: {
    privileged: 'Namespace {name} enforces "privileged", which allows everything',
    unknown: '{mode}: "{text}" is no Pod Security level: {effect}',
  },
  docs: {
    title: 'Namespace enforces privileged',
    risk: 'The level privileged allows every pod: whoever may create pods there is root on a node. A value that is no level at all is worse than it looks: in `audit` and `warn` it switches the check off without a word.',
    not: 'Network and storage plugins and node exporters need such a namespace: keep it small, and guard who may create pods there.',
    fix: 'Sets the level baseline.',
    verify: 'Check by a dry run on the server which running pods would break it.',
    check: CHECK,
  },
  podSecurity: 'baseline',
  standards: ['CIS Kubernetes 1.12: 5.2.1, 5.2.2', 'OWASP Kubernetes Top Ten 2025: K04'],
  references: ['PSA'],
  check: {
    *'kubernetes.resource'(resource) {
      const found = applicationNamespace(resource);
      if (!found) return;
      for (const mode of ['enforce', 'audit', 'warn']) {
        const field = found.labels.get(PREFIX + mode).text();
        if (field.value === undefined) continue;
        const fixes = [setting('Set the level baseline', field.site, 'baseline')];
        if (!LEVELS.has(field.value)) {
          const effect = mode === 'enforce' ? 'the API server reports an error' : 'nothing is checked';
          yield { at: field.site, message: 'unknown', data: { mode, text: field.value, effect }, atMost: 'medium', fixes };
        } else if (mode === 'enforce' && field.value === 'privileged') yield { at: field.site, message: 'privileged', data: { name: found.name }, fixes };
      }
    },
  },
});

const unpinned = defineRule({
  id: 'namespace-pod-security-version-unpinned',
  since: '0.1.0',
  severity: severity('info', { TI: 'off', RG: 'low' }),
  dimensions: ['KERNEL'],
  fix: 'always',
  missing: { label: 'Pod Security version', leaves: 'what the level means to the next upgrade' },
  messages: { missing: 'Namespace {name} pins no Pod Security version: an upgrade changes what it allows' },
  docs: {
    title: 'Pod Security version not pinned',
    risk: 'The meaning of a level changes with the version of the cluster: SELinux types in 1.31, hosts in probes in 1.34, user namespaces in 1.35. An upgrade may reject pods that ran, or admit others.',
    not: 'The latest version is the better choice for most teams; who has to review changes pins it.',
    fix: `Adds the label with v1.${NEWEST_MINOR}, the newest version that Bulkhead knows; an older cluster takes its own latest.`,
    verify: `Put the version of your cluster there.`,
    check: { kubernetes: 'kubectl get namespace NAME --show-labels' },
  },
  podSecurity: 'baseline',
  standards: [],
  references: ['PSA'],
  check: {
    *'kubernetes.resource'(resource) {
      const found = applicationNamespace(resource);
      const enforce = found?.labels.get(ENFORCE).text();
      const version = found?.labels.get(`${ENFORCE}-version`).text();
      if (!found || !version || !enforce?.value || !LEVELS.has(enforce.value) || enforce.value === 'privileged' || !isUnset(version)) return;
      const fixes = [setting(`Pin version v1.${NEWEST_MINOR}`, version.site, `v1.${NEWEST_MINOR}`)];
      yield { at: version.site, anchor: enforce.site, message: 'missing', data: { name: found.name }, fixes };
    },
  },
});

/** Rules of the labels that tell Pod Security what to enforce in a namespace. */
export const namespacePodSecurityRules: readonly Rule[] = [missing, privileged, unpinned];
