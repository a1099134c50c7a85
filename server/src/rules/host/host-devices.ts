import { effectiveCompose } from '../../isolation/compose.ts';
import type { DeviceView, ServiceView } from '../../manifest/compose/views.ts';
import { removal } from '../../remedies/basic.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';

/** Extended resources behind which device plugins hand out devices of the node, by the names that the plugins' projects document. */
const DEVICES =
  /^(?:devices\.kubevirt\.io|smarter-devices|squat\.ai|rdma|mellanox\.com|xilinx\.com|(?:qat|sgx|dsa|iaa|fpga|dlb)\.intel\.com|intel\.com|github\.com)\/(.+)$/;

const MESSAGES = {
  resource: '"{name}" asks for {resource}: a device plugin gives it a device of the node',
  disk: '"{name}" gets {device} of the host: {gives}',
  device: '"{name}" gets {device} of the host ({permissions}): its driver is open to the service',
} as const;

export const hostDevices = defineRule({
  id: 'host-devices',
  since: '0.1.0',
  severity: severity('high', { TI: 'low', CI: 'medium', RG: 'medium' }),
  dimensions: ['KERNEL', 'CAPS'],
  fix: 'sometimes',
  messages: MESSAGES,
  docs: {
    title: 'Devices of the host given to the container',
    risk: 'A disk or memory device is the host itself: files are read and written past every permission. Each other device opens the driver behind it to the container: system calls that a filter of system calls does not look into. Devices such as KVM or InfiniBand reach past the usual boundaries by design.',
    not: 'Programs for such hardware need it, and they get the one device only, unlike with a mounted /dev. Graphics, sound, serial and GPU devices are reported lower.',
    fix: 'In Compose, removes the entry; whether the program does without only you can say.',
    verify: 'Without `m` in the permissions (`:rw`) it cannot make other nodes of the device.',
    remark: 'In Kubernetes there is no automatic fix: ask only for devices that the program uses, and keep such pods on nodes of their own.',
    check: { kubernetes: 'kubectl exec NAME -- ls -l /dev', compose: 'docker compose exec SERVICE ls -l /dev' },
  },
  standards: ['CIS Docker 1.6.0: 5.18', 'MITRE ATT&CK: T1611'],
  references: ['K8S-API', 'MOBY-OCI', 'COMPOSE-SPEC'],
  check: {
    *'kubernetes.container'(container) {
      const limits = container.spot.get('resources', 'limits');
      for (const resource of limits.keys()) {
        const amount = limits.get(resource).text();
        if (!DEVICES.test(resource) || amount.value === undefined || /^0+$/.test(amount.value)) continue;
        yield { at: amount.site, message: 'resource', data: { name: container.label, resource } };
      }
    },
    *'compose.service'(service) {
      // a privileged container has every device anyway
      if (effectiveCompose(service).privileged.value) return;
      for (const device of service.devices) {
        const kind = kindOf(device, service);
        if (kind !== 'none') yield report(service.name, device, kind);
      }
    },
  },
});

/** Disks by the names of their drivers, and what stands for all of them. */
const DISK = /^\/dev(?:\/?$|\/(?:sd[a-z]|hd[a-z]|vd[a-z]|xvd[a-z]|nvme\d|mmcblk\d|dm-\d|md\d|mapper\/|disk\/|loop))/;
const MEMORY = /^\/dev\/(?:mem|kmem|port)$/;
/** In every container by default. */
const COMMON = /^\/dev\/(?:null|zero|full|u?random|tty|console|ptmx|shm|pts)(?:\/|$)/;
const ORDINARY = /^\/dev\/(?:dri|snd|ttyUSB|ttyACM|video|nvidia|kfd|serial\/)/;

type Kind = 'disk' | 'memory' | 'log' | 'device' | 'ordinary' | 'none';

function kindOf({ source, target, permissions }: DeviceView, { capAdd }: ServiceView): Kind {
  if (COMMON.test(source)) return 'none';
  if (DISK.test(source)) return 'disk';
  if (MEMORY.test(source)) return 'memory';
  if (source === '/dev/kmsg') return permissions.includes('w') ? 'log' : 'device';
  // without SYS_ADMIN nothing can be mounted with it
  if (source === '/dev/fuse') return capAdd.items.some(({ value }) => /^(?:cap_)?(?:sys_admin|all)$/i.test(value ?? '')) ? 'device' : 'ordinary';
  // a device of the Container Device Interface, `vendor/class=name`
  return ORDINARY.test(source) || (source === target && /^[\w.-]+\/[\w.-]+=/.test(source)) ? 'ordinary' : 'device';
}

const GIVES: Readonly<Partial<Record<Kind, string>>> = {
  disk: 'its files, past every permission',
  memory: 'the memory of the kernel and of every process',
  log: 'it writes what the kernel says',
};

/** Enough steps to reach `critical` from anywhere. */
const TO_CRITICAL = -4;

function report(name: string, { site, source, permissions }: DeviceView, kind: Kind): Report<typeof MESSAGES> {
  const gives = GIVES[kind];
  const common = { at: site, data: { name, device: source, permissions, gives: gives ?? '' } };
  const fix = removal(`Remove ${source}`, site);
  if (gives !== undefined) return { ...common, message: 'disk', lower: TO_CRITICAL, fixes: [fix] };
  const fixes = [{ ...fix, safety: 'manual' as const }];
  return { ...common, message: 'device', ...(kind === 'ordinary' ? { atMost: 'low' as const } : {}), fixes };
}
