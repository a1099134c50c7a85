import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Engine } from '../../server/src/engine/engine.ts';
import type { Snapshot } from '../../server/src/engine/snapshot.ts';
import { InProcess } from './in-process.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const { updating } = Engine.prototype;
/** What is left of the analyses: the snapshots, and the files and documents that they were made of. */
let kept: WeakRef<object>[];
let server: InProcess;
beforeEach(async () => {
  kept = [];
  // not a spy, which would keep them all
  Engine.prototype.updating = function* (input) {
    const snapshot: Snapshot = yield* updating.call(this, input);
    kept.push(...[snapshot, snapshot.file, ...snapshot.file.documents.map(({ document }) => document)].map((one) => new WeakRef(one)));
    return snapshot;
  };
  server = await InProcess.start();
});
afterEach(() => {
  Engine.prototype.updating = updating;
});

const TEXT = `services:
  s1: { image: nginx, privileged: true }
  s2: { image: nginx, privileged: true }
  s3: { image: nginx, privileged: true }
  s4: { image: nginx, privileged: true }
  s5: { image: nginx, privileged: true }
  s6: { image: nginx, privileged: true }
---
apiVersion: v1
kind: Pod
metadata: { name: a }
spec: { hostPID: true, containers: [{ name: b, image: c:1 }] }
`;

/**
 * How many of them are still there, once collecting frees no more. What was looked at stays until the end of the task, and what the last
 * call left on the stack or in code that is being optimized, for a few more.
 */
async function left(): Promise<number> {
  let size = Number.POSITIVE_INFINITY;
  for (let unchanged = 0; size > 0 && unchanged < 4; ) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    collect();
    const now = new Set(kept.flatMap((one) => one.deref() ?? [])).size;
    unchanged = now < size ? 0 : unchanged + 1;
    size = Math.min(size, now);
  }
  return size;
}

async function open(uri: string): Promise<void> {
  await server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text: TEXT } });
  server.clock.pass(50);
}

test('nothing is kept of files that were opened and closed', async () => {
  for (let i = 0; i < 20; i++) {
    const uri = `file:///${i}.yaml`;
    await open(uri);
    await server.notify('textDocument/didClose', { textDocument: { uri } });
    server.clock.pass(50);
  }
  expect(kept).toHaveLength(80);
  expect(await left()).toBe(0);
});

test('of an open file, only what belongs to its last letters is kept, also by services that did not change since', async () => {
  await open('file:///a.yaml');
  for (let version = 2; version < 40; version++) {
    const start = { line: 1 + (version % 6), character: 19 };
    await server.notify('textDocument/didChange', {
      textDocument: { uri: 'file:///a.yaml', version },
      contentChanges: [{ range: { start, end: start }, text: 'x' }],
    });
    server.clock.pass(600);
  }
  expect(kept.length).toBeGreaterThan(150);
  // of a letter: the snapshot, its file, and its two documents, of which one stays the same
  expect(await left()).toBeLessThanOrEqual(8);
});
