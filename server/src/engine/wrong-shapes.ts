import { podPlaces, rightApiVersion } from '../manifest/kubernetes/kinds.ts';
import type { ResourceView } from '../manifest/kubernetes/views.ts';
import type { Spot } from '../manifest/spot.ts';
import { locate } from '../syntax/navigate.ts';
import type { SyntaxDocument } from '../syntax/source-file.ts';
import type { Problem } from './finding.ts';

/**
 * Problems for places on the path to the containers of a pod that are no map or list, though the API wants one: nothing below them can be
 * judged. A key without a value is still being typed and gives no problem.
 */
export function wrongShapes(resource: ResourceView, document: SyntaxDocument): Problem[] {
  const places = podPlaces(resource.ref.kind, resource.ref.apiVersion);
  if (places === 'unknown') return [];
  const problems: Problem[] = [];
  const check = (spot: Spot, wanted: 'map' | 'seq'): boolean => {
    if (spot.type === wanted) return true;
    const wrong = spot.type !== undefined || (spot.state === 'null' && spot.identity.node !== null);
    const span = wrong ? locate(document, spot.site) : undefined;
    if (!span) return false;
    const found = spot.type === 'seq' ? 'a list' : spot.type === 'map' ? 'a map' : spot.type === 'scalar' ? 'a single value' : 'null';
    const name = typeof spot.path.at(-1) === 'number' ? `an item of "${spot.path.at(-2)}"` : `"${spot.path.at(-1)}"`;
    const message = `${name} is ${found}, where the API server wants a ${wanted === 'map' ? 'map' : 'list'}`;
    problems.push({ code: 'wrong-shape', message, span, document: spot.document });
    return false;
  };
  for (const place of places) {
    if (place.is !== undefined || place.containers !== undefined || /[*]/.test(place.at)) continue;
    const steps = place.at.split('.');
    const spot = resource.spot.get(...steps);
    if (!steps.every((_, i) => check(resource.spot.get(...steps.slice(0, i + 1)), 'map'))) continue;
    for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
      const containers = spot.get(list);
      if (containers.written && check(containers, 'seq')) for (const item of containers.items()) check(item, 'map');
    }
  }
  return problems;
}

/** A kind of Kubernetes under a group that has no such kind: the API server knows no such object. It is judged as what is meant. */
export function wrongGroup({ ref: { kind }, spot }: ResourceView, document: SyntaxDocument): Problem[] {
  const apiVersion = spot.get('apiVersion').text().value;
  const right = apiVersion === undefined ? undefined : rightApiVersion(kind, apiVersion);
  const span = right === undefined ? undefined : locate(document, spot.get('apiVersion').site);
  return span ? [{ code: 'wrong-group', message: `"${apiVersion}" has no ${kind}: it is one of ${right}`, span, document: spot.document }] : [];
}
