import type { ServiceView } from '../../manifest/compose/views.ts';
import type { Field } from '../../manifest/field.ts';
import { removal } from '../../remedies/basic.ts';
import type { Site } from '../../syntax/site.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const hostGatewayAlias = defineRule({
  id: 'host-gateway-alias',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', MT: 'high', CI: 'low' }),
  dimensions: ['REACH', 'NET'],
  fix: 'sometimes',
  messages: {
    alias: '"{name}" gets {host} as a name for the host: services of the host are meant to be reached',
    address: '"{name}" is sent to {host}, the host itself: services of the host are meant to be reached',
  },
  docs: {
    title: 'Container is given a route to the host',
    risk: 'Databases, development servers and engines that listen on the host are targets now, often without a password. Untrusted code in the service scans them. On Docker Desktop the name reaches what listens on the loopback of the developer; CVE-2025-9074 was the engine API at such an address.',
    not: 'The name adds no route: on Linux the gateway of the bridge can be reached anyway. It says that the service is meant to.',
    fix: 'Removes the name, when you say so: whatever uses it fails then. Run what the service needs as a service of the project instead, or put it on a network that is `internal`. For addresses in variables and commands there is no automatic fix.',
    check: { compose: 'docker compose exec SERVICE cat /etc/hosts' },
  },
  standards: ['MITRE ATT&CK: T1046'],
  references: ['COMPOSE-SPEC'],
  check: {
    *'compose.service'(service) {
      // in the network of the host it is there already
      if (service.networkMode.value === 'host') return;
      const { name } = service;
      const aliases = service.extraHosts.filter(({ value }) => value.value === 'host-gateway');
      for (const { key, value } of aliases)
        yield { at: value.site, message: 'alias', data: { name, host: key }, fixes: [removal(`Remove ${key} from extra_hosts`, value.site, 'manual')] };
      const [use] = aliases.length > 0 ? [] : uses(service);
      if (use) yield { at: use.site, message: 'address', data: { name, host: use.host } };
    },
  },
});

/** The host as an endpoint: by Docker Desktop's name, or at the address that the default bridge has unless the engine is told otherwise. */
const ENDPOINT =
  /^(?:[\w-]+=)?(?:[a-z][a-z0-9+.:-]*:\/\/(?:[^@/\s]*@)?)?(host\.docker\.internal|gateway\.docker\.internal|172\.17\.0\.1)(?::\d+)?(?:[/?].*)?$/i;

/** Lists of names that are let through or left alone: nothing is sent there. The engine API has a rule of its own. */
const NO_ENDPOINT = /no_?proxy|allowed|trusted|origin|^DOCKER_HOST$/i;

function* uses(service: ServiceView): Iterable<{ readonly site: Site; readonly host: string }> {
  for (const { key, value } of service.environment) {
    const host = NO_ENDPOINT.test(key) ? undefined : ENDPOINT.exec(value.value ?? '')?.[1];
    if (host !== undefined) yield { site: value.site, host };
  }
  const command = service.spot.get('command');
  const words: readonly Field<string>[] = command.type === 'scalar' ? [command.text()] : command.list().items;
  for (const { value, site } of words)
    for (const word of (value ?? '').split(/\s+/)) {
      const host = ENDPOINT.exec(word)?.[1];
      if (host !== undefined) yield { site, host };
    }
}
