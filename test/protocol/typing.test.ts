import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { InProcess } from './in-process.ts';
import { strokes } from './typist.ts';

/** Milliseconds from one key to the next, of somebody who writes without a stop. */
const FAST = 100;
/** Longer than the pause that the server waits for. */
const SLOW = 600;
const PAUSE = 500;

/** What disturbs somebody who types files from nothing, one after the other. */
interface Disturbances {
  /** Appeared, and is gone in the finished texts. */
  readonly flashes: readonly string[];
  /** Appeared on the line that was being written, before a pause. */
  readonly early: readonly string[];
  /** Said something else than a moment before, before a pause. */
  readonly reworded: readonly string[];
  /** What is said of the finished texts. */
  readonly found: readonly string[];
}

async function typed(texts: Readonly<Record<string, string>>, every: number): Promise<Disturbances> {
  const server = await InProcess.start();
  const flashes = new Map<string, string>();
  const early: string[] = [];
  const reworded: string[] = [];
  const shown = new Map<string, ReadonlyMap<string, string>>();
  let cursor = { uri: '', line: 0, since: 0 };
  server.onPublished = ({ uri, diagnostics }) => {
    const before = shown.get(uri);
    const now = new Map<string, string>();
    for (const { code, range, message } of diagnostics) {
      // the text above the cursor stays as it is: so do the places
      const place = `${uri} ${range.start.line + 1}:${range.start.character + 1} ${code}`;
      const what = `${place}, at line ${cursor.line + 1}: ${message}`;
      const isWriting = server.clock.now - cursor.since < PAUSE;
      const isHere = uri === cursor.uri && range.start.line <= cursor.line && cursor.line <= range.end.line;
      if (!before?.has(place) && isWriting && isHere) early.push(what);
      if (before?.has(place) && isWriting && before.get(place) !== message) reworded.push(what);
      if (!flashes.has(place)) flashes.set(place, what);
      now.set(place, String(message));
    }
    shown.set(uri, now);
  };
  for (const [name, text] of Object.entries(texts)) {
    const uri = `file:///shop/${name}`;
    let version = 1;
    await server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version, text: '' } });
    for (const { change, line } of strokes(text)) {
      server.clock.pass(every);
      cursor = { uri, line, since: server.clock.now };
      await server.notify('textDocument/didChange', { textDocument: { uri, version: ++version }, contentChanges: [change] });
    }
    server.clock.pass(SLOW);
  }
  const found = [...shown.values()].flatMap((places) => [...places.keys()]);
  for (const place of found) flashes.delete(place);
  return { flashes: [...flashes.values()], early, reworded, found };
}

/** What is said of files that are opened as they are. */
async function opened(texts: Readonly<Record<string, string>>): Promise<string[]> {
  const server = await InProcess.start();
  for (const [name, text] of Object.entries(texts))
    await server.notify('textDocument/didOpen', { textDocument: { uri: `file:///shop/${name}`, languageId: 'yaml', version: 1, text } });
  server.clock.pass(SLOW);
  return Object.keys(texts).flatMap((name) =>
    server.shown(`file:///shop/${name}`).map(({ code, range: { start } }) => `file:///shop/${name} ${start.line + 1}:${start.character + 1} ${code}`),
  );
}

const read = (...names: string[]) => Object.fromEntries(names.map((name) => [name, readFileSync(new URL(`typed/${name}`, import.meta.url), 'utf8')]));

test.each([
  ['a Deployment', read('deployment.yaml')],
  ['a Compose project', read('compose.yaml', 'compose.override.yaml')],
])('while %s is typed letter by letter, nothing flashes, and nothing is said too early', async (_, texts) => {
  const { flashes, early, reworded, found } = await typed(texts, FAST);
  expect({ flashes, early, reworded }).toEqual({ flashes: [], early: [], reworded: [] });
  expect(found.length).toBeGreaterThan(7);
  expect(found.toSorted()).toEqual((await opened(texts)).toSorted());
});

test('a key that is half typed is underlined alone, and not the line below it', async () => {
  const server = await InProcess.start();
  const uri = 'file:///shop/web.yaml';
  const text =
    'kind: Pod\napiVersion: v1\nspec:\n  containers:\n    - name: web\n      image: nginx:1\n      secu\n      ports:\n        - containerPort: 80\n';
  await server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
  server.clock.pass(SLOW);
  const ranges = server.shown(uri).flatMap(({ code, range: { start, end } }) => (code === 'yaml-syntax' ? [[start, end]] : []));
  expect(ranges).toEqual([
    [
      { line: 6, character: 6 },
      { line: 6, character: 10 },
    ],
  ]);
});

test('somebody who stops after each letter is told what is so at that moment', async () => {
  const { flashes, early } = await typed({ 'compose.yaml': 'services:\n  web:\n    image: nginx:1\n    privileged: true\n    cap_ad' }, SLOW);
  expect(flashes.some((what) => what.includes('image-mutable-reference'))).toBe(true);
  expect(early).toEqual([]);
});
