import type { PortView, ServiceView } from '../manifest/compose/views.ts';
import type { Spot } from '../manifest/spot.ts';

/** The option of the bridge driver with the default address of published ports. Source: docs.docker.com, bridge network driver. */
const BINDING = 'com.docker.network.bridge.host_binding_ipv4';

/** The definitions of the networks that a service joins; without `networks`, that of `default`. */
function joined({ networks, project }: ServiceView): Spot[] {
  const names = networks && networks.length > 0 ? networks.map(({ name }) => name) : ['default'];
  return names.map((name) => project.networks.get(name));
}

/**
 * Whether the entries of `ports` have an effect. They have none with a `network_mode` other than `bridge`, and none if every network of the
 * service is internal or gives it an address of its own (macvlan, ipvlan). Source: docs.docker.com, port publishing.
 */
export function isPublished(service: ServiceView): boolean {
  const mode = service.networkMode;
  if (mode.state === 'known' && mode.value !== 'bridge') return false;
  return !joined(service).every(
    (network) => network.get('internal').boolean().value === true || /^(?:mac|ip)vlan$/.test(network.get('driver').text().value ?? ''),
  );
}

/** Whether a port listens on every address of the host: its address is a wildcard, or neither the entry nor the networks of the service give one. */
export function listensEverywhere(service: ServiceView, { hostIp }: PortView): boolean {
  if (hostIp !== undefined && hostIp !== '') return /^(?:0\.0\.0\.0|\[?(?=[0:]*:)[0:]*\]?)$/.test(hostIp);
  return !joined(service).every((network) => {
    const address = network.get('driver_opts', BINDING).text();
    return address.state === 'unknown' || (address.state === 'known' && address.value !== '0.0.0.0');
  });
}

/** Whether only programs on the host can reach the port: its address is a loopback address. */
export function onLoopback({ hostIp }: PortView): boolean {
  return isLoopback(hostIp ?? '');
}

/** Whether a port, or a range `first-last`, includes another port. */
export function includesPort(range: string, port: number): boolean {
  const [first = '', last = first] = range.split('-');
  return /^\d+$/.test(first) && Number(first) <= port && port <= Number(last);
}

/** Whether an address, in brackets or not, is a loopback address. */
export function isLoopback(address: string): boolean {
  return /^(?:127\.|\[?::1\]?$)/.test(address);
}
