import type { Place } from './place.ts';
import { question } from './workspace.ts';

/**
 * Where a new object of a kind belongs, that an object is to have: behind the last one of the kind in its namespace, in the file with most of
 * them. `undefined` if that is the file of the object itself, or there are none.
 */
export const homeOf = question('home of a kind', ({ facts }, kind: string, namespace: string, ofKind: string, ofName: string): Place | undefined => {
  const own = facts.objects.find((object) => object.kind === ofKind && object.name === ofName && object.namespace === namespace)?.at.file;
  const byFile = new Map<string, Place[]>();
  for (const object of facts.objects) {
    if (object.kind !== kind || object.namespace !== namespace) continue;
    byFile.set(object.at.file, [...(byFile.get(object.at.file) ?? []), object.at]);
  }
  if (own === undefined || byFile.has(own)) return undefined;
  const most = [...byFile.values()].reduce<Place[]>((best, one) => (one.length > best.length ? one : best), []);
  return most.at(-1);
});

/** Whether there is an object of a name. */
export const isThere = question('object', ({ facts }, kind: string, namespace: string, name: string): boolean =>
  facts.objects.some((object) => object.kind === kind && object.namespace === namespace && object.name === name),
);
