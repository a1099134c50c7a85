import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { effectiveService } from '../kit/compose.ts';

const FOLDER = fileURLToPath(new URL('./compose-merge', import.meta.url));

/** A case of the tables beside this file: a project, and one of its services after merging. */
interface Case {
  readonly name: string;
  /** The source of the expected result. */
  readonly source: string;
  readonly files: Record<string, string>;
  readonly main?: string;
  readonly service?: string;
  /** Some keys of the service. `<unknown>`: no file shows the value; `<absent>`: the key must not exist. */
  readonly effective: Record<string, unknown>;
  /** By path (`ports.0`): the file and line of the key, or of the item of a list. */
  readonly origins?: Record<string, string>;
  /** All problems, none by default; `any`: not checked. */
  readonly problems?: 'any' | readonly { file: string; line: number; code?: string; contains?: string }[];
}

const tables = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => ({ topic: basename(name, '.yaml'), cases: parse(readFileSync(join(FOLDER, name), 'utf8')) as Case[] }));

it('has at least 100 cases, each with a name of its own', () => {
  const names = tables.flatMap(({ topic, cases }) => cases.map(({ name }) => `${topic}: ${name}`));
  expect(names.length).toBeGreaterThanOrEqual(100);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(tables)('$topic', ({ cases }) => {
  it.each(cases)('$name', ({ files, main = 'compose.yaml', service = 'web', effective, origins = {}, problems = [] }) => {
    const result = effectiveService(files, main, service);
    const actual = Object.fromEntries(Object.keys(effective).map((key) => [key, result.json?.[key] ?? '<absent>']));
    expect(withoutNumbers(actual)).toEqual(withoutNumbers(effective));
    expect(Object.fromEntries(Object.keys(origins).map((path) => [path, result.origin(steps(path))]))).toEqual(origins);
    if (problems === 'any') return;
    const found = result.problems.map(({ file, line }) => `${file}:${line}`);
    expect(found.sort(), JSON.stringify(result.problems)).toEqual(problems.map(({ file, line }) => `${file}:${line}`).sort());
    for (const { file, line, code, contains } of problems) {
      const match = result.problems.find((problem) => problem.file === file && problem.line === line);
      if (code !== undefined) expect(match?.code).toBe(code);
      if (contains !== undefined) expect(match?.message).toContain(contains);
    }
  });
});

/** The steps of a path. The tables have no keys with dots. */
function steps(path: string): (string | number)[] {
  return path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

/** The value with numbers as texts: these tables do not tell them apart. */
function withoutNumbers(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(withoutNumbers);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutNumbers(inner)]));
}
