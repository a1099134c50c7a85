import { effectiveCompose } from '../../isolation/compose.ts';
import type { EffectiveContainer } from '../../isolation/effective.ts';
import { runsAs } from '../../isolation/privileges.ts';
import { removal } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

/** Rules that open disks or memory. Block majors: 8 SCSI disks, 259 NVMe; character 1:1 is /dev/mem. Source: the kernel's list of devices. */
const BROAD = /^(?:a|b\s+(?:\*|8|259):|c\s+(?:\*:\*|1:(?:1|\*))(?:\s|$))/;

/** Enough steps to reach `critical` from anywhere. */
const TO_CRITICAL = -4;

export const deviceCgroupRules = defineRule({
  id: 'device-cgroup-rules',
  since: '0.1.0',
  severity: severity('critical', { TI: 'medium', CI: 'high', RG: 'high' }),
  dimensions: ['KERNEL'],
  when: { compose: ['device_cgroup_rules'] },
  fix: 'always',
  messages: {
    broad: '"{name}" may create and open host devices by "{text}": a disk is one mknod away',
    broadNoMknod: '"{name}" may open host devices by "{text}", disks or memory among them',
    narrow: '"{name}" may open every device of the kind "{text}"',
  },
  docs: {
    title: 'Device cgroup opened by rule',
    risk: 'MKNOD is a default capability of Docker. With a rule that covers disks, root in the container runs `mknod /tmp/sda b 8 0` and reads or writes the disk of the host; neither `devices` nor `privileged` is needed for it.',
    not: 'A rule for one kind of character device, such as USB serial adapters that come and go, is narrow and reported lower. Without MKNOD (`cap_drop: [ALL]`) or as another user than root the container cannot create the device by itself.',
    fix: 'Removes the rule.',
    verify: 'Check what hardware the service opens: name the device in `devices`, or write a narrow rule together with `cap_drop: [ALL]`.',
    check: { compose: "docker inspect -f '{{.HostConfig.DeviceCgroupRules}}' $(docker compose ps -q SERVICE)" },
  },
  standards: ['CIS Docker 1.6.0: 5.18', 'MITRE ATT&CK: T1611'],
  references: ['COMPOSE-SPEC', 'MOBY-CAPS'],
  check: {
    *'compose.service'(service) {
      const effective = effectiveCompose(service);
      // a privileged container opens every device anyway
      if (effective.privileged.value) return;
      const creates = makesNodes(effective);
      for (const { value, site } of service.spot.get('device_cgroup_rules').list().items) {
        if (!value) continue;
        const broad = BROAD.test(value.trim());
        const message = broad ? (creates ? 'broad' : 'broadNoMknod') : 'narrow';
        const lower = broad ? (creates ? TO_CRITICAL : 1) : creates ? 1 : 2;
        yield { at: site, message, data: { name: service.name, text: value }, lower, fixes: [removal(`Remove "${value}"`, site)] };
      }
    },
  },
});

function makesNodes(effective: EffectiveContainer): boolean {
  const { capabilities } = effective;
  return runsAs(effective) !== 'non-root' && capabilities.value.some((name) => name === 'MKNOD' || name === 'ALL');
}
