import { removal } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const usernsModeHost = defineRule({
  id: 'userns-mode-host',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium', CI: 'medium' }),
  dimensions: ['USER'],
  when: { compose: ['userns_mode'] },
  fix: 'always',
  messages: {
    compose: '"{name}" opts out of user namespaces: its user IDs are those of the host',
  },
  docs: {
    title: 'Service opts out of user-namespace remapping',
    risk: 'On an engine that maps container users to unprivileged ones (`userns-remap`), this service alone runs with the real user IDs of the host. A bug in the runtime or a writable mount is then used as root.',
    not: 'It has no effect on an engine without remapping. With remapping, privileged services and services in host namespaces need it.',
    fix: 'Removes `userns_mode`.',
    verify: 'Files on bind mounts and volumes that the service wrote before may then belong to other users: check their owners.',
    check: { compose: 'docker compose exec SERVICE cat /proc/self/uid_map' },
  },
  standards: ['CIS Docker 1.6.0: 5.31, 2.9'],
  references: ['MOBY-OCI', 'MOBY-USERNS', 'COMPOSE-SPEC'],
  check: {
    *'compose.service'(service) {
      if (service.usernsMode.value !== 'host') return;
      const at = service.usernsMode.site;
      yield { at, message: 'compose', data: { name: service.name }, fixes: [removal('Remove userns_mode: host', at)] };
    },
  },
});
