import { removal } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const composeUseApiSocket = defineRule({
  id: 'compose-use-api-socket',
  since: '0.1.0',
  severity: severity('critical', { TI: 'high' }),
  dimensions: ['KERNEL', 'IDENTITY', 'SECRETS'],
  when: { compose: ['use_api_socket'] },
  fix: 'always',
  messages: {
    socket: '"{name}" gets the engine socket and your registry logins: root on the host',
  },
  docs: {
    title: 'Service gets engine socket and registry logins',
    risk: 'Compose mounts the engine socket writable and copies all of your registry credentials into the service. Whoever controls it starts a privileged container on the host and pushes to every registry that you are logged in to.',
    not: 'It is meant for trusted helpers that drive Docker. The credentials stay out when DOCKER_CONFIG is already set for the service.',
    fix: 'Removes `use_api_socket`.',
    verify: 'Whatever used the socket stops working: put a filtering socket proxy between, or give the service a registry token of its own.',
    check: { compose: 'docker compose exec SERVICE ls -l /var/run/docker.sock /run/secrets/docker/config.json' },
  },
  standards: ['CIS Docker 1.6.0: 5.32', 'OWASP NHI Top 10 2025: NHI2, NHI5', 'MITRE ATT&CK: T1611, T1552.001'],
  references: ['COMPOSE-APISOCKET', 'COMPOSE-SPEC'],
  check: {
    *'compose.service'(service) {
      if (service.useApiSocket.value !== true) return;
      const at = service.useApiSocket.site;
      yield { at, message: 'socket', data: { name: service.name }, fixes: [removal('Remove use_api_socket', at, 'manual')] };
    },
  },
});
