import { podPlaces, rightApiVersion } from '../manifest/kubernetes/kinds.ts';
import type { ResourceView } from '../manifest/kubernetes/views.ts';
import type { Spot } from '../manifest/spot.ts';
import { isMergeKey, rootCursor } from '../syntax/cursor.ts';
import { locate, mergedChild } from '../syntax/navigate.ts';
import { nodesIn } from '../syntax/nodes.ts';
import type { SyntaxDocument } from '../syntax/source-file.ts';
import type { Node } from '../syntax/tree.ts';
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

/** A directive that kubectl refuses: its reader takes YAML 1.1 alone, and the API server gets nothing. Source: go-yaml 2, `found incompatible YAML document`. */
export function wrongDirective({ text }: SyntaxDocument, index: number): Problem[] {
  const found = /^(?:\uFEFF|#.*\r?\n|[ \t]*\r?\n)*(%YAML[ \t]+(?!1\.1\b)\S+)/.exec(text);
  if (!found) return [];
  const end = found[0].length;
  const message = `kubectl refuses this document: it reads YAML 1.1, not "${found[1]}"`;
  return [{ code: 'yaml-version', message, span: { start: end - (found[1] as string).length, end }, document: index }];
}

/** Keys that a `<<` below them overrides, against the specification of YAML. Source: go-yaml 2, which applies entries in their order. */
export function overridden(document: SyntaxDocument, index: number): Problem[] {
  if (!document.text.includes('<<')) return [];
  const root = rootCursor(document);
  return nodesIn(document.root, 0, ({ type }) => type === 'map').flatMap(({ node, base }) => {
    if (node.type !== 'map') return [];
    const last = node.pairs.findLastIndex(({ key }) => isMergeKey(key));
    return node.pairs.slice(0, Math.max(0, last)).flatMap(({ key, value, shift }, i): Problem[] => {
      if (isMergeKey(key)) return [];
      const taken = mergedChild({ ...root, node, base }, key.text, undefined, i + 1);
      if (!taken || node.pairs.findLastIndex((pair) => pair.key.text === key.text) > i) return [];
      // what is judged is the value here
      const isSame = isSameScalar(value, taken.node);
      const message = `"<<" below has "${key.text}" too: kubectl takes that value, ${isSame ? '' : 'which is not judged, '}and a strict reader refuses both`;
      const span = { start: key.span.start + base + shift, end: key.span.end + base + shift };
      const told = { code: 'overridden-by-merge', message, span, document: index };
      return [isSame ? told : { ...told, lost: true }];
    });
  });
}

function isSameScalar(a: Node | null, b: Node | null): boolean {
  return a?.type === 'scalar' && b?.type === 'scalar' && a.text === b.text && a.style === b.style && a.tag === b.tag;
}
