import { isUnset } from '../manifest/field.ts';
import type { ResourceView } from '../manifest/kubernetes/views.ts';
import type { Spot } from '../manifest/spot.ts';
import { namespaceOrDefault, type Place } from './place.ts';
import { type Selector, selectorAt } from './selectors.ts';

/** One peer of a rule: pods by their labels and those of their namespaces, or addresses. */
export type Peer =
  | { readonly pods: Selector | undefined; readonly namespaces: Selector | undefined }
  | { readonly cidr: string; readonly except: readonly string[] };

/** One port of a rule: all of a protocol, a number, several, or those with a name. */
export interface RulePort {
  readonly protocol: string;
  readonly port: number | string | undefined;
  readonly endPort: number | undefined;
}

/** One rule of a NetworkPolicy. No peers and no ports mean all of them. */
export interface Rule {
  readonly peers: readonly Peer[];
  readonly ports: readonly RulePort[];
  readonly at: Place;
}

/** A NetworkPolicy. Source: networking.k8s.io/v1, NetworkPolicySpec. */
export interface Policy {
  readonly name: string;
  readonly namespace: string;
  readonly selector: Selector;
  /** What it allows into its pods; `undefined` if it says nothing of that direction. */
  readonly ingress: readonly Rule[] | undefined;
  readonly egress: readonly Rule[] | undefined;
  /** A template decides a part of it. */
  readonly unknown?: true;
  readonly at: Place;
}

/** Reads a NetworkPolicy. */
export function policyOf(resource: ResourceView, file: string): Policy[] {
  const { ref, spot } = resource;
  if (ref.kind !== 'NetworkPolicy' || ref.name === undefined || !/^(?:networking\.k8s\.io|extensions)\//.test(ref.apiVersion ?? 'networking.k8s.io/v1'))
    return [];
  const spec = spot.get('spec');
  const types = spec.get('policyTypes').list();
  const egress = spec.get('egress');
  // without types: ingress always, egress if it has such rules
  const named = (type: string) => types.items.some(({ value }) => value === type);
  const directions = { ingress: isUnset(types) || named('Ingress'), egress: isUnset(types) ? egress.items().length > 0 : named('Egress') };
  const rules = (list: Spot, peers: 'from' | 'to') => list.items().map((item) => ruleAt(item, peers, file));
  const selector = selectorAt(spec.get('podSelector'));
  return [
    {
      name: ref.name,
      namespace: namespaceOrDefault(resource),
      selector,
      ingress: directions.ingress ? rules(spec.get('ingress'), 'from') : undefined,
      egress: directions.egress ? rules(egress, 'to') : undefined,
      ...(selector.unknown || spec.undecided ? { unknown: true as const } : {}),
      at: { file, site: spot.get('metadata', 'name').site },
    },
  ];
}

function ruleAt(item: Spot, peers: 'from' | 'to', file: string): Rule {
  return { peers: item.get(peers).items().map(peerAt), ports: item.get('ports').items().map(portAt), at: { file, site: item.site } };
}

function peerAt(item: Spot): Peer {
  const block = item.get('ipBlock');
  if (block.written) {
    const except = block.get('except').list();
    return { cidr: block.get('cidr').text().value ?? '', except: except.items.flatMap(({ value }) => value ?? []) };
  }
  const selector = (key: string) => (item.get(key).written ? selectorAt(item.get(key)) : undefined);
  return { pods: selector('podSelector'), namespaces: selector('namespaceSelector') };
}

function portAt(item: Spot): RulePort {
  const port = item.get('port');
  const number = port.integer().value;
  return { protocol: item.get('protocol').text().value ?? 'TCP', port: number ?? port.text().value, endPort: item.get('endPort').integer().value };
}
