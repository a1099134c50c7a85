import type { Path } from '../syntax/site.ts';
import { SERVICE_ORDER } from './compose/fields.ts';
import { objectType, objectTypeAt } from './kubernetes/fields.ts';

/**
 * The rank of a key in the map at a path of a document, counted from 0; infinite for a key without a fixed place. New keys follow this
 * order. The order is in the field tables of the two dialects.
 */
export function keyRank(map: Path, key: string): number {
  const at = orderOf(map).indexOf(key);
  return at < 0 ? Number.POSITIVE_INFINITY : at;
}

function orderOf(map: Path): readonly string[] {
  if (map.length === 2 && map[0] === 'services' && typeof map[1] === 'string') return SERVICE_ORDER;
  const type = objectTypeAt(map);
  return type ? objectType(type).order : [];
}
