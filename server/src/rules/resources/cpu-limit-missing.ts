import { hasGivenLimit } from '../../isolation/resources.ts';
import { type Field, isUnset, partOf } from '../../manifest/field.ts';
import type { ContainerView } from '../../manifest/kubernetes/views.ts';
import { setting } from '../../remedies/basic.ts';
import { limitFix, unlimited } from '../../remedies/limits.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const cpuLimitMissing = defineRule({
  id: 'cpu-limit-missing',
  since: '0.1.0',
  severity: severity('low', { TI: 'off', MT: 'medium', AI: 'medium' }),
  dimensions: ['CGROUP'],
  fix: 'sometimes',
  missing: { label: 'CPU limit', leaves: 'every idle processor of the host, for miners too' },
  messages: {
    missing: '"{name}" has no CPU limit: it takes every processor that is idle',
    none: '"{name}" has a CPU limit of {text}, which is none: it takes every processor that is idle',
  },
  docs: {
    title: 'No CPU limit',
    risk: 'A miner or a runaway program takes every processor that is idle, and code that measures its neighbours has all the time it needs.',
    not: 'Requests share processors fairly under contention, and many teams leave the limit out on purpose, since it throttles. For trusted services requests are enough. A limit that a LimitRange among the files gives counts.',
    fix: 'Sets the limit to the CPU request, or to one processor where there is none.',
    verify: 'Measure the program first: above the limit it is throttled.',
    check: { kubernetes: 'kubectl exec NAME -- cat /sys/fs/cgroup/cpu.max', compose: 'docker compose exec SERVICE cat /sys/fs/cgroup/cpu.max' },
  },
  standards: ['CIS Docker 1.6.0: 5.12', 'NIST SP 800-53: SC-5', 'MITRE ATT&CK: T1496.001'],
  references: ['K8S-API', 'COMPOSE-SPEC'],
  check: {
    *'kubernetes.container'(container) {
      const { list, pod, spot } = container;
      if (list === 'ephemeralContainers' || !isUnset(pod.spots.spec.get('resources', 'limits', 'cpu').text())) return;
      const limit = spot.get('resources', 'limits', 'cpu').text();
      if (isUnset(limit) && !hasGivenLimit(container, 'cpu'))
        yield { at: limit.site, anchor: container.anchor, message: 'missing', data: { name: container.label }, fixes: fixes(container) };
    },
    *'compose.service'(service) {
      const { name, spot } = service;
      // bound to some processors, or to a share of time, it does not take them all
      if (BOUNDS.some((key) => spot.get(key).written || spot.get(key).state === 'unknown') || isQuota(spot.get('cpu_quota').text())) return;
      const [own, deploy] = [spot.get('cpus').text(), spot.get('deploy', 'resources', 'limits', 'cpus').text()];
      const title = 'Set a CPU limit of one processor';
      const found = unlimited({ service, own, deploy, isNone: (value) => Number(value) === 0 });
      if (!found) return;
      if ('missing' in found) {
        const at = found.missing;
        yield { at, anchor: partOf(service.site, 'key'), message: 'missing', data: { name }, fixes: [setting(title, at, '1.0')] };
      } else {
        const [{ site, text = '' }] = found.none as [Field<string>];
        yield { at: site, message: 'none', data: { name, text }, fixes: limitFix(title, found.none, '1.0') };
      }
    },
  },
});

/** Keys of a service that bind it to some processors; the last two are for Windows. */
const BOUNDS = ['cpuset', 'cpu_count', 'cpu_percent'];

/** True unless there is surely no quota: 0 and -1 mean none. */
function isQuota(quota: Field<string>): boolean {
  return !isUnset(quota) && !/^(?:0|-1)$/.test(quota.value ?? '');
}

/** A limit below the request would be rejected: where a template decides the request, no value can be offered. */
function fixes({ spot }: ContainerView) {
  const request = spot.get('resources', 'requests', 'cpu').text();
  if (request.value === undefined && !isUnset(request)) return [];
  const value = request.value ?? '1';
  return [setting(`Set a CPU limit of ${value}`, spot.get('resources', 'limits', 'cpu').site, value)];
}
