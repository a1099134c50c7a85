import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

/** The root of the project. */
export const ROOT = path.resolve(import.meta.dirname, '../..');

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  /** Standard input stays open, so the process must end by itself. */
  readonly open?: boolean;
}

export interface Cli {
  (args: readonly string[], options?: CliOptions): Promise<Ran>;
  /** The file of the bundle, for tests that need a shell. */
  readonly file: string;
}

/** Bundles the command line from its sources, so that no test uses an old bundle, and returns how to run it. */
export async function buildCli(): Promise<Cli> {
  const outfile = path.join(mkdtempSync(path.join(tmpdir(), 'bulkhead-cli-')), 'cli.cjs');
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['server/src/host/cli/main.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  const run = (args: readonly string[], { cwd = ROOT, input, open = false }: CliOptions = {}) =>
    new Promise<Ran>((resolve, reject) => {
      const child = spawn(process.execPath, [outfile, ...args], { cwd, env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '' } });
      let [stdout, stderr] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      child.on('error', reject);
      child.on('close', (status) => resolve({ status, stdout, stderr }));
      if (open) child.stdin.write(input ?? '');
      else child.stdin.end(input ?? '');
    });
  return Object.assign(run, { file: outfile });
}
