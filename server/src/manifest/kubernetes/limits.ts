import type { Site } from '../../syntax/site.ts';
import type { Spot } from '../spot.ts';

/** Amounts of resources by their names, as they are written; `null` if a template decides one. */
export type Amounts = Readonly<Record<string, string | null>>;

/** One entry of a LimitRange, with the defaults that the API server fills in. */
export interface LimitItem {
  /** `Container`, `Pod` or `PersistentVolumeClaim`. */
  readonly type: string;
  readonly min: Amounts;
  readonly max: Amounts;
  /** The limits of containers that have none. */
  readonly limits: Amounts;
  /** The requests of containers that have none. */
  readonly requests: Amounts;
  readonly ratio: Amounts;
}

/** A LimitRange object. */
export interface LimitRangeFact {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly items: readonly LimitItem[];
  /** Where it is named. */
  readonly at: Site;
}

/** One condition of the pods that a ResourceQuota counts. */
export interface QuotaScope {
  readonly scope: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** A ResourceQuota object. */
export interface QuotaFact {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly hard: Amounts;
  readonly scopes: readonly QuotaScope[];
  /** Where it is named. */
  readonly at: Site;
}

/** Reads a LimitRange. */
export function limitRangeAt(spot: Spot, file: string): LimitRangeFact[] {
  const named = identityAt(spot, file);
  return named ? [{ ...named, items: spot.get('spec', 'limits').items().flatMap(itemAt) }] : [];
}

/** Source: SetDefaults_LimitRangeItem in pkg/apis/core/v1. */
function itemAt(item: Spot): LimitItem[] {
  const type = item.get('type').text().value;
  if (type === undefined) return [];
  const [min, max, ratio] = [amountsAt(item.get('min')), amountsAt(item.get('max')), amountsAt(item.get('maxLimitRequestRatio'))];
  if (type !== 'Container') return [{ type, min, max, limits: {}, requests: {}, ratio }];
  const limits = { ...max, ...amountsAt(item.get('default')) };
  return [{ type, min, max, limits, requests: { ...min, ...limits, ...amountsAt(item.get('defaultRequest')) }, ratio }];
}

/** Reads a ResourceQuota. */
export function quotaAt(spot: Spot, file: string): QuotaFact[] {
  const named = identityAt(spot, file);
  if (!named) return [];
  const spec = spot.get('spec');
  const plain = spec.get('scopes').list();
  const scopes = [
    ...plain.items.flatMap(({ value }): QuotaScope[] => (value === undefined ? [] : [{ scope: value, operator: 'Exists', values: [] }])),
    ...spec.get('scopeSelector', 'matchExpressions').items().map(scopeAt),
  ];
  return [{ ...named, hard: amountsAt(spec.get('hard')), scopes }];
}

function scopeAt(item: Spot): QuotaScope {
  const values = item
    .get('values')
    .list()
    .items.flatMap(({ value }) => value ?? []);
  return { scope: item.get('scopeName').text().value ?? '', operator: item.get('operator').text().value ?? '', values };
}

/** Reads a map from resources to amounts. */
export function amountsAt(spot: Spot): Amounts {
  return Object.fromEntries(spot.keys().flatMap((key) => amountAt(key, spot.get(key))));
}

function amountAt(key: string, spot: Spot): [string, string | null][] {
  const field = spot.text();
  return field.state === 'null' || field.state === 'invalid' ? [] : [[key, field.value ?? null]];
}

function identityAt(spot: Spot, file: string): Pick<LimitRangeFact, 'name' | 'namespace' | 'at'> | undefined {
  const name = spot.get('metadata', 'name');
  const { value } = name.text();
  return value === undefined ? undefined : { name: value, namespace: spot.get('metadata', 'namespace').text().value, at: { ...name.site, file } };
}

/** The LimitRanges of a namespace. Of two that have one name only one can exist: what they give is then unknown, and they refuse nothing. */
export function rangesIn(all: readonly LimitRangeFact[], namespace: string | undefined): LimitRangeFact[] {
  return byName(all, namespace).flatMap(([first, ...others]) => {
    if (others.every(({ items }) => JSON.stringify(items) === JSON.stringify(first.items))) return [first];
    const items = [first, ...others].flatMap((range) => range.items).filter(({ type }) => type === 'Container');
    const unknown = (of: Amounts): Amounts => Object.fromEntries(Object.keys(of).map((resource) => [resource, null]));
    return [{ ...first, items: items.map((item) => ({ ...NOTHING, limits: unknown(item.limits), requests: unknown(item.requests) })) }];
  });
}

const NOTHING = { type: 'Container', min: {}, max: {}, ratio: {} };

/** The ResourceQuotas of a namespace, without those of which two have one name and differ. */
export function quotasIn(all: readonly QuotaFact[], namespace: string | undefined): QuotaFact[] {
  const said = ({ hard, scopes }: QuotaFact) => JSON.stringify([hard, scopes]);
  return byName(all, namespace).flatMap(([first, ...others]) => (others.every((other) => said(other) === said(first)) ? [first] : []));
}

function byName<T extends Pick<LimitRangeFact, 'name' | 'namespace'>>(all: readonly T[], namespace = 'default'): [T, ...T[]][] {
  const found = new Map<string, [T, ...T[]]>();
  for (const one of all) {
    if ((one.namespace ?? 'default') !== namespace) continue;
    const same = found.get(one.name);
    if (same) same.push(one);
    else found.set(one.name, [one]);
  }
  return [...found.values()];
}

/** What a LimitRange gives a container that says nothing itself. */
export interface Given {
  /** `null` if nobody knows: a template decides, or several LimitRanges differ, of which any may come first. */
  readonly amount: string | null;
  readonly range: LimitRangeFact;
}

/** What LimitRanges give a container that has no limit, or request, of a resource. Source: mergePodResourceRequirements of LimitRanger. */
export function givenBy(ranges: readonly LimitRangeFact[], kind: 'limits' | 'requests', resource: string): Given | undefined {
  const given = ranges.flatMap((range): Given[] => {
    const last = range.items.filter((item) => item.type === 'Container' && Object.hasOwn(item[kind], resource)).at(-1);
    return last ? [{ amount: last[kind][resource] ?? null, range }] : [];
  });
  const [first, ...others] = given;
  return first && others.some(({ amount }) => amount !== first.amount) ? { ...first, amount: null } : first;
}
