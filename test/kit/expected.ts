import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';

/** With UPDATE=1 tests write what they expect instead of comparing it: the diff is then what is reviewed. */
export const UPDATE = process.env['UPDATE'] === '1';

/** A text of the tests, with lines that end as they do in the repository. */
export function readText(file: string): string {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
}

/** The file holds this text, or is not there when it is `undefined`. Under {@link UPDATE} that is so afterwards. */
export function expectFile(file: string, text: string | undefined): void {
  const known = existsSync(file) ? readText(file) : undefined;
  if (!UPDATE) expect(known, `${path.basename(file)} is what \`npm run rule -- ID --update\` (for other tests UPDATE=1) writes`).toBe(text);
  else if (text === undefined) rmSync(file, { force: true });
  else if (text !== known) writeFileSync(file, text);
}
