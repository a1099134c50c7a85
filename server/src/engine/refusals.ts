import { refusalsOf } from '../validity/api/evaluate.ts';
import type { DocumentCheck } from './document-check.ts';

/**
 * What the API server refuses in each document, by its index: its errors without their places, which a change may move.
 * @param minor N of the Kubernetes 1.N that is asked
 */
export function refusalsIn(checks: Iterable<readonly [index: number, check: DocumentCheck]>, minor: number): ReadonlyMap<number, ReadonlySet<string>> {
  const found = new Map<number, Set<string>>();
  for (const [index, { resources = [] }] of checks)
    for (const { message } of resources.flatMap(({ pods }) => pods.flatMap((pod) => refusalsOf(pod, minor)))) {
      const said = found.get(index) ?? new Set();
      found.set(index, said.add(message));
    }
  return found;
}
