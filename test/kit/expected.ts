import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';

/** With UPDATE=1, tests write the expected texts instead of comparing them. You then review the diff. */
export const UPDATE = process.env['UPDATE'] === '1';

/** What writes the expected texts of the running test. */
function command(): string {
  const { testPath = '', currentTestName = '' } = expect.getState();
  if (/\/(?:families\/.*|rule\.ts$)/.test(testPath)) return `npm run rule -- ${currentTestName.split(' ', 1)[0]} --update`;
  return `UPDATE=1 npx vitest run ${testPath.slice(testPath.lastIndexOf('/test/') + 1)}`;
}

/** Reads a text of the tests, with the line ends of the repository. */
export function readText(file: string): string {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
}

/** Expects that a file has this text, or does not exist if it is `undefined`. With {@link UPDATE}, writes or removes the file instead. */
export function expectFile(file: string, text: string | undefined): void {
  const known = existsSync(file) ? readText(file) : undefined;
  if (!UPDATE) expect(text, `${path.basename(file)} is what \`${command()}\` writes`).toBe(known);
  else if (text === undefined) rmSync(file, { force: true });
  else if (text !== known) writeFileSync(file, text);
}
