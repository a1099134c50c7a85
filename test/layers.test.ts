import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
// @ts-expect-error the configuration has no types
import { TABLE } from '../.dependency-cruiser.mjs';
import { filesBelow } from './kit/files.ts';

const rows = TABLE as Readonly<Record<string, { readonly values?: readonly string[]; readonly types?: readonly string[] }>>;

/** The imports of a text, each with its specifier and whether it imports types only. */
function imports(text: string): { readonly from: string; readonly onlyTypes: boolean }[] {
  return [...text.matchAll(/^(?:import|export)\b([^;]*?)from '([^']+)';/gm)].map(([, clause = '', from = '']) => {
    const names = clause
      .trim()
      .replace(/^\{|,?\s*\}$/g, '')
      .split(',');
    return { from, onlyTypes: clause.trim().startsWith('type ') || names.every((name) => name.trim().startsWith('type ')) };
  });
}

/** The imports of the files of a room: paths from the root of the project, or names of packages. */
function importsOf(room: string) {
  const files = readdirSync(`server/src/${room}`, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return files.flatMap((name) => {
    const file = join('server/src', room, name);
    return imports(readFileSync(file, 'utf8')).map(({ from, onlyTypes }) => ({
      onlyTypes,
      path: from.startsWith('.') ? join(dirname(file), from).replaceAll('\\', '/') : from,
    }));
  });
}

const entries = Object.entries(rows).flatMap(([room, { values = [], types = [] }]) => [
  ...values.map((to) => [room, 'values', to] as const),
  ...types.map((to) => [room, 'types', to] as const),
]);

test('imports of types are told from imports of values', () => {
  const text = [
    "import { a, type B } from './value.ts';",
    "import type { C } from './type.ts';",
    "import { type D, type E } from './named.ts';",
    "import * as z from 'zod';",
    "export type { F } from './again.ts';",
  ];
  expect(imports(text.join('\n')).map(({ from, onlyTypes }) => `${from} ${onlyTypes}`)).toEqual([
    './value.ts false',
    './type.ts true',
    './named.ts true',
    'zod false',
    './again.ts true',
  ]);
});

test.each(entries)('%s imports the %s that its row allows: %s', (room, kind, to) => {
  const used = importsOf(room).filter(({ path }) => new RegExp(to).test(path));
  expect(used.some(({ onlyTypes }) => kind === 'types' || !onlyTypes)).toBe(true);
});

/** The source files of the project, as paths from its root. */
const SOURCES = ['client/src', 'schemas', 'scripts', 'server/src', 'test'].flatMap((room) =>
  filesBelow(room)
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.m?ts$|\.mjs$/.test(name) && !name.includes('/generated/')),
);

const linesOf = (file: string) => readFileSync(file, 'utf8').split('\n').length - 1;
const longer = (files: readonly string[], most: number) => files.filter((file) => linesOf(file) > most).map((file) => `${file}: ${linesOf(file)} lines`);

test('no file has more than 300 lines', () => {
  expect(SOURCES.length).toBeGreaterThan(300);
  expect(longer(SOURCES, 300)).toEqual([]);
});

test('no rule has more than 120 lines', () => {
  const rules = SOURCES.filter((file) => /^server\/src\/rules\/\w+\//.test(file) && readFileSync(file, 'utf8').includes('defineRule('));
  expect(rules.length).toBeGreaterThan(100);
  expect(longer(rules, 120)).toEqual([]);
});
