import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { mergedProject } from '../kit/compose.ts';

/**
 * Random projects, and their merged services as Compose itself loads them: compose-go 2.16.2, `LoadModel` without normalization, without its
 * defaults; paths start at their own file. Entries of volumes, ports, devices and secrets are in one form, since Compose turns short syntax into long syntax.
 */
interface Answer {
  readonly files: Readonly<Record<string, string>>;
  readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const ANSWERS = readFileSync(new URL('compose-answers.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Answer);

const LEFT_OUT = ['image', 'extends', 'logging', 'deploy', 'ulimits', 'sysctls', 'extra_hosts', 'networks', 'init'];

it.each(ANSWERS.map((answer, n) => [n, answer] as const))('project %i is merged as Compose merges it', (_, { files, services }) => {
  const merged = [...mergedProject(files, 'compose.yaml')].flatMap(([name, service]) =>
    name.startsWith('services.') ? [[name.slice('services.'.length), inOneForm(service)] as const] : [],
  );
  expect(Object.fromEntries(merged)).toEqual(Object.fromEntries(Object.entries(services).map(([name, service]) => [name, without(service, ['init'])])));
});

function inOneForm(service: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const forms: Readonly<Record<string, (item: unknown) => string>> = { volumes: volume, ports: port, devices: device, secrets: secret };
  const kept = Object.entries(without(service, LEFT_OUT)).map(([key, value]) => {
    const form = forms[key];
    if (key === 'tmpfs' && typeof value === 'string') return [key, [value]];
    return [key, Array.isArray(value) && form ? value.map(form) : value];
  });
  return Object.fromEntries(kept.filter(([, value]) => !Array.isArray(value) || value.length > 0));
}

function without(service: Readonly<Record<string, unknown>>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(service).filter(([key]) => !keys.includes(key)));
}

type Map = Readonly<Record<string, string | undefined>>;

function volume(item: unknown): string {
  const [source = '', target = '', options = ''] = typeof item === 'string' ? item.split(':') : [(item as Map)['source'], (item as Map)['target']];
  return [source.replace(/^\.\//, ''), target, options === 'ro' ? 'ro' : 'rw'].join('|');
}

function port(item: unknown): string {
  const parts = typeof item === 'string' ? item.split(':') : ['host_ip', 'published', 'target'].map((key) => String((item as Map)[key] ?? ''));
  return ['', '', '', ...parts].slice(-3).join('|');
}

function device(item: unknown): string {
  const [source = '', target = source, permissions = 'rwm'] = String(item).split(':');
  return [source, target, permissions].join('|');
}

function secret(item: unknown): string {
  const [source, target] = typeof item === 'string' ? [item] : [(item as Map)['source'], (item as Map)['target']];
  return `${source}|${target ?? `/run/secrets/${source}`}`;
}
