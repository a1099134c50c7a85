import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createColors } from 'picocolors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../server/src/host/cli/program.ts';
import { Progress } from '../../server/src/host/cli/progress.ts';

const FILES = 12;
/** To the start of the line, and erase it. */
const ERASE = '\r\u001b[K';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-progress-'));
  const pod = 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: c, image: x }] }\n';
  for (let index = 0; index < FILES; index++) writeFileSync(path.join(folder, `${index}.yaml`), pod);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A screen whose clock goes on by `tick` milliseconds each time that it is looked at; `drawn` are the lines that a bar has had. */
function screen(columns: number, tick: number) {
  let [shown, time] = ['', 0];
  const drawn: string[] = [];
  const terminal = {
    columns,
    write: (text: string) => {
      shown += text;
      const at = shown.indexOf(ERASE);
      if (at >= 0) shown = shown.slice(0, shown.lastIndexOf('\n', at) + 1) + shown.slice(at + ERASE.length);
      const bar = shown.slice(shown.lastIndexOf('\n') + 1);
      if (bar !== '') drawn.push(bar);
    },
    now: () => {
      time += tick;
      return time;
    },
  };
  const out = (text: string) => {
    shown += text;
  };
  return { terminal, drawn, shown: () => shown, out };
}

/** What stands on a screen that all output goes to, after a command. If its clock stands still, no bar is due. */
async function shownBy(args: readonly string[], columns: number, tick: number) {
  const { terminal, drawn, shown, out } = screen(columns, tick);
  const io = {
    cwd: folder,
    terminal,
    out,
    err: out,
    readStdin: async () => new Uint8Array(),
    stdin: (async function* () {})(),
    colours: () => createColors(false),
  };
  await run(args, io);
  return { drawn, shown: shown() };
}

describe('a progress bar', () => {
  it.each(['check', 'check --format json', 'fix --dry-run'])('is drawn by %s, and leaves the output as it is without one', async (command) => {
    const args = command.split(' ');
    const slow = await shownBy(args, 80, 400);
    expect(slow.drawn.length).toBeGreaterThan(3);
    expect(slow.drawn.at(-1)).toMatch(/^(?:Checking|Fixing) \[#+ *\] \d+\/\d+$/);
    const quick = await shownBy(args, 80, 0);
    expect(quick.drawn).toEqual([]);
    expect(slow.shown).toBe(quick.shown);
  });

  it.each([200, 80, 40, 20, 8, 4, 1])('fits into %i columns', (columns) => {
    const { terminal, drawn, shown } = screen(columns, 500);
    const progress = new Progress('Checking', 100, terminal);
    for (let index = 0; index < 100; index++) progress.next();
    for (const line of drawn) expect(line.length).toBeLessThan(columns);
    progress.clear();
    expect(shown()).toBe('');
  });

  it('is drawn at most every 100 milliseconds', () => {
    const { terminal, drawn } = screen(80, 10);
    const progress = new Progress('Checking', 300, terminal);
    for (let index = 0; index < 300; index++) progress.next();
    // 3,000 ms, of which the first 1,000 show nothing
    expect(drawn).toHaveLength(21);
  });
});
