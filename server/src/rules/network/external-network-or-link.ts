import { isHostNetwork } from '../../isolation/namespaces.ts';
import type { Spot } from '../../manifest/spot.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';

const MESSAGES = {
  external: 'Network "{network}" is made outside the project: nobody sees here who else is on it',
  driver: 'Network "{network}" uses {driver}: its services are on the network of the host, past its firewall',
  attachable: 'Network "{network}" is attachable: any container may join it later',
  links: '"{name}" links to {text} outside the project',
  legacy: '"{name}" links to {text} on the default bridge: it gets the environment of that container too',
} as const;

export const externalNetworkOrLink = defineRule({
  id: 'external-network-or-link',
  since: '0.1.0',
  severity: severity('low', { TI: 'info', MT: 'medium' }),
  dimensions: ['REACH'],
  fix: 'never',
  messages: MESSAGES,
  docs: {
    title: 'Network or link leads outside the project',
    risk: 'Containers that this project does not know share the segment, and reach every port of the services on it. With `macvlan` and `ipvlan` a service is a machine of its own on the LAN, which the firewall of the host does not protect.',
    not: 'A network that is shared with a reverse proxy is the usual way to publish a site; one that is named after a proxy is reported a step lower. Links between services of the project open nothing that their common network does not, and are not reported.',
    fix: 'There is no automatic fix. Keep only the services that need it on the shared network, and give the others one of their own.',
    check: { compose: "docker inspect -f '{{json .NetworkSettings.Networks}}' $(docker compose ps -q SERVICE)" },
  },
  standards: ['MITRE ATT&CK: T1046'],
  references: ['COMPOSE-SPEC'],
  check: {
    *'compose.project'(project) {
      for (const name of project.networks.names) yield* leadsOutside(name, project.networks.get(name));
    },
    *'compose.service'({ name, spot, networkMode }) {
      for (const { value, site } of spot.get('external_links').list().items) if (value) yield { at: site, message: 'links', data: { name, text: value } };
      // on networks of Compose a link is no more than another name
      if (networkMode.value !== 'bridge') return;
      for (const { value, site } of spot.get('links').list().items) if (value) yield { at: site, message: 'legacy', data: { name, text: value } };
    },
  },
});

function* leadsOutside(network: string, definition: Spot): Iterable<Report<typeof MESSAGES>> {
  const external = definition.get('external');
  const driver = definition.get('driver').text();
  const attachable = definition.get('attachable').boolean();
  // a map with the name is how files before version 3.5 said it
  if (external.type === 'map' || external.boolean().value === true) {
    // the services that join it are reported by host-network
    if (isHostNetwork(network, definition)) return;
    const lower = isProxy(network, definition) ? 1 : 0;
    yield { at: external.site, message: 'external', data: { network }, lower };
  } else if (/^(?:host|macvlan|ipvlan)$/.test(driver.value ?? '')) {
    yield { at: driver.site, message: 'driver', data: { network, driver: driver.value ?? '' } };
  } else if (attachable.value === true) yield { at: attachable.site, message: 'attachable', data: { network } };
}

function isProxy(network: string, definition: Spot): boolean {
  const names = [network, definition.get('name').text().value, definition.get('external', 'name').text().value];
  return names.some((name) => /proxy|traefik|caddy|nginx|ingress/i.test(name ?? ''));
}
