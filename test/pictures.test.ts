import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './kit/cli.ts';

const folder = path.join(ROOT, 'docs/images');

test('the pictures of the README are few and small, and each is there in the dark and in the light', () => {
  const shown = [...readFileSync(path.join(ROOT, 'README.md'), 'utf8').matchAll(/docs\/images\/([\w-]+\.png)/g)].map(([, name]) => name);
  const names = readdirSync(folder);
  expect(names.sort()).toEqual([...shown].sort());
  expect(names.length).toBeLessThanOrEqual(8);
  for (const name of names) expect(statSync(path.join(folder, name)).size, name).toBeLessThan(80 * 1024);
  const inTheLight = names.filter((name) => name.endsWith('-light.png')).map((name) => name.replace('-light', '-dark'));
  expect(names.filter((name) => name.endsWith('-dark.png'))).toEqual(inTheLight);
});
