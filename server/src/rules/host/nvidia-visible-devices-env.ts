import { expectedRole } from '../../isolation/needs/roles.ts';
import type { ContainerView } from '../../manifest/kubernetes/views.ts';
import { removal } from '../../remedies/basic.ts';
import { asExpected, expectedOf } from '../expected.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const nvidiaVisibleDevicesEnv = defineRule({
  id: 'nvidia-visible-devices-env',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', MT: 'high', CI: 'low' }),
  dimensions: ['KERNEL'],
  when: { kubernetes: ['env'] },
  fix: 'always',
  messages: {
    env: '"{name}" asks for GPUs by {variable}={value}, past what the scheduler gives out',
    compose: '"{name}" asks for GPUs by {variable}={value}, which the NVIDIA runtime hands out unasked',
  },
  docs: {
    title: 'GPUs requested by environment variable',
    risk: 'Where the NVIDIA toolkit of the node honours the variable in unprivileged containers, this one gets the GPUs that it names, those of other tenants included, and the scheduler knows nothing of it.',
    not: 'A node whose toolkit is set to ignore the variable, or that gives devices out by CDI, ignores it.',
    fix: 'Removes the variable.',
    verify: 'Images for GPUs may set the variable themselves.',
    verifyIn: { kubernetes: 'Ask for GPUs with `nvidia.com/gpu` under `resources.limits` instead.', compose: 'Ask for GPUs with `gpus` instead.' },
    check: { kubernetes: 'kubectl exec NAME -- ls /dev', compose: 'docker compose exec SERVICE ls /dev' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K01', 'MITRE ATT&CK: T1611'],
  references: ['NVIDIA-ENVVAR'],
  check: {
    *'kubernetes.container'(container) {
      if (hasGpu(container)) return;
      const expected = expectedRole(container.pod, 'dev') === undefined ? undefined : expectedOf(container.pod);
      for (const { key, value, spot } of container.environment) {
        if (key !== 'NVIDIA_VISIBLE_DEVICES' || !value.value || /^(?:void|none)$/.test(value.value)) continue;
        const data = { name: container.label, variable: key, value: value.value };
        yield asExpected({ at: value.site, message: 'env', data, fixes: [removal(`Remove ${key}`, spot.site)] }, expected);
      }
    },
    *'compose.service'(service) {
      const { name, runtime, environment, spot } = service;
      if (!/^nvidia(?:-|$)/.test(runtime.value ?? '') || spot.get('gpus').written || spot.get('deploy', 'resources', 'reservations', 'devices').written) return;
      for (const { key, value } of environment) {
        if (key !== 'NVIDIA_VISIBLE_DEVICES' || !value.value || /^(?:void|none)$/.test(value.value)) continue;
        yield { at: value.site, message: 'compose', data: { name, variable: key, value: value.value }, fixes: [removal(`Remove ${key}`, value.site)] };
      }
    },
  },
});

/** Whether a limit asks for a GPU, or might: the limits or claims are not all in sight. */
function hasGpu({ spot }: ContainerView): boolean {
  const limits = spot.get('resources', 'limits');
  return limits.open || spot.get('resources', 'claims').written || limits.keys().some((resource) => resource.startsWith('nvidia.com/'));
}
