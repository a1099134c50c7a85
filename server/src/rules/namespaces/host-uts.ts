import { removal } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const hostUts = defineRule({
  id: 'host-uts',
  since: '0.1.0',
  severity: severity('low', { MT: 'medium', RG: 'medium' }),
  dimensions: ['UTS'],
  when: { compose: ['uts'] },
  fix: 'always',
  messages: {
    compose: '"{name}" shares the host\'s UTS namespace: with SYS_ADMIN it renames the host',
  },
  docs: {
    title: 'Host UTS namespace shared',
    risk: 'The service shares the hostname and NIS domain of the host. With SYS_ADMIN an attacker renames the host, which confuses logs, certificates and cluster membership.',
    not: 'Without SYS_ADMIN it only reveals the name of the host.',
    fix: 'Removes `uts: host`; the service gets a name of its own.',
    verify: 'Set `hostname` if the program registers itself under a name.',
    check: { compose: "docker inspect -f '{{.HostConfig.UTSMode}}' $(docker compose ps -q SERVICE)" },
  },
  standards: ['CIS Docker 1.6.0: 5.21'],
  references: ['COMPOSE-SPEC', 'MOBY-OCI'],
  check: {
    *'compose.service'(service) {
      if (service.uts.value !== 'host') return;
      const at = service.uts.site;
      yield { at, message: 'compose', data: { name: service.name }, fixes: [removal('Remove uts: host', at)] };
    },
  },
});
