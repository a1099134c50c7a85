import type { Fix, FixWords, PathOp } from '../../fix/ops.ts';
import { PROCESS_LIMIT, PROXY_MEMORY } from '../../isolation/defaults.ts';
import { isImage, repositoryOf } from '../../isolation/images/names.ts';
import { hostBinds } from '../../isolation/mounts/binds.ts';
import { cleanHostPath } from '../../isolation/mounts/host-paths.ts';
import { oncePerService } from '../../isolation/once.ts';
import { splitColons } from '../../manifest/compose/mounts.ts';
import type { BindView, ProjectView, Question, ServiceView } from '../../manifest/compose/views.ts';
import { below } from '../../manifest/field.ts';
import type { Spot } from '../../manifest/spot.ts';
import type { Json, Site } from '../../syntax/site.ts';
import { SOCKET_CLIENTS, type SocketClient, UNKNOWN_CLIENT, UNSUITED_CLIENTS } from './clients.ts';
import { endpointOps } from './endpoint.ts';

/**
 * The proxy that fixes add. Its project documents running with a read-only root and /run in memory (docs.linuxserver.io, docker-socket-proxy),
 * and it is in use without capabilities and new privileges. Tecnativa's, which it follows, had versions that cannot (its issue 122).
 */
const IMAGE = 'lscr.io/linuxserver/socket-proxy:3.2.10';
const NAME = 'docker-socket-proxy';

type Client = Omit<SocketClient, 'images'>;

/** Whether a service is a socket proxy: it passes only chosen calls on to the engine. */
export const isSocketProxy = oncePerService(({ image }): boolean => isImage('socketProxy', image.value));

/** The variable that lets a proxy pass on changes to containers, and not only queries. Such a proxy protects no better than the socket itself. */
export function passesOrders({ variables }: ServiceView): Site | undefined {
  const on = (name: string) => variables.find(({ key, value }) => key === name && (value.value === '1' || value.value === 'true'))?.value.site;
  return on('CONTAINERS') && on('POST');
}

/** The mounts of the socket of Docker itself, which a proxy can replace. */
export const socketsOf = oncePerService((service): readonly BindView[] => {
  if (isSocketProxy(service)) return [];
  const found = service.mounts.filter(({ source }) => /^\/.*\/docker\.sock$/.test(source));
  const sockets = found.length > 0 ? hostBinds(service, 'engine-socket') : [];
  return found.filter((bind) => sockets.includes(bind));
});

/**
 * Puts a proxy with the least sections of the API between a service and the socket of Docker. None where the mount is no such socket.
 *
 * This fix comes before the one that removes the mount: a program that mounts the socket stops without it. If no proxy can be written, "Harden"
 * leaves the service as it is and says why.
 */
export function proxyFixes(service: ServiceView, bind: BindView): Fix[] {
  if (!socketsOf(service).includes(bind)) return [];
  const repository = repositoryOf(service.image.value ?? '');
  const unsuited = UNSUITED_CLIENTS.find(([images]) => images.test(repository));
  const client = clientOf(service);
  const words = wordsOf(client);
  const why = unsuited?.[1] ?? obstacle(service, bind);
  if (why !== undefined) return [{ ...words, safety: 'review', blocked: why }];
  const proxy = proxyOf(service, client, bind);
  const told = endpointOps(service, client.endpoint, `tcp://${proxy.name}:2375`);
  if (typeof told === 'string') return [{ ...words, safety: 'review', blocked: told }];
  const removals = socketsOf(service).map(({ site }): PathOp => ({ op: 'remove', at: site, prune: true }));
  const own = [...joinOps(service, proxy.network), ...waitOps(service, proxy.name), ...told, ...removals];
  if (own.some(({ at }) => !isWithin(service.site, at)) || service.site.file !== service.project.site.file)
    return [{ ...words, safety: 'review', blocked: 'parts of the service stand in another service or file: change them there' }];
  const known = SOCKET_CLIENTS.some(({ images }) => images.test(repository));
  return [{ ...words, safety: known ? 'review' : 'manual', ops: [...proxy.ops, ...own] as [PathOp, ...PathOp[]] }];
}

function clientOf({ image }: ServiceView): Client {
  const repository = repositoryOf(image.value ?? '');
  return SOCKET_CLIENTS.find(({ images }) => images.test(repository)) ?? UNKNOWN_CLIENT;
}

function wordsOf({ sections, condition }: Client): FixWords {
  const names = sections.filter((section) => section !== 'POST').join(', ');
  const orders = sections.includes('POST') ? `${names} and POST, which still lets it start containers` : `${names} only`;
  return { title: `Put a socket proxy between, with ${orders}`, condition };
}

function obstacle(service: ServiceView, bind: BindView): string | undefined {
  const { networkMode, partial, privileged } = service;
  if (partial) return 'parts of the service are not in sight: nobody knows which networks it is on';
  if (networkMode.state !== 'absent' && networkMode.state !== 'null')
    return `a socket proxy would let only the needed sections of the engine's API through, but with network_mode: ${networkMode.text ?? ''} the service cannot join its network: take that away first, or remove the mount`;
  if (service.project.swarm) return 'in a Swarm a proxy has to run on the node of each task: deploy it as a global service';
  if (privileged.value === true) return 'a privileged service reaches the engine without the socket: take the privilege away first';
  return bind.syntax === 'volume' ? 'the socket comes from a named volume, which others may use' : undefined;
}

function isWithin(service: Site, at: Site): boolean {
  return at.file === service.file && at.document === service.document && service.path.every((step, i) => at.path[i] === step);
}

