import { refusalsOf } from '../validity/api/evaluate.ts';
import { kubeletRefusals } from '../validity/kubelet.ts';
import type { DocumentCheck } from './document-check.ts';

/**
 * What the API server or a kubelet refuses in each document, by its index, in clauses: errors without their places, which a change may move.
 * @param minor N of the Kubernetes 1.N that is asked
 */
export function refusalsIn(checks: Iterable<readonly [index: number, check: DocumentCheck]>, minor: number): ReadonlyMap<number, ReadonlySet<string>> {
  const found = new Map<number, Set<string>>();
  for (const [index, { resources = [] }] of checks)
    for (const pod of resources.flatMap(({ pods }) => pods)) {
      const clauses = [
        ...refusalsOf(pod, minor).map(({ message }) => `the API server would refuse the pod: ${message}`),
        ...kubeletRefusals(pod).map((why) => `the kubelet would not start a container: ${why}`),
      ];
      if (clauses.length > 0) found.set(index, new Set([...(found.get(index) ?? []), ...clauses]));
    }
  return found;
}
