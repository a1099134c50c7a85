import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach } from 'vitest';
import type { JsonReport } from '../../server/src/present/json/report.ts';
import { buildCli, type Cli } from '../kit/cli.ts';

/** A pod with an explicit weakness, and comments. */
export const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web # the shop
  namespace: shop
spec:
  hostNetwork: true # legacy
  containers:
    - name: web
      image: nginx:1.27
`;

/** Makes a folder for each test, and runs the built command line in it, as a separate process. Called once per test file. */
export function useCli() {
  let cli: Cli;
  let folder = '';
  beforeAll(async () => {
    cli = await buildCli();
  });
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const at = (...steps: readonly string[]) => path.join(folder, ...steps);
  const run = (args: readonly string[], options: Parameters<Cli>[1] = {}) => cli(args, { cwd: folder, ...options });
  const json = async (...args: string[]) => JSON.parse((await run(['check', '--format', 'json', ...args])).stdout) as JsonReport;

  return {
    /** The path of a file in the folder; without a name, of the folder itself. */
    at,
    run,
    /** The report of `check`. */
    json,
    /** Writes a file and returns its absolute path. */
    write: (file: string, text: string | Uint8Array): string => {
      mkdirSync(path.dirname(at(file)), { recursive: true });
      writeFileSync(at(file), text);
      return at(file);
    },
  };
}
