import { afterAll, beforeAll, expect, test } from 'vitest';
import { kubernetesText } from '../bench/texts.ts';
import { Session } from './session.ts';

const SMALL = 'file:///small.yaml';
const LARGE = 'file:///large.yaml';
const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { hostPID: true, containers: [{ name: a, image: b }] }\n';
const KEY = { line: 3, character: 10 };

let session: Session;
beforeAll(async () => {
  session = await Session.start();
  await session.open(SMALL, POD);
  await session.diagnostics(SMALL);
});
afterAll(() => session.stop());

/** Asks for one hover after the other until the next diagnostics; resolves with how many were answered before. */
async function hoversBefore(event: () => Promise<unknown>): Promise<number> {
  let isThere = false;
  const published = session.next(LARGE, event).then(() => {
    isThere = true;
  });
  let answered = 0;
  while (!isThere) {
    expect(await session.hover(SMALL, KEY)).not.toBeNull();
    if (!isThere) answered++;
  }
  await published;
  return answered;
}

// one or two hovers may be answered before the analysis begins
test('hovers in another file are answered while a large file is analysed', async () => {
  const { text } = kubernetesText(20_000);
  expect(await hoversBefore(() => session.open(LARGE, text))).toBeGreaterThan(3);
});

test('a letter during the analysis of a large file drops that analysis, and the diagnostics are those of the new text', async () => {
  const { text } = kubernetesText(10_000);
  await session.change(LARGE, 2, [{ text: `${POD}---\n${text}` }]);
  for (let i = 0; i < 3; i++) await session.hover(SMALL, KEY);
  await session.change(LARGE, 3, [{ range: { start: { line: 2, character: 18 }, end: { line: 2, character: 19 } }, text: 'renamed' }]);
  const found = (await session.diagnostics(LARGE, 3)).find(({ code }) => code === 'host-pid');
  expect(found?.message).toContain('"renamed"');
});

test('a hover in the large file itself, during its analysis, is answered, and its diagnostics follow', async () => {
  const { text } = kubernetesText(12_000);
  await session.change(LARGE, 4, [{ text: `${POD}---\n${text}` }]);
  for (let i = 0; i < 3; i++) await session.hover(SMALL, KEY);
  expect(await session.hover(LARGE, KEY)).not.toBeNull();
  expect((await session.diagnostics(LARGE, 4)).some(({ code }) => code === 'host-pid')).toBe(true);
});
