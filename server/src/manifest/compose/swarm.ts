import type { ServiceView } from './views.ts';

/** Keys of `deploy` that have an effect only in a Swarm. Source: Compose Deploy Specification; docs.docker.com, `docker stack deploy`. */
const KEYS = ['mode', 'placement', 'endpoint_mode', 'update_config', 'rollback_config'];

/**
 * Whether a service is written for a Swarm. A Swarm ignores `security_opt`, limits outside of `deploy`, and the addresses of published
 * ports. Source: docs.docker.com, `docker stack deploy`.
 */
export function isOfSwarm({ spot, project: { networks } }: ServiceView): boolean {
  const overlay = networks.names.some((name) => networks.get(name).get('driver').text().value === 'overlay');
  return overlay || KEYS.some((key) => spot.get('deploy', key).written);
}
