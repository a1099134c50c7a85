import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DiagnosticSeverity, type WorkspaceDiagnosticReport } from 'vscode-languageserver/node';
import type { JsonReport } from '../server/src/present/json/report.ts';
import { buildCli, type Cli } from './kit/cli.ts';
import { PULLING } from './protocol/clients.ts';
import { Session } from './protocol/session.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = ['examples', ...readdirSync(path.join(ROOT, 'test/stacks')).map((name) => `test/stacks/${name}`)].filter((name) =>
  statSync(path.join(ROOT, name)).isDirectory(),
);
/** How the formats with fewer grades say a severity. */
const LEVELS: Readonly<Record<string, { readonly sarif: string; readonly lsp: DiagnosticSeverity }>> = {
  critical: { sarif: 'error', lsp: DiagnosticSeverity.Error },
  high: { sarif: 'error', lsp: DiagnosticSeverity.Error },
  medium: { sarif: 'warning', lsp: DiagnosticSeverity.Warning },
  low: { sarif: 'note', lsp: DiagnosticSeverity.Information },
  info: { sarif: 'note', lsp: DiagnosticSeverity.Hint },
};

/** Findings as lines: rule, severity, `file:line:column` from one. */
let expected: readonly string[];
let all: readonly Told[];
let cli: Cli;
/** Where the reports of one run are. */
let folder = '';
const report = (format: string) => readFileSync(path.join(folder, format), 'utf8');

interface Told {
  readonly rule: string;
  readonly severity: string;
  readonly place: string;
}
const sorted = (lines: readonly string[]) => [...lines].sort();
const placeOf = (file: string, { line, character }: { readonly line: number; readonly character: number }) => `${file}:${line + 1}:${character + 1}`;

/** The entries of the report for agents. */
const agentLines = (text: string) =>
  [...text.matchAll(/^([a-z][a-z0-9-]+) (critical|high|medium|low|info) (\S+:\d+:\d+)$/gm)].map((match) => match.slice(1).join(' '));

beforeAll(async () => {
  cli = await buildCli();
  folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-same-'));
  const into = (format: string) => ['--format', format, '--output', path.join(folder, format)];
  await cli(['check', '--no-config', ...['json', 'sarif', 'agent'].flatMap(into), ...FOLDERS], { cwd: ROOT });
  const { files } = JSON.parse(report('json')) as JsonReport;
  all = files.flatMap(({ file, findings }) => findings.map(({ rule, severity, range }) => ({ rule, severity, place: placeOf(file, range.start) })));
  expected = sorted(all.map(({ rule, severity, place }) => `${rule} ${severity} ${place}`));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('there is something to compare', () => {
  expect(FOLDERS.length).toBeGreaterThan(25);
  expect(expected.length).toBeGreaterThan(500);
});

interface SarifResult {
  readonly ruleId: string;
  readonly level: string;
  readonly properties: { readonly severity: string };
  readonly locations: readonly [
    {
      readonly physicalLocation: {
        readonly artifactLocation: { readonly uri: string };
        readonly region: { readonly startLine: number; readonly startColumn: number };
      };
    },
  ];
  readonly fixes?: readonly { readonly artifactChanges: readonly { readonly replacements: readonly unknown[] }[] }[];
}

it('SARIF says the same, and each change of its fixes changes something', () => {
  const { results } = JSON.parse(report('sarif')).runs[0] as { readonly results: readonly SarifResult[] };
  const said = results.map(({ ruleId, level, properties: { severity }, locations: [{ physicalLocation }], fixes = [] }) => {
    const { artifactLocation, region } = physicalLocation;
    for (const { replacements } of fixes.flatMap(({ artifactChanges }) => artifactChanges))
      expect(replacements, `${ruleId} ${artifactLocation.uri}`).not.toEqual([]);
    expect(level).toBe(LEVELS[severity]?.sarif);
    return `${ruleId} ${severity} ${decodeURIComponent(artifactLocation.uri)}:${region.startLine}:${region.startColumn}`;
  });
  expect(sorted(said)).toEqual(expected);
});

it('the report for agents says the same', () => {
  expect(sorted(agentLines(report('agent')))).toEqual(expected);
});

it('MCP says the same, as far as its answers go', async () => {
  const calls = FOLDERS.map((folder, id) => ({
    jsonrpc: '2.0',
    id,
    method: 'tools/call',
    params: { name: 'check', arguments: { paths: [folder], budget: 100_000 } },
  }));
  const { stdout } = await cli(['mcp'], { cwd: ROOT, input: `${calls.map((call) => JSON.stringify(call)).join('\n')}\n` });
  for (const [i, line] of stdout.trim().split('\n').entries()) {
    const name = FOLDERS[i] as string;
    const { content, isError } = JSON.parse(line).result as { readonly content: readonly [{ readonly text: string }]; readonly isError: boolean };
    const [{ text }] = content;
    expect(isError, name).toBe(false);
    const said = agentLines(text);
    const here = expected.filter((one) => one.includes(` ${name}/`));
    // an answer is bounded, and says so
    if (/cut off here|do not fit/.test(text))
      expect(
        said.filter((one) => !here.includes(one)),
        folder,
      ).toEqual([]);
    else expect(sorted(said), name).toEqual(here);
  }
});

it('an editor shows the same', async () => {
  const workspaceFolders = FOLDERS.map((name) => ({ uri: pathToFileURL(path.join(ROOT, name)).href, name }));
  // one diagnostic for each finding, as the others have it
  const session = await Session.start({ settings: { diagnostics: { missing: 'separate' } } }, PULLING, { workspaceFolders });
  const { items } = await session.request<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds: [] });
  await session.stop();
  const said = items.flatMap((report) => {
    if (report.kind !== 'full') return [];
    const file = path.relative(ROOT, fileURLToPath(report.uri)).split(path.sep).join('/');
    // problems of the text have no page
    const findings = report.items.filter(({ codeDescription }) => codeDescription !== undefined);
    return findings.map(({ code, severity, range }) => `${code} ${severity} ${placeOf(file, range.start)}`);
  });
  // services that share a value are one diagnostic with related places
  const lines = all.map(({ rule, severity, place }) => `${rule} ${LEVELS[severity]?.lsp} ${place}`);
  expect(sorted([...new Set(said)])).toEqual(sorted([...new Set(lines)]));
});
