import { podExample } from './example-base.ts';
import { defineRule } from './rule.ts';
import { severity } from './severity.ts';

/** Extended resources behind which device plugins hand out devices of the node, by the names that the plugins' projects document. */
const DEVICES =
  /^(?:devices\.kubevirt\.io|smarter-devices|squat\.ai|rdma|mellanox\.com|xilinx\.com|(?:qat|sgx|dsa|iaa|fpga|dlb)\.intel\.com|intel\.com|github\.com)\/(.+)$/;

export const hostDevices = defineRule({
  id: 'host-devices',
  since: '0.1.0',
  severity: severity('low', 'high', 'high', 'high', 'medium', 'medium'),
  dimensions: ['KERNEL', 'CAPS'],
  fix: 'never',
  messages: { resource: '"{name}" asks for {resource}: a device plugin gives it a device of the node' },
  docs: {
    title: 'Devices of the host given to the container',
    risk: 'Each device opens the driver behind it to the container: system calls that a filter of system calls does not look into. Devices such as KVM or InfiniBand reach past the usual boundaries by design.',
    not: 'Programs for such hardware need it, and a device plugin gives the one device only, unlike a mounted /dev.',
    fix: 'There is no automatic fix. Ask only for devices that the program uses, and keep such pods on nodes of their own.',
    check: { kubernetes: 'kubectl exec NAME -- ls -l /dev' },
  },
  standards: ['CIS Docker 1.6.0: 5.18', 'MITRE ATT&CK: T1611'],
  references: ['K8S-API', 'MOBY-OCI'],
  examples: [{ dialect: 'kubernetes', bad: podExample({ resources: ['limits:', '  memory: 256Mi', '  devices.kubevirt.io/kvm: 1'] }) }],
  check: {
    *'kubernetes.container'(container) {
      const limits = container.spot.get('resources', 'limits');
      for (const resource of limits.keys()) {
        const amount = limits.get(resource).text();
        if (!DEVICES.test(resource) || amount.value === undefined || /^0+$/.test(amount.value)) continue;
        yield { at: amount.site, message: 'resource', data: { name: container.label, resource } };
      }
    },
  },
});
