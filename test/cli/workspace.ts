import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Io } from '../../server/src/host/cli/io.ts';
import { run } from '../../server/src/host/cli/program.ts';
import type { JsonFinding, JsonReport } from '../../server/src/present/json/report.ts';

export interface Said {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Makes a folder for each test, and runs the command line in it, in this process. Called once per test file. */
export function useWorkspace() {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const at = (file: string) => path.join(folder, file);

  /** @param hooks replacements for parts of the process */
  async function bulkhead(args: readonly string[], hooks: Partial<Io> & { readonly input?: string } = {}): Promise<Said> {
    let [stdout, stderr] = ['', ''];
    const same = (text: string) => text;
    const colours = { bold: same, dim: same, red: same, yellow: same, cyan: same, underline: same };
    const status = await run(args, {
      cwd: folder,
      out: (text) => {
        stdout += text;
      },
      err: (text) => {
        stderr += text;
      },
      readStdin: async () => new TextEncoder().encode(hooks.input ?? ''),
      stdin: (async function* () {
        yield new TextEncoder().encode(hooks.input ?? '');
      })(),
      colours: () => colours,
      ...hooks,
    });
    return { status, stdout, stderr };
  }

  return {
    at,
    bulkhead,
    read: (file: string) => readFileSync(at(file), 'utf8'),
    /** Writes files by name, and returns the absolute path of the first one. */
    write: (files: Readonly<Record<string, string>>): string => {
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(path.dirname(at(file)), { recursive: true });
        writeFileSync(at(file), text);
      }
      return at(Object.keys(files)[0] as string);
    },
    /** The findings of `check --format json`, by file. */
    findings: async (...args: string[]): Promise<Readonly<Record<string, readonly JsonFinding[]>>> => {
      const { stdout } = await bulkhead(['check', '--format', 'json', ...args]);
      return Object.fromEntries((JSON.parse(stdout) as JsonReport).files.map(({ file, findings }) => [file, findings]));
    },
  };
}
