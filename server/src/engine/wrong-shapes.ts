import { podPlaces, rightApiVersion } from '../manifest/kubernetes/kinds.ts';
import type { ResourceView } from '../manifest/kubernetes/views.ts';
import type { Spot } from '../manifest/spot.ts';
import { type Cursor, child, locate, mergedChild, rootCursor } from '../syntax/navigate.ts';
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
  const problems: Problem[] = [];
  const visit = (cursor: Cursor): void => {
    const { node } = cursor;
    if (cursor.through !== undefined || (node?.type !== 'map' && node?.type !== 'seq')) return;
    const steps: (string | number)[] = node.type === 'map' ? node.pairs.map(({ key }) => key.text) : node.items.map((_, i) => i);
    const merge = node.type === 'map' ? steps.lastIndexOf('<<') : -1;
    for (const [i, step] of steps.entries()) {
      const entry = step === '<<' ? undefined : child(cursor, step);
      if (!entry) continue;
      if (i < merge && mergedChild(cursor, step)) {
        const span = locate(document, { document: index, path: entry.path, part: 'key' });
        const message = `"<<" below has "${step}" too: kubectl takes that value, and a strict reader refuses both`;
        if (span) problems.push({ code: 'overridden-by-merge', message, span, document: index });
      }
      visit(entry);
    }
  };
  visit(rootCursor(document));
  return problems;
}
