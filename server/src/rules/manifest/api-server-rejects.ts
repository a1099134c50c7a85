import type { Spot } from '../../manifest/spot.ts';
import type { Path, Site } from '../../syntax/site.ts';
import { type ApiCheckId, type CheckedRefusal, refusalsOf } from '../../validity/api/evaluate.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

/** The checks of what a rule of its own says better, with its place and its fix. */
const TOLD: ReadonlySet<ApiCheckId> = new Set<ApiCheckId>([
  // allow-privilege-escalation-conflict
  'escalation',
  // proc-mount-unmasked
  'unmaskedProc',
  // mount-propagation-bidirectional
  'bidirectional',
  // user-namespace-incompatible
  'userNamespace',
  'windowsUserNamespace',
  // seccomp-localhost-profile, apparmor-localhost-profile
  'localhostPaths',
  // apparmor-annotation-deprecated
  'annotatedContainers',
]);

export const apiServerRejects = defineRule({
  id: 'api-server-rejects',
  since: '0.2.0',
  severity: severity('high'),
  dimensions: ['KERNEL', 'CAPS', 'USER', 'SYSCALL'],
  refuses: true,
  fix: 'never',
  messages: { rejected: 'The API server will refuse this {what}: {field}: {words}' },
  docs: {
    title: 'API server will refuse this pod',
    risk: 'Two settings contradict each other, or a value is none that the field takes. Validation refuses the object with these words: what runs is the version before, without the protections that this one brings, or nothing.',
    not: 'It weakens no pod that runs. Only what Kubernetes validates around isolation is checked here: policies, quotas and webhooks of the cluster may refuse more. While a document is being typed, what is missing is not told.',
    fix: 'There is none by itself: which of the two settings is meant only the author knows.',
    check: { kubernetes: 'kubectl apply --dry-run=server -f FILE' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K01'],
  references: ['K8S-VALIDATION', 'K8S-API'],
  check: {
    *'kubernetes.resource'({ ref, spot, pods: [pod] }, { intact, kubernetesVersion }) {
      if (!intact || !pod) return;
      const said = new Set<string>();
      for (const refusal of refusalsOf(pod, kubernetesVersion)) {
        const { field, message: words } = refusal;
        const once = `${field} ${words}`;
        if (isUnfinished(spot, refusal) || TOLD.has(refusal.check) || said.has(once)) continue;
        said.add(once);
        yield { at: shownAt(spot, refusal.site), message: 'rejected', data: { what: ref.kind === 'Pod' ? 'pod' : ref.kind, field, words } };
      }
    },
  },
});

/** What is missing where nothing around it has a value yet is still being typed; so is what is missing without more words. */
function isUnfinished(resource: Spot, { type, detail, site }: CheckedRefusal): boolean {
  if (type !== 'FieldValueRequired') return false;
  const holder = resource.get(...site.path.slice(resource.path.length, -1));
  return detail === '' || holder.keys().every((key) => holder.get(key).state !== 'present');
}

/** The place itself, or the narrowest written thing around it if the place is absent. */
function shownAt(resource: Spot, site: Site): Site {
  const base = resource.path.length;
  const written = (path: Path) => resource.get(...path.slice(base)).written;
  let { path } = site;
  while (path.length > base && !written(path)) path = path.slice(0, -1);
  return path === site.path ? site : { ...site, path, part: 'key' };
}
