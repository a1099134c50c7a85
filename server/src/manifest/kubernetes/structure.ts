import type { Path } from '../../syntax/site.ts';
import type { Node } from '../../syntax/tree.ts';
import type { Spot } from '../spot.ts';

/** Maps deeper than this are not searched; no custom resource is that deep. */
const MAX_DEPTH = 40;

/**
 * The paths, relative to `spot`, of maps that look like a pod specification: they have a list `containers`, and an item of it has an
 * `image`. Aliases are not followed, so that an alias bomb costs no more than its length.
 */
export function podLikePaths(spot: Spot): Path[] {
  const found: Path[] = [];
  const walk = (node: Node | null, path: Path) => {
    if (path.length > MAX_DEPTH) return;
    if (node?.type === 'map') {
      if (node.pairs.some(({ key, value }) => key.text === 'containers' && holdsImages(value))) {
        found.push(path);
        return;
      }
      for (const { key, value } of node.pairs) if (path.length > 0 || !OUTSIDE.has(key.text)) walk(value, [...path, key.text]);
    } else if (node?.type === 'seq')
      node.items.forEach((item, index) => {
        walk(item.node, [...path, index]);
      });
  };
  walk(spot.identity.node, []);
  return found;
}

/** Root keys of an object that never contain a pod. */
const OUTSIDE = new Set(['apiVersion', 'kind', 'metadata', 'status']);

function holdsImages(value: Node | null): boolean {
  return value?.type === 'seq' && value.items.some(({ node }) => node?.type === 'map' && node.pairs.some(({ key }) => key.text === 'image'));
}
