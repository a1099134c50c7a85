import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { KINDS, type Kind } from './edits.ts';
import { median, ms, percentile, ratio, table } from './figures.ts';
import { BULKHEAD, DEBOUNCE, type Run, yamlServer } from './section.ts';
import { type BenchText, composeText, kubernetesText } from './texts.ts';
import { FLOOR, type Typed, TypingSession } from './typing.ts';

const OWN = 'Bulkhead';
/** The steps whose median is one measurement of a ratio. */
const BLOCK = 20;
/** A text of 2 MB has about as many lines. */
const LINES_OF_2_MB = 83_000;

/** Each kind of step in each text, beside the floor and a full parse. */
export async function typingSection({ quick }: Run): Promise<string[]> {
  const rows: string[][] = [];
  const amounts = { letters: quick ? 40 : 200, others: quick ? 20 : 40 };
  for (const { bench, parseEvery, only } of [
    { bench: kubernetesText(500), parseEvery: 1 },
    { bench: kubernetesText(10_000), parseEvery: 5 },
    { bench: composeText(5000), parseEvery: 5 },
    { bench: kubernetesText(LINES_OF_2_MB), parseEvery: 20, only: 'letter' as const },
  ]) {
    const session = await TypingSession.start(bench, { [OWN]: BULKHEAD, [FLOOR]: { script: 'test/bench/floor.mjs' } });
    await session.type('letter', { steps: 40, parseEvery: BLOCK });
    for (const kind of only ? [only] : (Object.keys(KINDS) as Kind[]))
      rows.push(rowOf(bench, kind, await session.type(kind, { steps: kind === 'letter' && !only ? amounts.letters : amounts.others, parseEvery })));
    await session.stop();
  }
  return [
    '## From a change to its diagnostics',
    '',
    'Over standard input and output, at another place each time, and the next follows at once; each change is then taken back, and both are counted. The floor is a server that only keeps the text and sends the same diagnostics.',
    '',
    ...table(['change', 'Bulkhead p50', 'p95', 'floor p50', 'p95', 'full `yaml` parse', 'p50 to the floor', 'p50 to the parse'], rows),
  ];
}

function rowOf({ name }: BenchText, kind: Kind, { walls, parses }: Typed): string[] {
  const own = walls.get(OWN) ?? [];
  const floor = walls.get(FLOOR) ?? [];
  const perBlock = (values: readonly number[]) => blocks(values, BLOCK).map(median);
  const parse = blocks(parses, Math.max(1, Math.ceil((parses.length * BLOCK) / own.length))).map(median);
  return [
    `${name}: ${kind}`,
    ms(median(own)),
    ms(percentile(own, 0.95)),
    ms(median(floor)),
    ms(percentile(floor, 0.95)),
    ms(median(parses)),
    ratio(perBlock(own), perBlock(floor)),
    ratio(perBlock(own), parse),
  ];
}

/** Letters beside yaml-language-server. */
export async function peersSection({ quick, folder }: Run): Promise<string[]> {
  const schema = path.join(folder, 'kubernetes.json');
  writeFileSync(schema, JSON.stringify(KUBERNETES_SCHEMA));
  const kubernetes = pathToFileURL(schema).href;
  const compose = pathToFileURL(path.resolve('node_modules/dclint/schemas/compose.schema.json')).href;
  const rows: string[][] = [];
  for (const { bench, steps, uri } of [
    { bench: kubernetesText(500), steps: quick ? 6 : 20, uri: kubernetes },
    { bench: kubernetesText(10_000), steps: quick ? 2 : 10, uri: kubernetes },
    { bench: composeText(5000), steps: quick ? 2 : 6, uri: compose },
  ]) {
    const session = await TypingSession.start(bench, { [OWN]: BULKHEAD, without: yamlServer(), with: yamlServer(uri) });
    await session.type('letter', { steps: 2, parseEvery: 2 });
    const { walls } = await session.type('letter', { steps, parseEvery: steps });
    await session.stop();
    const own = walls.get(OWN) ?? [];
    const less = (name: string) => (walls.get(name) ?? []).map((wall) => Math.max(wall - DEBOUNCE, 0));
    rows.push([bench.name, ms(median(own)), ...['without', 'with'].flatMap((name) => [ms(median(less(name))), ratio(own, less(name))])]);
  }
  return [
    '## A letter beside yaml-language-server',
    '',
    `It waits ${DEBOUNCE} ms after each letter before it looks: that is subtracted. The schema is that of Compose, or a small one of Deployments and Services; the schema store is off.`,
    '',
    ...table(['letter', 'Bulkhead p50', 'without a schema', 'Bulkhead to that', 'with a schema', 'Bulkhead to that'], rows),
  ];
}

function blocks(values: readonly number[], size: number): number[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, block) => values.slice(block * size, (block + 1) * size));
}

const text = { type: 'string' };
const KUBERNETES_SCHEMA = {
  type: 'object',
  required: ['apiVersion', 'kind', 'metadata', 'spec'],
  properties: {
    apiVersion: text,
    kind: { enum: ['Deployment', 'Service'] },
    metadata: { type: 'object', properties: { name: text, namespace: text, labels: { type: 'object', additionalProperties: text } } },
    spec: {
      type: 'object',
      properties: {
        replicas: { type: 'integer' },
        selector: { type: 'object' },
        ports: { type: 'array', items: { type: 'object', properties: { port: { type: 'integer' } } } },
        template: {
          type: 'object',
          properties: {
            spec: {
              type: 'object',
              required: ['containers'],
              properties: {
                hostNetwork: { type: 'boolean' },
                containers: { type: 'array', items: { type: 'object', required: ['name'], properties: { name: text, image: text } } },
                volumes: { type: 'array', items: { type: 'object', required: ['name'] } },
              },
            },
          },
        },
      },
    },
  },
};
