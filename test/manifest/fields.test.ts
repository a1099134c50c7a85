import { expect, test } from 'vitest';
import { KUBERNETES } from '../../server/src/isolation/knowledge/kubernetes.ts';
import { keyRank } from '../../server/src/manifest/key-order.ts';
import { objectType, objectTypeAt } from '../../server/src/manifest/kubernetes/fields.ts';

test.each(Object.keys(KUBERNETES))('the hover of %s is about a field of the table', (key) => {
  const path = key.split('/');
  const name = path.pop() ?? '';
  const holders = path.at(-1) === 'securityContext' ? [path, ['containers', 0, 'securityContext']] : [path];
  const types = holders.flatMap((holder) => objectTypeAt(holder) ?? []);
  if (types.length === 0) return;
  const fields = types.map(objectType).flatMap(({ isolation, others }) => [...Object.keys(isolation), ...others]);
  expect(fields).toContain(name);
});

test('a key has the rank that its dialect gives it', () => {
  const ranks = (map: readonly (string | number)[], ...keys: string[]) => keys.map((key) => keyRank(map, key));
  expect(ranks(['services', 'web'], 'image', 'build')).toEqual([0, 1]);
  expect(ranks(['spec', 'containers', 0], 'name', 'image')).toEqual([0, 1]);
  expect(ranks(['spec', 'containers', 0, 'resources', 'limits'], 'cpu', 'memory')).toEqual([0, 1]);
  expect(ranks(['spec'], 'unheard')).toEqual([Number.POSITIVE_INFINITY]);
  expect(ranks(['services', 0], 'image')).toEqual([Number.POSITIVE_INFINITY]);
});
