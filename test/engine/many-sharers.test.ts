import { describe, expect, test, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import { Merged } from '../../server/src/manifest/compose/merge.ts';
import { usesOf } from '../../server/src/syntax/names.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';
import { applyEdits } from '../../server/src/text/text.ts';

const analyse = (text: string) => new Engine(DEFAULT_SETTINGS).analyse({ uri: 'compose.yaml', text });

const times = (n: number, line: (i: number) => string) => Array.from({ length: n }, (_, i) => line(i)).join('');

const EXTENDING = (n: number) =>
  `services:\n  base:\n    image: nginx:1.27\n    privileged: true\n    read_only: true\n    tmpfs: ["/tmp:size=1g"]\n${times(n, (i) => `  s${i}: { extends: base, hostname: h${i} }\n`)}`;

const MERGING = (n: number) => `x-a: &a\n  privileged: true\nservices:\n${times(n, (i) => `  s${i}:\n    <<: *a\n    image: example/s:${i}\n`)}`;

/** How many values are merged while something is done. */
function merges(run: () => unknown): number {
  const spy = vi.spyOn(Merged, 'of');
  run();
  const { length } = spy.mock.calls;
  spy.mockRestore();
  return length;
}

/** Works out all fixes of all findings. */
function allFixes(text: string) {
  const snapshot = analyse(text);
  return snapshot.findings.map((finding) => [finding.rule.id, snapshot.fixesOf(finding)] as const);
}

describe('services that share what one of them says', () => {
  test.each([
    ['by extending it', EXTENDING],
    ['by an anchor', MERGING],
  ])('take work in proportion to their number: %s', (_, text) => {
    const [few, many] = [merges(() => allFixes(text(15))), merges(() => allFixes(text(30)))];
    expect(few).toBeGreaterThan(100);
    expect(many / few).toBeLessThan(2.2);
  });

  test.each([
    ['by extending it', EXTENDING],
    ['by an anchor', MERGING],
  ])('are not tried where they are very many, and this is said: %s', (_, text) => {
    const snapshot = analyse(text(120));
    const [finding] = snapshot.findings.filter(({ rule }) => rule.id === 'privileged-container');
    // not even one change of what they share is made
    expect(merges(() => finding && snapshot.fixesOf(finding))).toBeLessThan(120);
    const why = 'more than 100 others may share it: what each of them needs was not worked out';
    expect(finding && snapshot.fixesOf(finding)[0]).toMatchObject({ scope: 'shared', blocked: why });
    const run = snapshot.run({ kind: 'fix', safeties: ['safe', 'review'], rules: ['privileged-container'] });
    expect(run.edits).toEqual([]);
    expect(run.refused.map(({ left }) => left)).toEqual([{ kind: 'refused', why }]);
  });

  test('each can be hardened by itself all the same', () => {
    const text = MERGING(120);
    const snapshot = analyse(text);
    const [place] = snapshot.targetsAt(text.indexOf('s7:'));
    const after = applyEdits(text, place ? snapshot.harden(place.target).edits : snapshot.fixAll([]).edits);
    expect(after.match(/ {2}s7:\n(?: {4}.*\n)*/)?.[0]).toContain('privileged: false');
    expect(after).toContain('x-a: &a\n  privileged: true\n');
  });
});

test('uses of an anchor are counted through other anchors', () => {
  const [placed] = parseFile(
    'x-a: &a { k: v }\nx-b: &b { <<: *a }\nx-c: &c { <<: *a, l: [*b] }\nservices: { p: *b, q: *b, r: { <<: *c } }\nx-d: *a\n',
  ).documents;
  expect(placed && [...usesOf(placed.document)].sort()).toEqual([
    ['a', 5],
    ['b', 3],
    ['c', 1],
  ]);
});
