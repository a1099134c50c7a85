import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach } from 'vitest';

/** Makes a folder for each test, and removes it after what the test file does at its end. Called once per test file. */
export function useFolder() {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-protocol-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  return {
    uriOf: (name: string) => pathToFileURL(path.join(folder, name)).href,
    put: (name: string, text: string) => {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    },
  };
}
