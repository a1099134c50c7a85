import type { Path } from '../../syntax/site.ts';
import type { SyntaxDocument } from '../../syntax/source-file.ts';
import { fileName } from '../../text/uri.ts';
import type { Place } from '../place.ts';

/** Keys of `deploy` that have an effect only in a Swarm. Source: Compose Deploy Specification; docs.docker.com, `docker stack deploy`. */
const KEYS = ['mode', 'placement', 'endpoint_mode', 'update_config', 'rollback_config'];

/** Files for `docker stack deploy`, by their names. */
const NAMES = /^(?:docker-)?(?:stack|swarm)\b[\w.-]*$|[.-]swarm\.\w+$|\.stack\.\w+$/i;

/**
 * Keys of a service that `docker stack deploy` ignores or refuses. Sources: docker/cli, `cli/compose/types` (unsupported properties) and the
 * schema of version 3, which lacks the others; docs.docker.com, Compose file version 3, for `tmpfs`.
 */
const IGNORED = new Set([
  ...['cgroup', 'cgroup_parent', 'cgroupns_mode', 'cpu_shares', 'cpus', 'cpuset', 'devices', 'external_links', 'gpus', 'group_add', 'ipc', 'links'],
  ...['mac_address', 'mem_limit', 'mem_reservation', 'memswap_limit', 'network_mode', 'pid', 'pids_limit', 'privileged', 'restart', 'runtime'],
  ...['security_opt', 'shm_size', 'tmpfs', 'userns_mode', 'uts'],
]);

/** Whether a text of a project is written for a Swarm: by the name of its file, by its first comments, or by a key that only a Swarm reads. */
export function isForSwarm(uri: string, root: Place, { text }: SyntaxDocument): boolean {
  const networks = root.child('networks');
  const services = root.child('services');
  const overlay = (networks?.keys() ?? []).some((name) => {
    const driver = networks?.child(name)?.child('driver')?.node;
    return driver?.type === 'scalar' && driver.text === 'overlay';
  });
  const deployed = (services?.keys() ?? []).some((name) => {
    const deploy = services?.child(name)?.child('deploy');
    return deploy !== undefined && KEYS.some((key) => deploy.child(key));
  });
  return NAMES.test(fileName(uri)) || isHeaded(text) || overlay || deployed;
}

/** Whether the comments above everything else speak for a Swarm. */
function isHeaded(text: string): boolean {
  const [head = ''] = /^(?:\s*(?:#.*)?(?:\r?\n|$))*/.exec(text.slice(0, 2000)) ?? [];
  return head.split('\n').some((line) => /\bdocker\s+stack\s+deploy\b|\bswarm\b/i.test(line) && !/\b(?:no|not|without|instead)\b/i.test(line));
}

/** The key of a service at this path, if a Swarm does not read it. */
export function ignoredBySwarm(path: Path): string | undefined {
  const key = path[0] === 'services' ? path[2] : undefined;
  return typeof key === 'string' && IGNORED.has(key) ? key : undefined;
}
