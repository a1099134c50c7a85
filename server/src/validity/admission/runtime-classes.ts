import type { Amounts } from '../../manifest/kubernetes/limits.ts';
import { readQuantity } from '../../manifest/kubernetes/quantity.ts';
import type { PodView } from '../../manifest/kubernetes/views.ts';
import type { Spot } from '../../manifest/spot.ts';
import type { Denial } from './denial.ts';

/**
 * What in a pod contradicts its RuntimeClass, where that is in view.
 * Source: plugin/pkg/admission/runtimeclass of Kubernetes 1.37.
 */
export function* runtimeClassDenials({ runtimeClasses, runtimeClassName, spots: { spec } }: PodView): Iterable<Denial> {
  const found = runtimeClasses.filter(({ name }) => name === runtimeClassName.value);
  const [known] = found;
  // of two objects of one name nobody knows which one counts
  if (!known || found.length > 1) return;
  const by = { kind: 'RuntimeClass', name: known.name, at: known.at } as const;
  const overhead = spec.get('overhead');
  if (overhead.type === 'map' && !overhead.undecided) {
    if (!known.overhead) yield { words: 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead', by, site: overhead.site };
    else if (differs(known.overhead, overhead))
      yield { words: "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead", by, site: overhead.site };
  }
  for (const [key, wanted] of Object.entries(known.nodeSelector)) {
    const own = spec.get('nodeSelector', key).text();
    if (own.value === undefined || wanted === null || own.value === wanted) continue;
    const words = `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${wanted}; pod.spec.nodeSelector[${key}] = ${own.value}`;
    yield { words, by, site: own.site };
  }
}

function differs(wanted: Amounts, own: Spot): boolean {
  const keys = new Set([...Object.keys(wanted), ...own.keys()]);
  return [...keys].some((key) => {
    const [a, b] = [wanted[key], own.get(key).text().value];
    if (a === null) return false;
    return a === undefined || b === undefined || readQuantity(a)?.nanos !== readQuantity(b)?.nanos;
  });
}
