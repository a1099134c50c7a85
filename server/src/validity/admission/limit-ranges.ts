import { givenBy, type LimitItem } from '../../manifest/kubernetes/limits.ts';
import { type Quantity, quantityText } from '../../manifest/kubernetes/quantity.ts';
import type { Site } from '../../syntax/site.ts';
import type { Denial } from './denial.ts';
import { type AdmittedContainer, type AdmittedPod, amounts, type Requirements } from './resources.ts';

/**
 * What the LimitRanges of a namespace refuse, without what a template decides. The API server tells them in a random order.
 * Source: PodValidateLimitFunc in plugin/pkg/admission/limitranger of Kubernetes 1.37.
 */
export function* limitRangeDenials(pod: AdmittedPod): Iterable<Denial> {
  for (const { name, at, items } of pod.view.limitRanges) {
    const by = { kind: 'LimitRange', name, at } as const;
    for (const item of items) {
      if (item.type === 'Pod') for (const { words } of broken(item, pod.whole)) yield { words, by };
      if (item.type !== 'Container') continue;
      for (const container of pod.containers) for (const { words, of } of broken(item, container)) yield { words, by, site: placeOf(container, of) };
    }
  }
  yield* givenTooLow(pod);
}

/** What of an entry does not hold, and the part of the requirements that breaks it. */
interface Broken {
  readonly words: string;
  readonly of: readonly ['limits' | 'requests', string];
}

function* broken({ type, min, max, ratio }: LimitItem, { requests, limits }: Requirements): Iterable<Broken> {
  const said = (start: string, kind: 'limits' | 'requests', resource: string, amount?: Quantity): Broken => {
    const one = kind === 'limits' ? 'limit' : 'request';
    return { words: amount ? `${start}, but ${one} is ${quantityText(amount)}` : `${start}.  No ${one} is specified`, of: [kind, resource] };
  };
  for (const [resource, least] of amounts(min)) {
    const [request, limit] = [requests.get(resource), limits.get(resource)];
    const start = `minimum ${resource} usage per ${type} is ${quantityText(least)}`;
    if (request === undefined) yield said(start, 'requests', resource);
    else if (request !== 'unknown' && request.nanos < least.nanos) yield said(start, 'requests', resource, request);
    else if (limit && limit !== 'unknown' && limit.nanos < least.nanos) yield said(start, 'limits', resource, limit);
  }
  for (const [resource, most] of amounts(max)) {
    const [request, limit] = [requests.get(resource), limits.get(resource)];
    const start = `maximum ${resource} usage per ${type} is ${quantityText(most)}`;
    if (limit === undefined) yield said(start, 'limits', resource);
    else if (limit !== 'unknown' && limit.nanos > most.nanos) yield said(start, 'limits', resource, limit);
    else if (request && request !== 'unknown' && request.nanos > most.nanos) yield said(start, 'requests', resource, request);
  }
  for (const [resource, most] of amounts(ratio)) {
    const [request, limit] = [requests.get(resource), limits.get(resource)];
    const start = `${resource} max limit to request ratio per ${type} is ${quantityText(most)}, but`;
    if (request === 'unknown' || limit === 'unknown') continue;
    if (!request || request.nanos === 0n) yield { words: `${start} no request is specified or request is 0`, of: ['requests', resource] };
    else if (!limit || limit.nanos === 0n) yield { words: `${start} no limit is specified or limit is 0`, of: ['limits', resource] };
    else if (limit.nanos * 1_000_000_000n > most.nanos * request.nanos)
      yield { words: `${start} provided ratio is ${(Number(limit.nanos) / Number(request.nanos)).toFixed(6)}`, of: ['limits', resource] };
  }
}

/** A limit that a LimitRange gives is added after the defaults of the pod: it may be below the request, which validation then refuses. */
function* givenTooLow({ view: pod, containers }: AdmittedPod): Iterable<Denial> {
  for (const container of containers) {
    const { list, spot } = container.view;
    const index = pod.containers.filter((one) => one.list === list).indexOf(container.view);
    for (const [resource, request] of container.requests) {
      const range = spot.get('resources', 'limits', resource).written ? undefined : givenBy(pod.limitRanges, 'limits', resource)?.range;
      const limit = container.limits.get(resource);
      if (!range || !limit || limit === 'unknown' || request === 'unknown' || request.nanos <= limit.nanos) continue;
      const why = `must be less than or equal to ${resource} limit of ${quantityText(limit)}`;
      const words = `spec.${list}[${index}].resources.requests: Invalid value: "${quantityText(request)}": ${why}`;
      yield { words, by: { kind: 'LimitRange', name: range.name, at: range.at }, site: placeOf(container, ['requests', resource]) };
    }
  }
}

/** The amount where it is written; where a LimitRange gives it, or nothing does, the container. */
function placeOf({ view }: AdmittedContainer, of: Broken['of']): Site {
  const spot = view.spot.get('resources', ...of);
  return spot.written ? spot.site : view.anchor;
}
