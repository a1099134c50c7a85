import type { Fix } from '../../fix/ops.ts';
import { MEMORY_MIB, sizeText } from '../../isolation/defaults.ts';
import { hasGivenLimit } from '../../isolation/resources.ts';
import type { ServiceView } from '../../manifest/compose/views.ts';
import { type Field, isUnset, partOf } from '../../manifest/field.ts';
import type { ContainerView } from '../../manifest/kubernetes/views.ts';
import { isNoMemory, limitFix, requestedLimit, unlimited } from '../../remedies/limits.ts';
import type { Site } from '../../syntax/site.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const memoryLimitMissing = defineRule({
  id: 'memory-limit-missing',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', MT: 'high', AI: 'high' }),
  dimensions: ['CGROUP'],
  fix: 'sometimes',
  missing: { label: 'memory limit', leaves: 'all memory of the host: its neighbours are killed' },
  messages: {
    missing: '"{name}" has no memory limit: it can take the memory of its neighbours',
    zero: '"{name}" has a memory limit of {text}, which means none: it can take all memory',
  },
  docs: {
    title: 'No memory limit',
    risk: 'One container takes the memory of the whole host, by a leak or on purpose, and the kernel kills processes of its neighbours. The memory limit is the only boundary: neither Docker nor Kubernetes sets one by default.',
    not: 'A LimitRange of the namespace that is among the files counts, and nothing is reported. One that only the cluster has may add a limit that no file shows. A limit says nothing about how much memory the program should use.',
    fix: `Sets the limit to what is requested, or in Compose reserved; where nothing is, to ${MEMORY_MIB} MiB. All of them are for you to choose.`,
    verify: 'Measure the program first: above its limit it is killed.',
    remark: 'For the Guaranteed class requests and limits must be equal.',
    check: {
      kubernetes: 'kubectl exec NAME -- cat /sys/fs/cgroup/memory.max',
      compose: 'docker compose exec SERVICE cat /sys/fs/cgroup/memory.max',
    },
  },
  standards: ['CIS Docker 1.6.0: 5.11', 'OWASP Kubernetes Top Ten 2025: K01', 'NIST SP 800-53: SC-5', 'MITRE ATT&CK: T1499, T1496'],
  references: ['K8S-API', 'MOBY-DEFAULTS', 'KEP-2837'],
  check: {
    *'kubernetes.container'(container) {
      const { memoryLimit: field, pod } = container;
      if (container.list === 'ephemeralContainers' || !isUnset(pod.memoryLimit) || hasGivenLimit(container, 'memory')) return;
      const name = container.label;
      const report = { at: field.site, fixes: () => kubernetesFix(container) };
      if (isUnset(field)) yield { ...report, anchor: container.anchor, message: 'missing', data: { name } };
      else if (isZero(field)) yield { ...report, message: 'zero', data: { name, text: field.text ?? '' } };
    },
    *'compose.service'(service) {
      const { name, memLimit: own, deployMemoryLimit: deploy } = service;
      const found = unlimited({ service, own, deploy, isNone: isNoMemory });
      if (!found) return;
      if ('missing' in found) {
        const at = found.missing;
        yield { at, anchor: partOf(service.site, 'key'), message: 'missing', data: { name }, fixes: () => limitOf(service, [{ site: at }]) };
      } else {
        const [{ site, text = '' }] = found.none as [Field<string>];
        yield { at: site, message: 'zero', data: { name, text }, fixes: limitOf(service, found.none) };
      }
    },
  },
});

/** What a service takes nobody has said: what is kept free for it is no measurement, and above the limit it is killed. */
function limitOf({ spot }: ServiceView, fields: readonly { readonly site: Site }[]): Fix[] {
  const reserved = [spot.get('mem_reservation'), spot.get('deploy', 'resources', 'reservations', 'memory')].find(({ written }) => written)?.text();
  if (reserved && reserved.value === undefined) return [];
  const value = reserved?.value ?? sizeText(MEMORY_MIB, 'compose');
  const [fix] = limitFix(`Set a memory limit of ${value}`, fields, value);
  return fix ? [{ ...fix, safety: 'manual' }] : [];
}

function isZero(field: Field<string>): boolean {
  return field.value !== undefined && isNoMemory(field.value);
}

/** How much it takes nobody has said, a request is no measurement: above the limit it is killed. */
function kubernetesFix({ memoryRequest, memoryLimit }: ContainerView): Fix[] {
  return requestedLimit('a memory limit', memoryLimit, memoryRequest, MEMORY_MIB).map((fix) => ({ ...fix, safety: 'manual' }));
}
