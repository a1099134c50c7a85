import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
// @ts-expect-error the configuration has no types
import { TABLE } from '../.dependency-cruiser.mjs';

const rows = TABLE as Readonly<Record<string, { readonly values?: readonly string[]; readonly types?: readonly string[] }>>;

/** What the files of a room import, as paths from the root of the project or names of packages. */
function importsOf(room: string): string[] {
  const files = readdirSync(`server/src/${room}`, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return files.flatMap((name) => {
    const file = join('server/src', room, name);
    return [...readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^;]*?from '([^']+)';/gm)].map(([, from = '']) =>
      from.startsWith('.') ? join(dirname(file), from).replaceAll('\\', '/') : from,
    );
  });
}

const entries = Object.entries(rows).flatMap(([room, { values = [], types = [] }]) => [...values, ...types].map((to) => [room, to] as const));

test.each(entries)('%s imports what its row names: %s', (room, to) => {
  expect(importsOf(room).some((path) => new RegExp(to).test(path))).toBe(true);
});
