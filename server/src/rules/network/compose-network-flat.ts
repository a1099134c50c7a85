import type { Fix } from '../../fix/ops.ts';
import { effectiveCompose } from '../../isolation/compose.ts';
import { isPublished, onLoopback } from '../../isolation/exposure.ts';
import { isImage } from '../../isolation/images/names.ts';
import type { ProjectView, Question, ServiceView } from '../../manifest/compose/views.ts';
import type { Field } from '../../manifest/field.ts';
import { removal } from '../../remedies/basic.ts';
import type { Site } from '../../syntax/site.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';

const MESSAGES = {
  flat: '"{name}" shares the one network of {count} services with "{front}", which publishes {text}',
  bridge: '"{name}" is on the default bridge of the engine, with containers of other projects',
} as const;

export const composeNetworkFlat = defineRule({
  id: 'compose-network-flat',
  since: '0.1.0',
  severity: severity('medium', { TI: 'info', MT: 'high', CI: 'low' }),
  dimensions: ['REACH'],
  fix: 'sometimes',
  messages: MESSAGES,
  docs: {
    title: 'All services share one network',
    risk: 'Whoever takes over the service that faces the Internet talks to every database and admin page of the project directly. Networks are to Compose what network policies are to Kubernetes.',
    not: 'Two services on the default network are the normal thing, and a front end that uses a database has to reach it. Reported is only a data store in a project of three or more services without networks of its own, where one service says that it uses the store (`depends_on`, a link, its name in environment or command), and another one, which publishes a port beyond the loopback, does not.',
    fix: 'Removes `network_mode: bridge`; the service then joins the network of the project.',
    verify:
      'For the rest there is no automatic fix: define networks such as `front` and `back: {internal: true}`, and put each service only on those that it needs.',
    remark: '`internal` also takes the Internet and published ports from a service that is on no other network.',
    check: { compose: "docker network inspect -f '{{range .Containers}}{{.Name}} {{end}}' PROJECT_default" },
  },
  standards: ['CIS Docker 1.6.0: 5.30, 2.2'],
  references: ['COMPOSE-SPEC'],
  check: {
    *'compose.service'(service) {
      const { name, networkMode, project } = service;
      if (networkMode.value === 'bridge') yield { at: networkMode.site, message: 'bridge', data: { name }, fixes: [bridgeFix(service)] };
      // cheap questions first: asking for the other services costs every keystroke
      else if (isStore(service) && onDefaultNetwork(service) && !hasNetworks(project)) yield* openTo(service);
    },
  },
});

function bridgeFix(service: ServiceView): Fix {
  const title = 'Remove network_mode: bridge';
  if (effectiveCompose(service).boundary.value !== 'sentry') return removal(title, service.networkMode.site);
  return { title, safety: 'review', blocked: 'gVisor does not reach the DNS of Docker on the network of a project: names would not resolve' };
}

function* openTo(store: ServiceView): Iterable<Report<typeof MESSAGES>> {
  const { name, project, site } = store;
  const network = project.partial ? undefined : project.ask(DEFAULT_NETWORK);
  const users = network?.users.get(name) ?? [];
  const front = users.length > 0 ? network?.fronts.find((one) => !users.includes(one.name)) : undefined;
  if (!network || !front || network.size < 3) return;
  const related = [{ at: front.at, message: `"${front.name}" publishes ${front.text}` }];
  yield { at: site, anchor: site, message: 'flat', data: { name, count: network.size, front: front.name, text: front.text }, related };
}

interface Network {
  /** The number of services. */
  readonly size: number;
  /** The services that publish a port and show all that they use. */
  readonly fronts: readonly { readonly name: string; readonly at: Site; readonly text: string }[];
  /** For each store, the services that say that they use it. */
  readonly users: ReadonlyMap<string, readonly string[]>;
}

/** The network `default`; `undefined` if a service cannot be read. */
const DEFAULT_NETWORK: Question<Network | undefined> = {
  answer(services) {
    if (services.some(({ partial }) => partial)) return undefined;
    const together = services.filter(onDefaultNetwork);
    const users = new Map<string, string[]>(together.filter(isStore).map(({ name }) => [name, []]));
    const fronts = together.flatMap((front) => {
      const port = openPort(front);
      return !port || isStore(front) || hidesItsNeeds(front) ? [] : [{ name: front.name, at: port.at, text: port.text }];
    });
    for (const service of together) for (const other of usedBy(service)) if (other !== service.name) users.get(other)?.push(service.name);
    return { size: together.length, fronts, users };
  },
};

/** A port that others than the host reach. */
function openPort(service: ServiceView) {
  return isPublished(service) ? service.ports.find((port) => !onLoopback(port)) : undefined;
}

/** With an entrypoint of its own the image runs something else, such as a setup. */
function isStore({ image, spot }: ServiceView): boolean {
  return isImage('store', image.value) && !spot.get('entrypoint').written;
}

/** Whether a service names no network, so that it is on the `default` one. */
function onDefaultNetwork({ networks, networkMode }: ServiceView): boolean {
  return networks === undefined && networkMode.state === 'absent';
}

function hasNetworks({ networks }: ProjectView): boolean {
  return networks.names.some((name) => name !== 'default');
}

/** What a service says that it uses, services among it: it waits for them, links to them, or has their names in environment or command. */
function usedBy(service: ServiceView): ReadonlySet<string> {
  const { spot } = service;
  const waits = spot.get('depends_on').entries();
  const links = spot.get('links').list().items;
  const said = texts(service).flatMap(({ value }) => value?.match(/[\w.-]+/g) ?? []);
  return new Set([...waits.map(({ key }) => key), ...links.flatMap(({ value }) => value?.split(':')[0] ?? []), ...said.flatMap(namesIn)]);
}

/** The names that a word holds: of `db.shop.internal` also `db`, `db.shop` and the like. Of a longer word only its parts. */
function namesIn(word: string): string[] {
  const parts = word.split('.');
  if (parts.length > 8) return parts;
  return parts.flatMap((_, from) => parts.slice(from).map((_part, i) => parts.slice(from, from + i + 1).join('.')));
}

/** Whether a service may use others without showing it: by a file of variables, or by an unknown value. */
function hidesItsNeeds(service: ServiceView): boolean {
  return service.spot.get('env_file').written || texts(service).some(({ state }) => state !== 'known');
}

function texts({ spot, environment }: ServiceView): readonly Field<string>[] {
  return [...environment.map(({ value }) => value), ...['command', 'entrypoint'].flatMap((key) => spot.get(key).words().items)];
}
