import type { ComposeNetwork, ComposeService } from '../compose-networks.ts';
import { EVERY_IPV4 } from './addresses.ts';
import { ALL, type Connections, isNone, NONE, only, PROTOCOLS, union } from './connections.ts';
import type { Edge, Party } from './reach.ts';

const OUTSIDE: Party = { range: EVERY_IPV4 };
const HOST: Party = { host: true };

/** A network that two services share. */
export interface Shared {
  readonly from: ComposeService;
  readonly to: ComposeService;
  /** The networks on which they reach each other; `own` if one is on the network of the other. */
  readonly networks: readonly ComposeNetwork[] | 'own';
}

/** The services of some projects, and who may connect to whom by their networks and ports. */
export class ComposeReach {
  readonly #byName: ReadonlyMap<string, ComposeService>;

  constructor(readonly services: readonly ComposeService[]) {
    this.#byName = new Map(services.map((service) => [`${service.project}\n${service.name}`, service]));
  }

  /** Whose network a service is on: its own, or that of another service. */
  network(service: ComposeService): ComposeService {
    let at = service;
    for (const seen = new Set<ComposeService>(); at.sharesWith !== undefined && !seen.has(at); ) {
      seen.add(at);
      const next = this.#byName.get(`${at.project}\n${at.sharesWith}`);
      if (!next) break;
      at = next;
    }
    return at;
  }

  /** Every pair of different services that share a network. */
  shared(): Shared[] {
    return this.services.flatMap((from) =>
      this.services.flatMap((to): Shared[] => {
        const [one, other] = [this.network(from), this.network(to)];
        if (from === to) return [];
        if (one === other || (one.networks === 'host' && other.networks === 'host')) return [{ from, to, networks: 'own' }];
        const common = networksOf(one).filter((network) => !network.isApart && networksOf(other).some(({ name }) => name === network.name));
        return common.length > 0 ? [{ from, to, networks: common }] : [];
      }),
    );
  }

  /** All that is allowed: between services, with containers of others, with the host and with what is outside. */
  edges(): Edge[] {
    return [
      ...this.shared().map(({ from, to }): Edge => ({ from: { service: from }, to: { service: to }, connections: ALL })),
      ...this.services.flatMap((one) => this.#outer(one)),
    ];
  }

  #outer(service: ComposeService): Edge[] {
    const at = this.network(service);
    const own: Party = { service };
    const edge = (from: Party, to: Party, connections: Connections): Edge[] => (isNone(connections) ? [] : [{ from, to, connections }]);
    if (at.networks === 'host') return [...edge(OUTSIDE, own, ALL), ...edge(own, OUTSIDE, ALL), ...edge(HOST, own, ALL), ...edge(own, HOST, ALL)];
    const others = at.networks.filter(({ isExternal, isApart }) => isExternal && !isApart).map(({ name }): Party => ({ others: name }));
    return [
      ...edge(OUTSIDE, own, published(at, false)),
      ...edge(HOST, own, published(at, true)),
      ...(at.networks.some(({ isInternal }) => !isInternal) ? edge(own, OUTSIDE, ALL) : []),
      ...others.flatMap((other) => [...edge(other, own, ALL), ...edge(own, other, ALL)]),
    ];
  }
}

function networksOf({ networks }: ComposeService): readonly ComposeNetwork[] {
  return networks === 'host' ? [] : networks;
}

function published({ published: ports }: ComposeService, onLoopback: boolean): Connections {
  return ports
    .filter((port) => port.onLoopback === onLoopback)
    .map(({ protocol, first, last }) => {
      const known = PROTOCOLS.find((one) => one === protocol);
      return known ? only(known, [[first, last]]) : NONE;
    })
    .reduce(union, NONE);
}
