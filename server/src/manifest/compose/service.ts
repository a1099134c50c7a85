import type { Entry } from '../field.ts';
import type { Spot } from '../spot.ts';
import type { GivenVariables } from './env-files.ts';
import { readBinds, readDevice, readGrant, readPort, readTmpfs, readVolume } from './mounts.ts';
import type { NamedUse, ProjectView, ServiceView, Variable } from './views.ts';

/** Facts about a service that its merged text does not show. */
export interface ServiceOrigin {
  /** Only an included file describes the service. */
  readonly included: boolean;
  /** A text that it takes values from could not be read. */
  readonly partial: boolean;
  /** Its `extends` in the file under analysis. */
  readonly extends: Spot;
}

/**
 * Reads a merged service into its view.
 * @param given what the files of `env_file` give
 */
export function readService(project: ProjectView, name: string, written: Spot, origin: ServiceOrigin, given: GivenVariables): ServiceView {
  // without image and build, an unknown file completes the service, or a `provider` stands in for it: there is no container to protect
  const partial = origin.partial || !['image', 'build'].some((key) => written.get(key).written);
  const spot = partial ? written.asPartial() : written;
  const limits = spot.get('deploy', 'resources', 'limits');
  const volumes = spot.get('volumes').items().flatMap(readVolume);
  const environment = spot.get('environment').entries();
  return {
    project,
    name,
    site: spot.site,
    spot,
    ...origin,
    partial,
    image: spot.get('image').text(),
    build: spot.get('build'),
    privileged: spot.get('privileged').boolean(),
    readOnly: spot.get('read_only').boolean(),
    useApiSocket: spot.get('use_api_socket').boolean(),
    user: spot.get('user').text(),
    groupAdd: spot.get('group_add').list(),
    pid: spot.get('pid').text(),
    ipc: spot.get('ipc').text(),
    uts: spot.get('uts').text(),
    cgroup: spot.get('cgroup').text(),
    networkMode: spot.get('network_mode').text(),
    usernsMode: spot.get('userns_mode').text(),
    runtime: spot.get('runtime').text(),
    capAdd: spot.get('cap_add').list(),
    capDrop: spot.get('cap_drop').list(),
    securityOpt: spot.get('security_opt').list(),
    memLimit: spot.get('mem_limit').text(),
    deployMemoryLimit: limits.get('memory').text(),
    pidsLimit: spot.get('pids_limit').integer(),
    deployPidsLimit: limits.get('pids').integer(),
    usesDeployResources: spot.get('deploy', 'resources').type === 'map',
    environment,
    variables: allVariables(given.variables, environment),
    variablesKnown: !spot.get('environment').open && given.known,
    extraHosts: hostsOf(spot.get('extra_hosts')),
    networks: networksOf(spot),
    volumes,
    mounts: volumes.flatMap((use) => readBinds(use, project.volumes)),
    tmpfs: readTmpfs(spot),
    devices: spot.get('devices').items().flatMap(readDevice),
    ports: spot.get('ports').items().flatMap(readPort),
    secrets: grants(spot.get('secrets'), '/run/secrets/'),
    configs: grants(spot.get('configs'), '/'),
  };
}

/** Those of `environment` win over those of files, and later ones over earlier ones. */
function allVariables(given: readonly Variable[], environment: readonly Entry[]): readonly Variable[] {
  return given.length === 0 ? environment : [...new Map([...given, ...environment].map((variable) => [variable.key, variable])).values()];
}

function grants(list: Spot, folder: '/run/secrets/' | '/') {
  return list.items().flatMap((item) => readGrant(item, folder));
}

function networksOf(service: Spot): NamedUse[] | undefined {
  const networks = service.get('networks');
  if (!networks.written) return undefined;
  return networks.entries().map(({ key, value }) => ({ name: key, site: value.site }));
}

/** The entries of `extra_hosts`. In a map, a name may have a list of addresses: it then gives several entries. */
function hostsOf(hosts: Spot): Entry[] {
  return hosts.everyEntry('=:').flatMap((entry) => {
    const addresses = entry.syntax === 'map' ? hosts.get(entry.key).items() : [];
    return addresses.length === 0 ? [entry] : addresses.map((address) => ({ ...entry, value: address.text() }));
  });
}
