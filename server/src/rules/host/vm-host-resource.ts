import type { Spot } from '../../manifest/spot.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';

const MESSAGES = {
  device: 'virtual machine "{name}" gets a device of the node ({key})',
  disk: 'virtual machine "{name}" uses {path} of the node as a disk',
  token: 'virtual machine "{name}" has the API token of a ServiceAccount as a disk',
  metrics: 'virtual machine "{name}" reads metrics of the node',
  cpu: 'virtual machine "{name}" sees the processor of the node as it is',
} as const;

export const vmHostResource = defineRule({
  id: 'vm-host-resource',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', MT: 'high', CI: 'low' }),
  dimensions: ['KERNEL', 'STORAGE'],
  fix: 'never',
  messages: MESSAGES,
  docs: {
    title: 'Virtual machine uses host resources',
    risk: 'The boundary of a virtual machine is the hardware. Devices that are passed through and disk files of the node open it again, and a token in the guest gives whoever owns the guest the rights of the ServiceAccount.',
    not: 'Rules for containers do not hold for the guest. Passed-through GPUs and network cards are often the reason to run a virtual machine at all.',
    fix: 'There is no automatic fix. Use a PersistentVolumeClaim or DataVolume instead of `hostDisk`, and leave out devices and volumes that the guest does not use.',
    check: { kubernetes: 'kubectl get vmi NAME -o yaml' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K01', 'MITRE ATT&CK: T1611'],
  references: ['KUBEVIRT-API'],
  check: {
    *'kubernetes.resource'({ ref, spot }) {
      if (!/^kubevirt\.io\//.test(ref.apiVersion ?? '')) return;
      const name = ref.name ?? ref.kind;
      if (ref.kind === 'VirtualMachineInstance') yield* machine(spot.get('spec'), name);
      if (ref.kind === 'VirtualMachine' || ref.kind === 'VirtualMachineInstanceReplicaSet') yield* machine(spot.get('spec', 'template', 'spec'), name);
    },
  },
});

function* machine(spec: Spot, name: string): Iterable<Report<typeof MESSAGES>> {
  const devices = spec.get('domain', 'devices');
  for (const key of ['hostDevices', 'gpus']) for (const device of devices.get(key).items()) yield { at: device.site, message: 'device', data: { name, key } };
  const usb = devices.get('clientPassthrough');
  if (usb.type === 'map') yield { at: usb.site, message: 'device', data: { name, key: 'clientPassthrough' } };
  const metrics = devices.get('downwardMetrics');
  if (metrics.type === 'map') yield { at: metrics.site, message: 'metrics', data: { name }, atMost: 'info' };
  const cpu = spec.get('domain', 'cpu', 'model').text();
  if (cpu.value === 'host-passthrough') yield { at: cpu.site, message: 'cpu', data: { name }, atMost: 'info' };
  for (const volume of spec.get('volumes').items()) {
    const disk = volume.get('hostDisk');
    if (disk.type === 'map') yield { at: disk.site, message: 'disk', data: { name, path: disk.get('path').text().value ?? 'a file' } };
    if (volume.get('serviceAccount').type === 'map') yield { at: volume.get('serviceAccount').site, message: 'token', data: { name } };
    if (volume.get('downwardMetrics').type === 'map') yield { at: volume.get('downwardMetrics').site, message: 'metrics', data: { name }, atMost: 'info' };
  }
}
