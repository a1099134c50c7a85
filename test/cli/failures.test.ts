import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createColors } from 'picocolors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FrozenSnapshot } from '../../server/src/engine/frozen-snapshot.ts';
import { run } from '../../server/src/host/cli/program.ts';

const pod = (name: string) => `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec:\n  hostPID: true\n  containers: [{ name: c, image: x }]\n`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-fails-'));
  for (const name of ['a', 'broken', 'z']) writeFileSync(path.join(folder, `${name}.yaml`), pod(name));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What a command says. The answer `name` of a snapshot fails for the broken file, as a defect of ours would make it. */
async function ran(name: 'unjudged' | 'fixesOf' | 'run', ...args: readonly string[]) {
  const real = Object.getOwnPropertyDescriptor(FrozenSnapshot.prototype, name) as PropertyDescriptor;
  const broken = (snapshot: FrozenSnapshot) => snapshot.file.text.includes('broken') && snapshot.findings.length > 0;
  const answer = (snapshot: FrozenSnapshot, given: readonly unknown[]): unknown => {
    if (broken(snapshot)) throw new RangeError('too deep');
    return (real.get ?? real.value).apply(snapshot, given);
  };
  function answered(this: FrozenSnapshot, ...given: unknown[]): unknown {
    return answer(this, given);
  }
  Object.defineProperty(FrozenSnapshot.prototype, name, { configurable: true, ...(real.get ? { get: answered } : { value: answered }) });
  let [out, err] = ['', ''];
  const io = {
    cwd: folder,
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
    readStdin: async () => new Uint8Array(),
    stdin: (async function* () {})(),
    colours: () => createColors(false),
  };
  try {
    return { status: await run(args, io), out, err };
  } finally {
    Object.defineProperty(FrozenSnapshot.prototype, name, real);
  }
}

const FAILED = 'Bulkhead failed at this file; please report it (too deep)';

describe('an exception at one file loses no other', () => {
  it('in check', async () => {
    const { status, out } = await ran('unjudged', 'check', '.');
    expect(out.match(/host-pid/g)).toHaveLength(2);
    expect(out).toContain(FAILED);
    expect(out).toMatch(/\d+ findings in \d files/);
    expect(status).toBe(2);
  });

  it('in check --format json', async () => {
    const { status, out } = await ran('fixesOf', 'check', '--format', 'json', '.');
    const { files } = JSON.parse(out) as { files: { file: string; findings: { rule: string }[]; problems: { message: string }[] }[] };
    expect(files.map(({ file, findings }) => [file, findings.some(({ rule }) => rule === 'host-pid')])).toEqual([
      ['a.yaml', true],
      ['broken.yaml', false],
      ['z.yaml', true],
    ]);
    expect(files[1]?.problems.map(({ message }) => message)).toEqual([FAILED]);
    expect(status).toBe(2);
  });

  it('in fix', async () => {
    const { status, err } = await ran('run', 'fix', '--safety', 'review', '.');
    expect(err).toBe(`bulkhead: cannot write broken.yaml: ${FAILED}\n`);
    const texts = ['a', 'broken', 'z'].map((name) => readFileSync(path.join(folder, `${name}.yaml`), 'utf8'));
    expect(texts.map((text) => text.includes('hostPID'))).toEqual([false, true, false]);
    expect(status).toBe(2);
  });
});