interface Proxy {
  readonly name: string;
  readonly network: string;
  /** Empty if the project has the proxy already. */
  readonly ops: readonly PathOp[];
}

/** Services with the same needs share one proxy. Each further group gets its own, named after its first service. */
function proxyOf(service: ServiceView, client: Client, bind: BindView): Proxy {
  const { proxies, first, names } = service.project.ask(CROWD);
  const needs = needsOf(client, bind.source);
  const proxy = proxies.find((one) => one.needs === needs && (!client.updates || one.stays));
  if (proxy) return { ...proxy, ops: [] };
  const named = first.get(needs) ?? service.name;
  const isFirst = [...first.keys()][0] === needs;
  const wanted = [...(isFirst ? [NAME] : []), `${NAME}-${named}`, `${NAME}-for-${named}`];
  const free = wanted.find((name) => !names.includes(name)) ?? `${NAME}-for-${named}-alone`;
  return newProxy(service.project, free, client, bind);
}

interface Crowd {
  /** The proxies that are on a network of their own. */
  readonly proxies: readonly { readonly name: string; readonly network: string; readonly needs: string | undefined; readonly stays: boolean }[];
  /** By what they need, the name of the first service that mounts a socket, in the order of the services. */
  readonly first: ReadonlyMap<string, string>;
  /** The names that those of new proxies may meet. */
  readonly names: readonly string[];
}

/** Every service with a socket asks for the same of all services of its project. */
const CROWD: Question<Crowd> = {
  answer(services) {
    const first = new Map<string, string>();
    for (const service of services) {
      const [socket] = socketsOf(service);
      const needs = socket && needsOf(clientOf(service), socket.source);
      if (needs !== undefined && !first.has(needs)) first.set(needs, service.name);
    }
    const proxies = services.filter(isSocketProxy).flatMap((proxy) => {
      const network = soleNetwork(proxy);
      return network === undefined ? [] : [{ name: proxy.name, network, needs: needsOfProxy(proxy), stays: isLeftAlone(proxy) }];
    });
    return { proxies, first, names: services.flatMap(({ name }) => (name.startsWith(NAME) ? [name] : [])) };
  },
};

function needsOf({ sections }: Client, socket: string): string {
  return [...[...sections].sort(), cleanHostPath(socket)].join();
}

/** The sections that every proxy allows, and variables that are no sections. */
const NO_NEED = ['EVENTS', 'PING', 'VERSION', 'DISABLE_IPV6'];

function needsOfProxy(proxy: ServiceView): string | undefined {
  const [socket] = hostBinds(proxy, 'engine-socket');
  if (!isSocketProxy(proxy) || !socket) return undefined;
  const open = proxy.variables.filter(({ key, value }) => /^(?:1|true)$/.test(value.value ?? '') && !NO_NEED.includes(key));
  return [...open.map(({ key }) => key).sort(), cleanHostPath(socket.source)].join();
}

/** The network of a proxy, if it is the only one and internal. */
function soleNetwork({ networks, project }: ServiceView): string | undefined {
  const [network, ...others] = networks ?? [];
  const internal = network !== undefined && project.networks.get(network.name).get('internal').boolean().value === true;
  return internal && others.length === 0 ? network.name : undefined;
}

/** The label by which Watchtower leaves a container as it is: it would stop the proxy that it works through. Source: its documentation, container selection. */
const LEFT_ALONE = 'com.centurylinklabs.watchtower.enable';

function isLeftAlone({ spot }: ServiceView): boolean {
  const labels = spot.get('labels').entries();
  return labels.some(({ key, value }) => key === LEFT_ALONE && value.value === 'false');
}

function newProxy(project: ProjectView, name: string, { sections, updates }: Client, bind: BindView): Proxy {
  const network = project.networks.names.includes(name) ? `${name}-only` : name;
  const socket = bind.syntax === 'short' ? (splitColons(bind.text)[0] as string) : bind.source;
  const service: Json = {
    image: IMAGE,
    environment: Object.fromEntries([...sections.map((section) => [section, 1]), ...(sections.includes('POST') ? [] : [['POST', 0]])]),
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    tmpfs: ['/run'],
    volumes: [`${socket}:/var/run/docker.sock:ro`],
    networks: [network],
    mem_limit: PROXY_MEMORY,
    pids_limit: PROCESS_LIMIT,
    restart: 'unless-stopped',
    ...(updates ? { labels: { [LEFT_ALONE]: 'false' } } : {}),
  };
  const ops: PathOp[] = [
    { op: 'set', at: below(project.site, 'services', name), value: service },
    { op: 'set', at: below(project.site, 'networks', network), value: { internal: true } },
  ];
  return { name, network, ops };
}

/** A service that names no network is on `default`, and keeps it. */
function joinOps({ site, spot }: ServiceView, network: string): PathOp[] {
  const networks = spot.get('networks');
  if (networks.type === 'map') return [{ op: 'set', at: below(networks.site, network), value: {} }];
  if (networks.type === 'seq') return [{ op: 'ensure', at: networks.site, value: network }];
  return [{ op: 'set', at: below(site, 'networks'), value: ['default', network] }];
}

function waitOps({ site, spot }: ServiceView, proxy: string): PathOp[] {
  const waits: Spot = spot.get('depends_on');
  if (waits.type === 'map') return [{ op: 'set', at: below(waits.site, proxy), value: { condition: 'service_started' } }];
  return [{ op: 'ensure', at: waits.type === 'seq' ? waits.site : below(site, 'depends_on'), value: proxy }];
}
