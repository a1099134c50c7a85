import { isUnset } from '../manifest/field.ts';
import type { ContainerView } from '../manifest/kubernetes/views.ts';
import { podExample } from './example-base.ts';
import { setting } from './fixes.ts';
import { defineRule } from './rule.ts';
import { severity } from './severity.ts';

export const cpuLimitMissing = defineRule({
  id: 'cpu-limit-missing',
  since: '0.1.0',
  severity: severity('off', 'low', 'medium', 'medium', 'low', 'low'),
  dimensions: ['CGROUP'],
  fix: 'sometimes',
  missing: { label: 'CPU limit', leaves: 'all idle processors of the node, for miners too' },
  messages: { missing: '"{name}" has no CPU limit: it takes every processor that is idle' },
  docs: {
    title: 'No CPU limit',
    risk: 'A miner or a runaway program takes every processor that is idle, and code that measures its neighbours has all the time it needs.',
    not: 'Requests share processors fairly under contention, and many teams leave the limit out on purpose, since it throttles. For trusted services requests are enough.',
    fix: 'Sets the limit to the CPU request, or to one processor where there is none. Measure the program first: above the limit it is throttled.',
    check: { kubernetes: 'kubectl exec NAME -- cat /sys/fs/cgroup/cpu.max' },
  },
  standards: ['CIS Docker 1.6.0: 5.12', 'MITRE ATT&CK: T1496.001'],
  references: ['K8S-API'],
  examples: [
    {
      dialect: 'kubernetes',
      bad: podExample({ resources: ['requests:', '  cpu: 500m', 'limits:', '  memory: 256Mi'] }),
      good: podExample({ resources: ['requests:', '  cpu: 500m', 'limits:', '  memory: 256Mi', '  cpu: 500m'] }),
    },
  ],
  check: {
    *'kubernetes.container'(container) {
      const { list, pod, spot } = container;
      if (list === 'ephemeralContainers' || !isUnset(pod.spots.spec.get('resources', 'limits', 'cpu').text())) return;
      const limit = spot.get('resources', 'limits', 'cpu').text();
      if (isUnset(limit)) yield { at: limit.site, anchor: container.anchor, message: 'missing', data: { name: container.label }, fixes: fixes(container) };
    },
  },
});

/** A limit below the request would be rejected: where a template decides the request, no value can be offered. */
function fixes({ spot }: ContainerView) {
  const request = spot.get('resources', 'requests', 'cpu').text();
  if (request.value === undefined && !isUnset(request)) return [];
  const value = request.value ?? '1';
  return [setting(`Set a CPU limit of ${value}`, spot.get('resources', 'limits', 'cpu').site, value)];
}
