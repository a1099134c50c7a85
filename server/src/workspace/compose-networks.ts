import { isPublished, onLoopback } from '../isolation/exposure.ts';
import type { PortView, ProjectView, ServiceView } from '../manifest/compose/views.ts';
import type { Place } from './place.ts';

/** A network of an engine, by the name that the engine knows it by: projects that name the same one share it. */
export interface ComposeNetwork {
  readonly name: string;
  /** It leads nowhere else. */
  readonly isInternal: boolean;
  /** Containers of others may be on it. */
  readonly isExternal: boolean;
  /** Its containers do not reach each other. */
  readonly isApart: boolean;
}

/** Ports of a service that the host publishes. */
export interface PublishedPort {
  readonly protocol: string;
  readonly first: number;
  readonly last: number;
  /** Only for programs on the host. */
  readonly onLoopback: boolean;
}

/** A service of a Compose project, as far as its networks go. */
export interface ComposeService {
  readonly project: string;
  readonly name: string;
  /** The networks that it joins; `host`: that of the host. */
  readonly networks: readonly ComposeNetwork[] | 'host';
  /** It is on the network of another service, and has none of its own. */
  readonly sharesWith?: string;
  readonly published: readonly PublishedPort[];
  /** A variable, a container of others, or a part that cannot be read decides some of it. */
  readonly unknown?: true;
  readonly at: Place;
}

/** The services of a project, with their networks. `project` is its name where the file gives none. */
export function composeServices(view: ProjectView, project: string, file: string): ComposeService[] {
  return view.services.map((service) => serviceOf(service, view.name ?? project, file));
}

const BRIDGE: ComposeNetwork = { name: 'bridge', isInternal: false, isExternal: true, isApart: false };

function serviceOf(service: ServiceView, project: string, file: string): ComposeService {
  const { name, networkMode, site } = service;
  const mode = networkMode.value ?? '';
  const [, other] = /^service:(.+)$/.exec(mode) ?? [];
  const joined = joinedBy(service, project);
  const published = isPublished(service) && networkMode.state === 'absent' ? service.ports.flatMap(publishedBy) : [];
  const isUnknown = networkMode.state === 'unknown' || networkMode.state === 'invalid' || service.partial || /^container:/.test(mode) || joined === undefined;
  return {
    project,
    name,
    networks: mode === 'host' || joined?.some((network) => network.name === 'host') ? 'host' : mode === 'bridge' ? [BRIDGE] : mode === '' ? (joined ?? []) : [],
    ...(other === undefined ? {} : { sharesWith: other }),
    published,
    ...(isUnknown ? { unknown: true as const } : {}),
    at: { file: site.file ?? file, site },
  };
}

/** The networks of a service without a `network_mode`; `undefined` if a variable decides the name of one. */
function joinedBy({ networks, project: { networks: definitions } }: ServiceView, project: string): ComposeNetwork[] | undefined {
  const keys = networks && networks.length > 0 ? networks.map((one) => one.name) : ['default'];
  const found = keys.map((key): ComposeNetwork | undefined => {
    const definition = definitions.get(key);
    const [external, name, old] = [definition.get('external'), definition.get('name').text(), definition.get('external', 'name').text()];
    if (external.state === 'unknown' || name.state === 'unknown') return undefined;
    const isExternal = external.type === 'map' || external.boolean().value === true;
    return {
      name: name.value ?? old.value ?? (isExternal ? key : `${project}_${key}`),
      isInternal: definition.get('internal').boolean().value === true,
      isExternal,
      isApart: definition.get('driver_opts', 'com.docker.network.bridge.enable_icc').text().value === 'false',
    };
  });
  return found.every((network) => network !== undefined) ? found : undefined;
}

function publishedBy(port: PortView): PublishedPort[] {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(port.target) ?? [];
  if (first === undefined) return [];
  return [{ protocol: port.protocol.toUpperCase(), first: Number(first), last: Number(last), onLoopback: onLoopback(port) }];
}
