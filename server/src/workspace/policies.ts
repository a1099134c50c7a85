import { isUnset } from '../manifest/field.ts';
import type { ResourceView } from '../manifest/kubernetes/views.ts';
import type { Spot } from '../manifest/spot.ts';
import { namespaceOrDefault, type Place } from './place.ts';
import { type Selector, selectorAt } from './selectors.ts';

/** Into a workload, or out of it. */
export type Direction = 'ingress' | 'egress';

/** One peer of a rule: pods by their labels and those of their namespaces, or addresses. */
export type Peer =
  | { readonly pods: Selector | undefined; readonly namespaces: Selector | undefined }
  | { readonly cidr: string; readonly except: readonly string[] };

/** One port of a rule: all of a protocol, a number, several, or those with a name. */
export interface RulePort {
  /** `undefined`: whatever a port with that name has. */
  readonly protocol: string | undefined;
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

/** One rule of a NetworkPolicy as it is written. */
export interface WrittenRule {
  readonly direction: Direction;
  readonly spot: Spot;
  /** The allowed peers (`from` or `to`); empty: everybody. */
  readonly peers: Spot;
  readonly ports: Spot;
}

/** The rules of a NetworkPolicy that have an effect: egress rules only if the policy is for egress. Nothing of any other object. */
export function writtenRules(resource: ResourceView): WrittenRule[] {
  if (!isNetworkPolicy(resource)) return [];
  const spec = resource.spot.get('spec');
  return directionsOf(spec).flatMap((direction) =>
    spec
      .get(direction)
      .items()
      .map((spot) => ({ direction, spot, peers: spot.get(direction === 'ingress' ? 'from' : 'to'), ports: spot.get('ports') })),
  );
}

/** Reads a NetworkPolicy. */
export function policyOf(resource: ResourceView, file: string): Policy[] {
  const { ref, spot } = resource;
  if (!isNetworkPolicy(resource) || ref.name === undefined) return [];
  const spec = spot.get('spec');
  const directions = directionsOf(spec);
  const written = writtenRules(resource);
  const rules = (direction: Direction) =>
    directions.includes(direction) ? written.flatMap((rule) => (rule.direction === direction ? [ruleOf(rule, file)] : [])) : undefined;
  const selector = selectorAt(spec.get('podSelector'));
  return [
    {
      name: ref.name,
      namespace: namespaceOrDefault(resource),
      selector,
      ingress: rules('ingress'),
      egress: rules('egress'),
      ...(selector.unknown || spec.undecided ? { unknown: true as const } : {}),
      at: { file, site: spot.get('metadata', 'name').site },
    },
  ];
}

function isNetworkPolicy({ ref }: ResourceView): boolean {
  return ref.kind === 'NetworkPolicy' && (ref.apiVersion === undefined || /^networking\.k8s\.io\//.test(ref.apiVersion));
}

/** Without types, also with an empty list: ingress always, egress if it has such rules. Source: pkg/apis/networking/v1, defaults.go. */
function directionsOf(spec: Spot): Direction[] {
  const types = spec.get('policyTypes').list();
  if (isUnset(types) || (types.state === 'known' && types.items.length === 0))
    return spec.get('egress').items().length > 0 ? ['ingress', 'egress'] : ['ingress'];
  return (['ingress', 'egress'] as const).filter((direction) => types.items.some(({ value }) => value?.toLowerCase() === direction));
}

function ruleOf({ spot, peers, ports }: WrittenRule, file: string): Rule {
  return { peers: peers.items().map(peerAt), ports: ports.items().map(portAt), at: { file, site: spot.site } };
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
