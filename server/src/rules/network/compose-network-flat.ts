import type { Fix } from '../../fix/ops.ts';
import { effectiveCompose } from '../../isolation/compose.ts';
import type { ProjectView, ServiceView } from '../../manifest/compose/views.ts';
import { removal } from '../../remedies/basic.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';
import { DEFAULT_NETWORK, isStore, onDefaultNetwork, openPort } from './default-network.ts';

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
      else if (isStore(service) && onDefaultNetwork(service) && !openPort(service) && !hasNetworks(project)) yield* openTo(service);
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

function hasNetworks({ networks }: ProjectView): boolean {
  return networks.names.some((name) => name !== 'default');
}
