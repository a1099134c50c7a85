import { effectiveCompose, isOn, securityOptions } from '../../isolation/compose.ts';
import { isCgroupPath } from '../../isolation/mounts/volumes.ts';
import type { ServiceView } from '../../manifest/compose/views.ts';
import { removal } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const hostCgroupNamespace = defineRule({
  id: 'host-cgroup-namespace',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', CI: 'low' }),
  dimensions: ['CGROUP'],
  when: { compose: ['cgroup'] },
  fix: 'always',
  messages: {
    visible: '"{name}" shares the cgroup namespace of the host: it sees the cgroups of other containers',
    writable: '"{name}" shares the cgroup namespace of the host and can write cgroups: it reaches those of others',
  },
  docs: {
    title: 'Host cgroup namespace shared',
    risk: 'The service sees the cgroup paths of the host: IDs of other containers and units of systemd. With a writable cgroup filesystem it addresses the cgroups of others, which is where escapes through `release_agent` of cgroup v1 begin.',
    not: 'While the cgroup filesystem is read-only, which is the default, it only tells names, and is reported as information.',
    fix: 'Removes `cgroup: host`; on cgroup v2 the service gets a namespace of its own.',
    verify: 'Check systemd in containers and cAdvisor: they may rely on it.',
    check: { compose: "docker inspect -f '{{.HostConfig.CgroupnsMode}}' $(docker compose ps -q SERVICE)" },
  },
  standards: ['CIS Docker 1.6.0: 5.25', 'MITRE ATT&CK: T1613'],
  references: ['MOBY-DEFAULTS', 'CONTAINERD-SPEC', 'COMPOSE-SPEC'],
  check: {
    *'compose.service'(service) {
      if (service.cgroup.value !== 'host') return;
      const at = service.cgroup.site;
      const writable = writesCgroups(service);
      yield {
        at,
        message: writable ? 'writable' : 'visible',
        data: { name: service.name },
        ...(writable ? {} : { atMost: 'info' as const }),
        fixes: [removal('Remove cgroup: host', at)],
      };
    },
  },
});

function writesCgroups(service: ServiceView): boolean {
  return (
    effectiveCompose(service).privileged.value ||
    service.mounts.some(({ source, readOnly }) => !readOnly && isCgroupPath(source)) ||
    securityOptions(service).some((option) => option.name === 'writable-cgroups' && isOn(option))
  );
}
