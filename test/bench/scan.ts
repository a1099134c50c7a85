import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Cost, costOf, costOfNode } from './child.ts';
import { isPlain, mixedFiles } from './corpus.ts';
import { interleaved, mb, median, ms, ratio, table } from './figures.ts';
import { CLI, type Run } from './section.ts';
import { kubernetesText } from './texts.ts';

/** Real manifests, where they stand beside the project. */
const REAL = '../shared/corpus';
const PARSE = 'full `yaml` parse, nothing else';
const CHECK = '`bulkhead check`';

const PARSE_ALL = `
const { readdirSync, readFileSync } = require('node:fs');
const { parseAllDocuments } = require('yaml');
for (const entry of readdirSync(process.argv[1], { recursive: true, withFileTypes: true }))
  if (entry.isFile() && /\\.ya?ml$/.test(entry.name)) parseAllDocuments(readFileSync(require('node:path').join(entry.parentPath ?? entry.path, entry.name), 'utf8'));
`;

type Contenders = Record<string, () => Promise<Cost>>;

/** Each folder is read by a fresh process of each contender, round by round. */
export async function scanSection({ quick, folder }: Run): Promise<string[]> {
  const count = quick ? 500 : 5000;
  const mixed = path.join(folder, 'mixed');
  const plain = path.join(folder, 'plain');
  const large = path.join(folder, 'large');
  for (const file of mixedFiles(count)) {
    write(mixed, file.path, file.text);
    if (isPlain(file)) write(plain, file.path, file.text);
  }
  write(large, 'large.yaml', kubernetesText(83_000).text);
  const peers = peersOf(plain);
  const rounds = quick ? 2 : 3;
  const tables = [
    ...(await scanned(`${count.toLocaleString('en')} mixed files`, rounds, own(mixed))),
    // with JSON, one round takes minutes
    ...(await scanned('the same, once', 1, { ...own(mixed), ...withJson(mixed) })),
    ...(existsSync(REAL) ? await scanned('916 real files', rounds, { ...own(REAL), ...withJson(REAL) }) : []),
    ...(await scanned('one file of 2 MB', rounds, own(large))),
    ...(Object.keys(peers).length > 0 ? await scanned('the plain Kubernetes files of the mixed ones', rounds, { ...own(plain), ...peers }) : []),
  ];
  return [
    '## Scan',
    '',
    'A quarter of the mixed files is clean, the others are weak Deployments, Windows line ends, Helm templates, ConfigMaps, roles, definitions of resources, Compose projects, and every hundredth has a thousand lines. JSON also makes and verifies every fix.',
    '',
    ...tables,
  ];
}

function own(folder: string): Contenders {
  return { [PARSE]: () => costOfNode('-e', PARSE_ALL, folder), [CHECK]: () => costOfNode(CLI, 'check', folder) };
}

function withJson(folder: string): Contenders {
  return { '`bulkhead check --format json`': () => costOfNode(CLI, 'check', folder, '--format', 'json') };
}

/** Other linters that are on the path. */
function peersOf(folder: string): Contenders {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  const known: Contenders = {
    'kube-linter': () => costOf('kube-linter', ['lint', folder]),
    'kube-score': () => costOf('kube-score', ['score', ...files.map((name) => path.join(folder, name))]),
  };
  const onPath = (name: string) => (process.env['PATH'] ?? '').split(path.delimiter).some((place) => existsSync(path.join(place, name)));
  return Object.fromEntries(Object.entries(known).filter(([name]) => onPath(name)));
}

async function scanned(what: string, rounds: number, contenders: Contenders): Promise<string[]> {
  const measured = await interleaved(rounds, contenders);
  const values = (name: string, key: keyof Cost) => (measured.get(name) ?? []).map((cost) => cost[key]);
  const to = (name: string, other: string, key: keyof Cost) => (name === other ? '' : ratio(values(name, key), values(other, key)));
  const rows = [...measured.keys()].map((name) => [
    name,
    ms(median(values(name, 'wall'))),
    ms(median(values(name, 'cpu'))),
    mb(Math.max(...values(name, 'peak'))),
    to(name, PARSE, 'wall'),
    to(name, PARSE, 'cpu'),
    to(name, CHECK, 'cpu'),
  ]);
  return [...table([what, 'wall', 'CPU', 'peak memory', 'wall to the parse', 'CPU to the parse', 'CPU to `check`'], rows), ''];
}

function write(folder: string, file: string, text: string): void {
  const target = path.join(folder, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}
