import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { JsonReport } from '../../server/src/present/json/report.ts';
import { LineIndex } from '../../server/src/text/text.ts';
import { buildCli, type Cli, ROOT } from '../kit/cli.ts';
import { comments } from '../kit/comments.ts';
import { common } from '../kit/kept.ts';

const EXAMPLES = path.join(ROOT, 'examples');
const EXPECTED = path.join(EXAMPLES, 'expected.json');

/** A planted weakness, with the underlined text for reviewers of the list. */
interface Planted {
  readonly rule: string;
  readonly severity: string;
  /** Start line and column, end line and column, as in the Language Server Protocol. */
  readonly range: readonly [number, number, number, number];
  readonly text: string;
}

const manifests = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.yaml') && !file.endsWith('Chart.yaml'))
  .sort();
const weak = manifests.filter((file) => !file.startsWith('hardened/'));
const hardened = manifests.filter((file) => file.startsWith('hardened/'));

let cli: Cli;
let copy: string;

beforeAll(async () => {
  cli = await buildCli();
  copy = mkdtempSync(path.join(tmpdir(), 'bulkhead-examples-'));
  for (const folder of ['kubernetes', 'compose', 'helm']) cpSync(path.join(EXAMPLES, folder), path.join(copy, folder), { recursive: true });
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

async function report(cwd: string, ...args: string[]): Promise<JsonReport> {
  const { stdout, stderr } = await cli(['check', '--format', 'json', ...args], { cwd });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as JsonReport;
}

function planted({ files }: JsonReport, root: string): Record<string, Planted[]> {
  return Object.fromEntries(
    files
      .filter(({ findings }) => findings.length > 0)
      .map(({ file, findings }) => {
        const text = readFileSync(path.join(root, file), 'utf8');
        const index = new LineIndex(text);
        return [
          file,
          findings.map(({ rule, severity, range: { start, end } }) => ({
            rule,
            severity,
            range: [start.line, start.character, end.line, end.character],
            text: text.slice(index.offset(start), index.offset(end)),
          })),
        ];
      }),
  );
}

/** The list as text, with one weakness per line. */
function printed(expected: Record<string, Planted[]>): string {
  const files = Object.entries(expected).map(
    ([file, entries]) => `  ${JSON.stringify(file)}: [\n${entries.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n')}\n  ]`,
  );
  return `{\n${files.join(',\n')}\n}\n`;
}

describe('examples', () => {
  it('raise every planted weakness at its exact range, and nothing else', async () => {
    const found = planted(await report(EXAMPLES, '.'), EXAMPLES);
    if (process.env.UPDATE === '1') writeFileSync(EXPECTED, printed(found));
    const expected = JSON.parse(readFileSync(EXPECTED, 'utf8')) as Record<string, Planted[]>;
    expect(found).toEqual(expected);
    expect(Object.keys(expected).sort()).toEqual(weak);
  });

  it('raise nothing in the hardened twins', async () => {
    const { files } = await report(ROOT, 'examples/hardened');
    expect(files.map(({ file }) => file.replace('examples/', '')).filter((file) => !file.endsWith('Chart.yaml'))).toEqual(hardened);
    expect(files.flatMap(({ findings, problems }) => [...findings, ...problems])).toEqual([]);
  });

  it('have a hardened twin each', () => {
    expect(hardened).toEqual(weak.map((file) => `hardened/${file}`));
  });

  it('are mended by `fix --safety review`: comments and layout stay, findings go', async () => {
    const before = await report(copy, '.');
    const { status, stdout, stderr } = await cli(['fix', '--safety', 'review', '.'], { cwd: copy });
    expect([status, stderr]).toEqual([0, '']);
    const after = await report(copy, '.');
    for (const file of weak) {
      const [old, now] = [readFileSync(path.join(EXAMPLES, file), 'utf8'), readFileSync(path.join(copy, file), 'utf8')];
      const of = ({ files }: JsonReport) => files.find((entry) => entry.file === file)?.findings ?? [];
      // the text: lines are removed, replaced or added, and the others stay in order
      const kept = common(old.split('\n'), now.split('\n'));
      const gone = old.split('\n').filter((_, line) => !kept.has(line));
      expect(comments(now), file).toEqual(comments(old).filter((comment) => comments(now).includes(comment)));
      for (const comment of comments(old))
        if (!comments(now).includes(comment))
          expect(
            gone.some((line) => line.trim() !== comment && line.endsWith(comment)),
            `${file}: ${comment}`,
          ).toBe(true);
      if (!old.includes('{{')) expect(parseAllDocuments(now).flatMap((document) => document.errors)).toEqual([]);
      // the findings: the report of `fix` explains all that are left
      for (const { rule } of of(after)) {
        expect(stdout, `${file}: ${rule}`).toMatch(new RegExp(`left .* ${rule}: `));
      }
      const fixable = of(before).filter(({ fixes }) => fixes.some((fix) => fix.safety !== 'manual' && fix.edits));
      // a milder form of a finding may stay, with another message: a mount that is only read
      const said = ({ fingerprint, message }: (typeof fixable)[number]) => `${fingerprint} ${message}`;
      const left = new Set(of(after).map(said));
      expect(
        fixable.filter((finding) => left.has(said(finding))).map(({ rule }) => rule),
        file,
      ).toEqual([]);
    }
    const again = await cli(['fix', '--safety', 'review', '.'], { cwd: copy });
    expect(again.stdout).toContain('0 of 7 files changed');
  });
});
