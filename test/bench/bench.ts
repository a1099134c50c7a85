// `npm run bench` measures and prints a Markdown table; `-- --write` also writes docs/BENCHMARKS.md. No time is asserted.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { ServerProcess } from './client.ts';
import { type BenchText, composeText, kubernetesText, scanFiles } from './texts.ts';

const SERVER = 'dist/server/node.js';
const CLI = 'dist/cli.js';
const PEER = 'node_modules/yaml-language-server/out/server/src/server.js';
/** The debounce of yaml-language-server in milliseconds: it waits this long after the last key. */
const PEER_DEBOUNCE = 200;
const PEER_SETTINGS = { yaml: { validate: true, schemaStore: { enable: false }, schemas: {}, hover: false, completion: false } };
const SCANNED_FILES = 2000;

/** The value below which a share `p` (0 to 1) of the measurements are. */
function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * p) - 1)] ?? Number.NaN;
}
const median = (values: readonly number[]): number => percentile(values, 0.5);

async function repeat(times: number, measure: () => number | Promise<number>): Promise<number[]> {
  const values: number[] = [];
  for (let index = 0; index < times; index += 1) values.push(await measure());
  return values;
}

/** The milliseconds from a typed letter to its diagnostics, for letters spread over the file. The first `warm` letters are not counted. */
async function typing(script: string, settings: object, bench: BenchText, { warm, counted }: { warm: number; counted: number }): Promise<number[]> {
  const server = new ServerProcess(script, settings as Record<string, unknown>);
  await server.initialize();
  await server.initialized();
  const uri = `file:///bench/${bench.file}`;
  await server.open(uri, bench.languageId, bench.text);
  const typed = new Map<number, number>();
  const values: number[] = [];
  for (let index = 0; index < warm + counted; index += 1) {
    const place = bench.places[(index * 37) % bench.places.length];
    if (place === undefined) throw new Error(`${bench.name} has no place to type`);
    const before = typed.get(place.line) ?? 0;
    typed.set(place.line, before + 1);
    values.push(await server.type(uri, index + 2, { line: place.line, character: place.character + before }));
  }
  await server.stop();
  return values.slice(warm);
}

function fullParse(text: string): number {
  const start = performance.now();
  parseAllDocuments(text);
  return performance.now() - start;
}

async function initializeTime(script: string): Promise<number> {
  const start = performance.now();
  const server = new ServerProcess(script);
  await server.initialize();
  const time = performance.now() - start;
  await server.initialized();
  await server.stop();
  return time;
}

/** The milliseconds of a process from start to end. */
function processTime(...command: string[]): number {
  const start = performance.now();
  const { status, error } = spawnSync(process.execPath, command, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (error !== undefined || (status !== 0 && status !== 1)) throw error ?? new Error(`${command.join(' ')} ended with ${status}`);
  return performance.now() - start;
}

const PARSE_ALL = `
const { readdirSync, readFileSync } = require('node:fs');
const { parseAllDocuments } = require('yaml');
for (const entry of readdirSync(process.argv[1], { recursive: true, withFileTypes: true }))
  if (entry.isFile()) parseAllDocuments(readFileSync(require('node:path').join(entry.parentPath ?? entry.path, entry.name), 'utf8'));
`;

const ms = (value: number): string => `${value < 20 ? value.toFixed(1) : value.toFixed(0)} ms`;
const share = (part: number, whole: number): string => (whole > part ? `1/${(whole / part).toFixed(1)}` : `${(part / whole).toFixed(1)}×`);
const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`;

async function typingTable(): Promise<string[]> {
  const rows = [
    row(
      'one letter typed, until its diagnostics',
      'Bulkhead p50',
      'p95',
      'full `yaml` parse',
      'p50 to full parse',
      'yaml-language-server p50',
      'less its debounce',
      'Bulkhead p50 to that',
    ),
    row('---', '---:', '---:', '---:', '---:', '---:', '---:', '---:'),
  ];
  for (const { bench, peerRuns } of [
    { bench: kubernetesText(500), peerRuns: 20 },
    { bench: kubernetesText(10_000), peerRuns: 10 },
    { bench: composeText(5000), peerRuns: 4 },
  ]) {
    const own = await typing(SERVER, {}, bench, { warm: 20, counted: 100 });
    const parse = median((await repeat(9, () => fullParse(bench.text))).slice(2));
    const peer = median(await typing(PEER, PEER_SETTINGS, bench, { warm: 2, counted: peerRuns }));
    const peerNet = Math.max(peer - PEER_DEBOUNCE, 0);
    rows.push(
      row(bench.name, ms(median(own)), ms(percentile(own, 0.95)), ms(parse), share(median(own), parse), ms(peer), ms(peerNet), share(median(own), peerNet)),
    );
  }
  return rows;
}

async function startTable(): Promise<string[]> {
  const node = median(await repeat(7, () => processTime('-e', '0')));
  const own = median(await repeat(7, () => initializeTime(SERVER)));
  const peer = median(await repeat(5, () => initializeTime(PEER)));
  return [
    row('process start until `initialize` is answered', 'median'),
    row('---', '---:'),
    row('Bulkhead', ms(own)),
    row('yaml-language-server', ms(peer)),
    row('Node alone, start to end of an empty program', ms(node)),
  ];
}

async function scanTable(): Promise<string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-bench-'));
  try {
    for (const file of scanFiles(SCANNED_FILES)) {
      const target = path.join(folder, file.path);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, file.text);
    }
    const pretty = median(await repeat(3, () => processTime(CLI, 'check', folder, '--format', 'pretty')));
    const json = median(await repeat(3, () => processTime(CLI, 'check', folder, '--format', 'json')));
    const parse = median(await repeat(3, () => processTime('-e', PARSE_ALL, folder)));
    return [
      row(`scan of ${SCANNED_FILES.toLocaleString('en')} files in a fresh process`, 'median', 'to full parse'),
      row('---', '---:', '---:'),
      row('`bulkhead check`', ms(pretty), share(pretty, parse)),
      row('`bulkhead check --format json`, which also makes and verifies every fix', ms(json), share(json, parse)),
      row('full `yaml` parse of the same files, nothing else', ms(parse), ''),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const tables = [await typingTable(), await startTable(), await scanTable()];
const page = [
  '# Benchmarks',
  '',
  `Written by \`npm run bench -- --write\`: Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}. Milliseconds depend on the machine and its load; the ratios are of one run.`,
  '',
  `Each letter goes over standard input and output, at another place of the file, into a name that a diagnostic quotes; the next follows at once. yaml-language-server runs without a schema and without its schema store, and waits ${PEER_DEBOUNCE} ms after each letter before it looks: that is subtracted where the table says so.`,
  '',
  ...tables.flatMap((table) => [...table, '']),
].join('\n');
console.log(page);
if (process.argv.includes('--write')) {
  mkdirSync('docs', { recursive: true });
  writeFileSync('docs/BENCHMARKS.md', page);
}
