import { refusalsOf } from '../validity/api/evaluate.ts';
import type { Reading } from './reading.ts';

/**
 * What the API server refuses in each document of a file, by its index: its errors without their places, which a change may move.
 * @param minor N of the Kubernetes 1.N that is asked
 */
export function refusalsIn(readings: readonly Reading[], minor: number): ReadonlyMap<number, ReadonlySet<string>> {
  const found = new Map<number, Set<string>>();
  for (const { checks } of readings)
    for (const [index, { resources = [] }] of checks.entries())
      for (const { message } of resources.flatMap(({ pods }) => pods.flatMap((pod) => refusalsOf(pod, minor)))) {
        const said = found.get(index) ?? new Set();
        found.set(index, said.add(message));
      }
  return found;
}
