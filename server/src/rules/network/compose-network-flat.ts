import type { Fix } from '../../fix/ops.ts';
import { effectiveCompose } from '../../isolation/compose.ts';
import { isPublished, onLoopback } from '../../isolation/exposure.ts';
import { isImage } from '../../isolation/images/names.ts';
import type { ProjectView, ServiceView } from '../../manifest/compose/views.ts';
import type { Field } from '../../manifest/field.ts';
import { removal } from '../../remedies/basic.ts';
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
  const services = project.services;
  const together = services.filter((other) => onDefaultNetwork(other) && other.name !== name);
  if (project.partial || together.length < 2 || services.some(({ partial }) => partial) || openPort(store)) return;
  const users = together.filter((other) => names(other, name));
  for (const front of together) {
    const port = openPort(front);
    if (!port || isStore(front) || users.length === 0 || users.includes(front) || hidesItsNeeds(front)) continue;
    const related = [{ at: port.at, message: `"${front.name}" publishes ${port.text}` }];
    const data = { name, count: together.length + 1, front: front.name, text: port.text };
    yield { at: site, anchor: site, message: 'flat', data, related };
    return;
  }
}

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

/** Whether a service says that it uses another: it waits for it, links to it, or has its name in environment or command. */
function names(service: ServiceView, other: string): boolean {
  const { spot } = service;
  const waits = spot.get('depends_on').entries();
  const links = spot.get('links').list().items;
  if (waits.some(({ key }) => key === other) || links.some(({ value }) => value?.split(':')[0] === other)) return true;
  const name = new RegExp(`(?:^|[^\\w-])${other.replaceAll(/[^\w]/g, '\\$&')}(?:[^\\w-]|$)`);
  return texts(service).some(({ value }) => name.test(value ?? ''));
}

/** Whether a service may use others without showing it: by a file of variables, or by an unknown value. */
function hidesItsNeeds(service: ServiceView): boolean {
  return service.spot.get('env_file').written || texts(service).some(({ state }) => state !== 'known');
}

function texts({ spot, environment }: ServiceView): readonly Field<string>[] {
  return [...environment.map(({ value }) => value), ...['command', 'entrypoint'].flatMap((key) => spot.get(key).words().items)];
}
