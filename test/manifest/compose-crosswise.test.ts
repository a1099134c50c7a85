import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';

// Thirty files that each include the next two, and thirty services that each extend the next: a billion paths from the first to the last.

const LAST = 30;
const file = (i: number) => `f${i}.yaml`;
const includes = (i: number) => [i + 1, i + 2].filter((next) => next <= LAST).map((next) => `  - ${file(next)}\n`);
const texts = new Map(
  Array.from({ length: LAST + 1 }, (_, i) => {
    const services = `services:\n  s: { image: "example/s:${i}"${i < LAST ? ', extends: t' : ''} }\n  t: { privileged: true }\n`;
    return [file(i), `${i < LAST ? `include:\n${includes(i).join('')}` : ''}${services}`] as const;
  }),
);

test('files that include each other crosswise are read, each once', () => {
  const analysis = new Engine(DEFAULT_SETTINGS, { text: (uri) => texts.get(uri) }).analyse({ uri: file(0), text: texts.get(file(0)) as string });
  expect(analysis.problems).toEqual([]);
  expect(analysis.findings.filter(({ rule }) => rule.id === 'privileged-container').length).toBeGreaterThan(0);
  expect(analysis.filesRead.size).toBeGreaterThanOrEqual(LAST);
});
