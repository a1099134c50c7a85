import { type Field, isUnset } from '../manifest/field.ts';
import { givenBy } from '../manifest/kubernetes/limits.ts';
import type { ContainerView } from '../manifest/kubernetes/views.ts';
import type { Effective } from './effective.ts';

/** A resource that every node has. */
export type Resource = 'cpu' | 'memory' | 'ephemeral-storage';

/** A limit or request as it is written; `undefined` if there is none, or nobody knows it. */
export type EffectiveAmount = Effective<string | undefined>;

const NONE: EffectiveAmount = { value: undefined, by: undefined, source: 'default', certain: true };

/**
 * The limit with which a container runs: its own, or that of a LimitRange of its namespace. What the pod as a whole may use is not in it.
 * Sources: core/v1 ResourceRequirements; the admission plugin LimitRanger, which leaves ephemeral containers alone.
 */
export function effectiveLimit(container: ContainerView, resource: Resource): EffectiveAmount {
  const field = container.spot.get('resources', 'limits', resource).text();
  return isUnset(field) ? fromRange(container, 'limits', resource) : written(field);
}

/** The request of a container: its own; where it has none, its own limit (the default of core/v1); else that of a LimitRange. */
export function effectiveRequest(container: ContainerView, resource: Resource): EffectiveAmount {
  const [own, limit] = (['requests', 'limits'] as const).map((kind) => container.spot.get('resources', kind, resource).text());
  if (own && !isUnset(own)) return written(own);
  return limit && !isUnset(limit) ? written(limit) : fromRange(container, 'requests', resource);
}

/** Whether a LimitRange gives a container the limit that it does not have itself. */
export function hasGivenLimit(container: ContainerView, resource: Resource): boolean {
  return effectiveLimit(container, resource).source === 'limit-range';
}

function written(field: Field<string>): EffectiveAmount {
  return { value: field.value, by: field.site, source: 'container', certain: field.state === 'known' };
}

function fromRange({ list, pod }: ContainerView, kind: 'limits' | 'requests', resource: Resource): EffectiveAmount {
  const given = list === 'ephemeralContainers' ? undefined : givenBy(pod.limitRanges, kind, resource);
  return given ? { value: given.amount ?? undefined, by: given.range.at, source: 'limit-range', certain: given.amount !== null } : NONE;
}
