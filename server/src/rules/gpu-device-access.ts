import { podExample } from './example-base.ts';
import { defineRule } from './rule.ts';
import { severity } from './severity.ts';

/** Resources of GPU device plugins: whole devices, slices (`nvidia.com/mig-…`) and shared ones. */
const GPU = /^(?:nvidia\.com\/(?:gpu|gpu\.shared|mig-[^/]+)|amd\.com\/gpu|gpu\.intel\.com\/.+)$/;

export const gpuDeviceAccess = defineRule({
  id: 'gpu-device-access',
  since: '0.1.0',
  severity: severity('info', 'medium', 'high', 'medium', 'low', 'medium'),
  dimensions: ['KERNEL', 'REACH'],
  fix: 'never',
  messages: {
    gpu: '"{name}" uses {resource}: the driver of the GPU is open to it',
    shared: '"{name}" uses {resource}: a GPU that it shares with others',
  },
  docs: {
    title: 'GPU exposed to the workload',
    risk: 'The driver of a GPU is a large part of the kernel, and the hooks that set it up run as root on the host: CVE-2024-0132 and CVE-2025-23266 escaped through the NVIDIA Container Toolkit. GPUs shared in time slices promise no isolation of memory between workloads.',
    not: 'Programs that compute on a GPU need it. MIG slices have memory of their own. gVisor passes on a filtered set of driver calls, Kata a whole device.',
    fix: 'There is no automatic fix. Keep the toolkit up to date, give each tenant a whole device or a MIG slice, and use a RuntimeClass with GPU support.',
    check: { kubernetes: 'kubectl exec NAME -- ls -l /dev' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K01', 'MITRE ATT&CK: T1611'],
  references: ['GVISOR-FLAGS', 'KATA-LIMITS'],
  examples: [{ dialect: 'kubernetes', bad: podExample({ resources: ['limits:', '  memory: 8Gi', '  nvidia.com/gpu: 1'] }) }],
  check: {
    *'kubernetes.container'(container) {
      const limits = container.spot.get('resources', 'limits');
      for (const resource of limits.keys()) {
        const amount = limits.get(resource).text();
        if (!GPU.test(resource) || amount.value === undefined || /^0+$/.test(amount.value)) continue;
        const shared = resource.endsWith('.shared');
        yield { at: amount.site, message: shared ? 'shared' : 'gpu', data: { name: container.label, resource }, lower: shared ? -1 : 0 };
      }
    },
  },
});
