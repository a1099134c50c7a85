import type { QuotaFact, QuotaScope } from '../../manifest/kubernetes/limits.ts';
import { type Quantity, quantityText } from '../../manifest/kubernetes/quantity.ts';
import type { Denial } from './denial.ts';
import { type AdmittedContainer, type AdmittedPod, amounts, type Requirements } from './resources.ts';

/** Of these each container must say something, once a quota counts them. Source: validationSet in pkg/quota/v1/evaluator/core. */
const DEMANDED = new Set(['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory']);

/**
 * What the ResourceQuotas of a namespace refuse: resources that a container must name, and a pod that is larger than all that is allowed.
 * What other pods use no file shows, and what a template decides is left out.
 * Sources: pkg/quota/v1/evaluator/core of Kubernetes 1.37; the admission plugin ResourceQuota of apiserver.
 */
export function* quotaDenials(pod: AdmittedPod): Iterable<Denial> {
  for (const quota of pod.view.quotas) {
    if (!quota.scopes.every((scope) => isIn(scope, pod))) continue;
    const by = { kind: 'ResourceQuota', name: quota.name, at: quota.at } as const;
    const missing = pod.ofPod ? '' : missingIn(quota, pod.containers);
    if (missing !== '') yield { words: `failed quota: ${quota.name}: must specify ${missing}`, by };
    const over = inOrder(quota.hard).flatMap(([name, hard]) => {
      const asked = usageOf(pod.whole, name);
      return asked && asked.nanos > hard.nanos ? [{ name, asked, hard }] : [];
    });
    if (over.length === 0 || missing !== '') continue;
    const listed = (of: 'asked' | 'hard') => over.map((one) => `${one.name}=${quantityText(one[of])}`).join(',');
    yield { words: `exceeded quota: ${quota.name}, requested: ${listed('asked')}, limited: ${listed('hard')}`, by };
  }
}

/** As the API server prints them. */
function inOrder(hard: QuotaFact['hard']): ReturnType<typeof amounts> {
  return amounts(hard).sort(([a], [b]) => (a < b ? -1 : 1));
}

function missingIn({ hard }: QuotaFact, containers: readonly AdmittedContainer[]): string {
  const demanded = Object.keys(hard).filter((name) => DEMANDED.has(name));
  return demanded
    .sort()
    .flatMap((name) => {
      const without = containers.flatMap((one) => (one.name !== undefined && partOf(one, name) === undefined ? [one.name] : []));
      return without.length > 0 ? [`${name} for: ${[...new Set(without)].sort().join(',')}`] : [];
    })
    .join('; ');
}

/** What is counted under the name of a quota: `memory` is that of requests, as `requests.memory` is. */
function partOf({ requests, limits }: Requirements, name: string): Quantity | 'unknown' | undefined {
  const [, kind = 'requests', resource = ''] = /^(?:(requests|limits)\.)?(.+)$/.exec(name) ?? [];
  return (kind === 'limits' ? limits : requests).get(resource);
}

function usageOf(whole: Requirements, name: string): Quantity | undefined {
  if (name === 'pods' || name === 'count/pods') return { nanos: 1_000_000_000n, format: 'decimal' };
  const part = partOf(whole, name);
  return part === 'unknown' ? undefined : part;
}

/** Whether a pod surely is in a scope. Source: podMatchesScopeFunc. */
function isIn({ scope, operator, values }: QuotaScope, { view, whole }: AdmittedPod): boolean {
  const { spec } = view.spots;
  const deadline = spec.get('activeDeadlineSeconds');
  const asked = [whole.requests, whole.limits].flatMap((all) => ['cpu', 'memory'].flatMap((name) => all.get(name) ?? []));
  switch (scope) {
    case 'Terminating':
      return (deadline.integer().value ?? -1) >= 0;
    case 'NotTerminating':
      return deadline.state === 'absent';
    case 'BestEffort':
      return asked.every((amount) => amount !== 'unknown' && amount.nanos === 0n);
    case 'NotBestEffort':
      return asked.some((amount) => amount !== 'unknown' && amount.nanos > 0n);
    case 'PriorityClass': {
      // a class that the cluster takes by itself no file shows
      const name = spec.get('priorityClassName').text().value;
      return name !== undefined && (operator === 'Exists' || (operator === 'In' && values.includes(name)) || (operator === 'NotIn' && !values.includes(name)));
    }
    default:
      return false;
  }
}
