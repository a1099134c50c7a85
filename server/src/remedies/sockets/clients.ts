import type { Condition } from '../../fix/ops.ts';
/** How a program gets the address of the engine, if it does not use the socket. */
export type Endpoint =
  /** In a variable. */
  | { readonly by: 'variable'; readonly name: string }
  /** As the option `-H`, on the command line. */
  | { readonly by: 'host-option' }
  /** As Traefik gets its settings: by options or by variables, because it ignores the one if the other is used. */
  | { readonly by: 'traefik' };

/** A program that drives the engine, and the sections of the API that it needs. EVENTS, PING and VERSION are always open. */
export interface SocketClient {
  /** The end of the image's repository. */
  readonly images: RegExp;
  readonly sections: readonly Section[];
  readonly endpoint: Endpoint;
  /** It updates containers, and would stop its own proxy. */
  readonly updates?: true;
  /** What to check before the proxy takes the place of the socket. */
  readonly condition?: Condition;
}

/** A section of the API of Docker Engine, as the variables of docker-socket-proxy call it; `POST` allows changes. */
export type Section = 'CONTAINERS' | 'IMAGES' | 'INFO' | 'NETWORKS' | 'VOLUMES' | 'POST';

const DOCKER_HOST: Endpoint = { by: 'variable', name: 'DOCKER_HOST' };

/** Programs whose needs are known. */
export const SOCKET_CLIENTS: readonly SocketClient[] = [
  // doc.traefik.io, Docker provider: endpoint; Swarm asks for more and is left to the author
  { images: /(?:^|\/)traefik(?:\/traefik)?$/, sections: ['CONTAINERS'], endpoint: { by: 'traefik' } },
  // portainer/portainer issue 3658, and its option -H, which counts only for the first start (docs.portainer.io, "CLI configuration options"):
  // what its data has of an environment stays; without POST it could only look
  {
    images: /(?:^|\/)portainer\/portainer(?:-ce|-ee)?$/,
    sections: ['CONTAINERS', 'IMAGES', 'INFO', 'NETWORKS', 'VOLUMES', 'POST'],
    endpoint: { by: 'host-option' },
    condition: { word: 'if', text: 'its console in containers is not needed, and the environment that its data has gets the new URL in Portainer' },
  },
  // containrrr/watchtower, docs/arguments.md: DOCKER_HOST; it pulls images and makes containers anew, on all their networks
  { images: /(?:^|\/)watchtower$/, sections: ['CONTAINERS', 'IMAGES', 'NETWORKS', 'POST'], endpoint: DOCKER_HOST, updates: true },
  // dozzle.dev, guide "Remote hosts", section on socket proxies
  {
    images: /(?:^|\/)amir20\/dozzle$/,
    sections: ['CONTAINERS', 'INFO'],
    endpoint: { by: 'variable', name: 'DOZZLE_REMOTE_HOST' },
    condition: { word: 'if', text: 'its actions and shell are not used' },
  },
  // crazy-max/diun, docs/providers/docker.md
  { images: /(?:^|\/)crazymax\/diun$/, sections: ['CONTAINERS', 'IMAGES'], endpoint: { by: 'variable', name: 'DIUN_PROVIDERS_DOCKER_ENDPOINT' } },
  // nginx-proxy/docker-gen, generator.go: Info, ListContainers, ListNetworks, InspectContainer; the image sets DOCKER_HOST
  { images: /(?:^|\/)(?:nginxproxy|jwilder)\/nginx-proxy$/, sections: ['CONTAINERS', 'INFO', 'NETWORKS'], endpoint: DOCKER_HOST },
  // lucaslorentz/caddy-docker-proxy, README and issue 351
  { images: /(?:^|\/)lucaslorentz\/caddy-docker-proxy$/, sections: ['CONTAINERS', 'INFO', 'NETWORKS'], endpoint: DOCKER_HOST },
  // offen.github.io/docker-volume-backup, "Use a custom Docker host"
  {
    images: /(?:^|\/)offen\/docker-volume-backup$/,
    sections: ['CONTAINERS', 'INFO'],
    endpoint: DOCKER_HOST,
    condition: { word: 'if', text: 'it does not stop containers or run commands in them, which takes POST and EXEC' },
  },
];

/** The proposal for an unknown program: it may read containers, and gets the address as most clients do. */
export const UNKNOWN_CLIENT: Omit<SocketClient, 'images'> = {
  sections: ['CONTAINERS'],
  endpoint: DOCKER_HOST,
  condition: { word: 'if', text: 'it takes DOCKER_HOST and only looks at containers' },
};

/** Programs for which a Compose file cannot add a proxy, each with the reason as a sentence. */
export const UNSUITED_CLIENTS: readonly (readonly [images: RegExp, why: string])[] = [
  // they start containers of their own, and who may start a container may start a privileged one
  [
    /(?:^|\/)(?:gitlab-runner|drone-runner-docker|act_runner|woodpecker-agent|localstack(?:-pro)?|actions-runner|github-runner)$/,
    'it starts containers for others, and a proxy that allows that protects nothing: give it a rootless engine of its own',
  ],
  // docs.portainer.io, architecture: the agent is a proxy to the API of its node
  [/(?:^|\/)portainer\/agent$/, 'the agent passes the whole API of the engine on to Portainer'],
  // gethomepage.dev, Docker settings
  [/(?:^|\/)gethomepage\/homepage$/, 'homepage reads the address of the engine from its docker.yaml: name the proxy there'],
  [
    /(?:^|\/)(?:telegraf|promtail|alloy|vector|filebeat|fluent-bit|uptime-kuma|cadvisor(?:\/cadvisor)?)$/,
    'this program reads the address of the engine from its own configuration: name the proxy there',
  ],
  // nginx-proxy/acme-companion, Docker sockets: it reloads the proxy through the API
  [/(?:^|\/)acme-companion$/, 'it runs commands in other containers, and a proxy that allows that protects little'],
  // willfarrell/docker-autoheal, docker-entrypoint: some versions make https of tcp
  [/(?:^|\/)autoheal$/, 'some versions of autoheal speak only TLS to an address, which the proxy does not'],
];
