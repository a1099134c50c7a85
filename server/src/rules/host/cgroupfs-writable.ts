import { effectiveCompose, isOn, securityOptions } from '../../isolation/compose.ts';
import type { EffectiveContainer } from '../../isolation/effective.ts';
import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import { hostBinds } from '../../isolation/mounts/binds.ts';
import { hostPathVolumes, isCgroupPath, isWritable, mounter } from '../../isolation/mounts/volumes.ts';
import { expectedRole } from '../../isolation/needs/roles.ts';
import { runsAs } from '../../isolation/privileges.ts';
import type { VolumeView } from '../../manifest/kubernetes/views.ts';
import { removal } from '../../remedies/basic.ts';
import { volumeRemoval } from '../../remedies/mounts.ts';
import { defineRule } from '../rule.ts';
import { sandboxSteps, severity } from '../severity.ts';
import { mountPlaces } from './related-places.ts';

export const cgroupfsWritable = defineRule({
  id: 'cgroupfs-writable',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', CI: 'low' }),
  dimensions: ['CGROUP', 'KERNEL'],
  when: { kubernetes: ['hostPath'], compose: ['volumes', 'security_opt'] },
  fix: 'sometimes',
  messages: {
    host: '"{name}" mounts {path} of the {host} writable: limits of other containers as well',
    expected: '"{name}" mounts {path} of the {host} writable, as {role} does',
    own: '"{name}" can write its cgroups ({text}): it creates as many as it likes',
  },
  docs: {
    title: 'Container can write its cgroup filesystem',
    risk: 'With cgroup v1, root with CAP_SYS_ADMIN writes `release_agent`, and the kernel runs that program on the host: reported higher there. With cgroup v2 a container that creates tens of thousands of child cgroups takes the memory of the node, past its own limit.',
    not: 'Writable cgroups are far less than privileged, and systemd, nested engines and Ray need them. Mounted read-only, the mount is left to `host-path-proc-sys`.',
    fix: 'Removes the mount or the option.',
    verify: 'Programs that manage cgroups of their own stop working.',
    verifyIn: { compose: 'Prefer `cgroup: private`.' },
    remark: 'Set limits for memory and processes.',
    check: { kubernetes: 'kubectl exec NAME -- grep cgroup /proc/mounts', compose: 'docker compose exec SERVICE grep cgroup /proc/mounts' },
  },
  podSecurity: ['hostPathVolumes'],
  standards: ['MITRE ATT&CK: T1611, T1499'],
  references: ['KEP-5474', 'MOBY-SECOPT'],
  check: {
    *'kubernetes.pod'(pod) {
      for (const { volume, path } of hostPathVolumes(pod, 'proc-sys')) {
        const writers = writersOf(volume);
        if (!isCgroupPath(path) || writers.length === 0) continue;
        const role = expectedRole(pod, 'proc-sys');
        const data = { name: mounter(pod, volume), path, host: 'node' };
        const common = { at: volume.hostPath.site, lower: Math.min(...writers.map(adminSteps)), related: mountPlaces(volume) };
        if (role === undefined) yield { ...common, message: 'host', data, fixes: [volumeRemoval(volume)] };
        else yield { ...common, message: 'expected', data: { ...data, role }, atMost: 'low' };
      }
    },
    *'compose.service'(service) {
      const effective = effectiveCompose(service);
      for (const bind of hostBinds(service, 'proc-sys')) {
        if (bind.readOnly || !isCgroupPath(bind.source) || bind.options.includes('$')) continue;
        const data = { name: service.name, path: bind.source, host: 'host' };
        yield { at: bind.at, message: 'host', data, lower: adminSteps(effective), fixes: [removal('Remove the mount', bind.site)] };
      }
      // a privileged container writes them anyway
      if (effective.privileged.value) return;
      for (const option of securityOptions(service)) {
        const { name, field } = option;
        if (name !== 'writable-cgroups' || !isOn(option)) continue;
        const data = { name: service.name, text: field.text ?? name };
        yield {
          at: field.site,
          message: 'own',
          data,
          lower: sandboxSteps(effective) + adminSteps(effective),
          fixes: [removal(`Remove ${data.text}`, field.site)],
        };
      }
    },
  },
});

function writersOf(volume: VolumeView): EffectiveContainer[] {
  return volume.mounts.filter(isWritable).map((mount) => effectiveKubernetes(mount.container));
}

/** Root with CAP_SYS_ADMIN runs programs on a host with cgroup v1, unless a kernel of its own is in between: two steps more. */
function adminSteps(effective: EffectiveContainer): number {
  const admin = effective.capabilities.value.some((name) => name === 'SYS_ADMIN' || name === 'ALL');
  return admin && /^(?:root|image)$/.test(runsAs(effective)) && sandboxSteps(effective) === 0 ? -2 : 0;
}
