import type { PortView, ServiceView } from '../manifest/compose/views.ts';
import type { Spot } from '../manifest/spot.ts';

/** Option of the bridge driver: the address that ports are published on where an entry names none. Source: docs.docker.com, bridge network driver. */
const BINDING = 'com.docker.network.bridge.host_binding_ipv4';

/** The definitions of the networks that a service joins; `default` where it names none. */
function joined({ networks, project }: ServiceView): Spot[] {
  const names = networks && networks.length > 0 ? networks.map(({ name }) => name) : ['default'];
  return names.map((name) => project.networks.get(name));
}

/**
 * Whether entries of `ports` open anything: not in the namespace of another (host, service, none), and not where every network of the
 * service is internal or, as macvlan and ipvlan do, gives it an address of its own.
 */
export function isPublished(service: ServiceView): boolean {
  const mode = service.networkMode;
  if (mode.state === 'known' && mode.value !== 'bridge') return false;
  return !joined(service).every(
    (network) => network.get('internal').boolean().value === true || /^(?:mac|ip)vlan$/.test(network.get('driver').text().value ?? ''),
  );
}

/** Whether a port listens on every address of the host: a wildcard is given, or neither the entry nor the networks of the service give an address. */
export function listensEverywhere(service: ServiceView, { hostIp }: PortView): boolean {
  if (hostIp !== undefined && hostIp !== '') return /^(?:0\.0\.0\.0|\[?(?=[0:]*:)[0:]*\]?)$/.test(hostIp);
  return !joined(service).every((network) => {
    const address = network.get('driver_opts', BINDING).text();
    return address.state === 'unknown' || (address.state === 'known' && address.value !== '0.0.0.0');
  });
}

/** Whether only programs of the host reach the address. */
export function onLoopback({ hostIp }: PortView): boolean {
  return /^127\.|^\[?::1\]?$/.test(hostIp ?? '');
}

/** Whether a port, or the range `first-last`, includes another. */
export function includesPort(range: string, port: number): boolean {
  const [first = '', last = first] = range.split('-');
  return /^\d+$/.test(first) && Number(first) <= port && port <= Number(last);
}
