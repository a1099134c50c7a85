import type { ServiceView } from '../../manifest/compose/views.ts';
import type { Spot } from '../../manifest/spot.ts';
import type { Site } from '../../syntax/site.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

/** Resources of GPU device plugins: whole devices, slices (`nvidia.com/mig-…`) and shared ones. */
const GPU = /^(?:nvidia\.com\/(?:gpu|gpu\.shared|mig-[^/]+)|amd\.com\/gpu|gpu\.intel\.com\/.+)$/;

export const gpuDeviceAccess = defineRule({
  id: 'gpu-device-access',
  since: '0.1.0',
  severity: severity('medium', { TI: 'info', MT: 'high', CI: 'low' }),
  dimensions: ['KERNEL', 'REACH'],
  fix: 'never',
  messages: {
    gpu: '"{name}" uses {resource}: the driver of the GPU is open to it',
    all: '"{name}" uses every GPU of the host: the driver of the GPUs is open to it',
    shared: '"{name}" uses {resource}: a GPU that it shares with others',
  },
  docs: {
    title: 'GPU exposed to the workload',
    risk: 'The driver of a GPU is a large part of the kernel, and the hooks that set it up run as root on the host: CVE-2024-0132 and CVE-2025-23266 escaped through the NVIDIA Container Toolkit. GPUs shared in time slices promise no isolation of memory between workloads.',
    not: 'Programs that compute on a GPU need it. MIG slices have memory of their own. gVisor passes on a filtered set of driver calls, Kata a whole device.',
    fix: 'There is no automatic fix. Keep the toolkit up to date, give each tenant a whole device or a MIG slice, and use a RuntimeClass with GPU support. In Compose, ask for a `count` or for `device_ids` instead of all, and for the capabilities `compute` and `utility`.',
    check: { kubernetes: 'kubectl exec NAME -- ls -l /dev', compose: 'docker compose exec SERVICE ls -l /dev' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K01', 'MITRE ATT&CK: T1611'],
  references: ['GVISOR-FLAGS', 'KATA-LIMITS', 'COMPOSE-SPEC'],
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
    *'compose.service'(service) {
      const [first, ...others] = requests(service);
      if (!first) return;
      const related = others.map(({ site }) => ({ at: site, message: 'asks for GPUs as well' }));
      yield { at: first.site, message: first.all ? 'all' : 'gpu', data: { name: service.name, resource: first.text }, related };
    },
  },
});

interface Request {
  readonly site: Site;
  readonly text: string;
  /** Neither a number of GPUs nor their names. */
  readonly all: boolean;
}

/** The place where a service asks for GPUs: `gpus`, reserved devices, or the runtime that hands out all that the image asks for. */
function* requests({ spot, runtime }: ServiceView): Iterable<Request> {
  const gpus = spot.get('gpus');
  if (gpus.text().value === 'all') yield { site: gpus.site, text: 'gpus: all', all: true };
  for (const item of gpus.items()) yield { site: item.site, text: 'a GPU', all: wantsAll(item) };
  for (const item of spot.get('deploy', 'resources', 'reservations', 'devices').items())
    if (isGpu(item)) yield { site: item.site, text: 'a reserved GPU', all: wantsAll(item) };
  if (/^nvidia(?:-|$)/.test(runtime.value ?? '')) yield { site: runtime.site, text: `runtime: ${runtime.value}`, all: false };
}

function isGpu(request: Spot): boolean {
  const capabilities = request.get('capabilities').list().items;
  const ids = request.get('device_ids').list().items;
  return (
    capabilities.some(({ value }) => value === 'gpu' || value === 'nvidia') || ids.some(({ value }) => /^(?:nvidia|amd|intel)\.com\/gpu=/.test(value ?? ''))
  );
}

/** Without a number and without names Compose asks for all. */
function wantsAll(request: Spot): boolean {
  const count = request.get('count').text();
  if (count.state === 'absent') return request.get('device_ids').state === 'absent';
  return count.value === 'all' || count.value === '-1';
}
