import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { UP_TO } from '../../server/src/engine/choice.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import { mend, sizeOf } from '../../server/src/engine/mend.ts';
import type { RunOffer, Snapshot } from '../../server/src/engine/snapshot.ts';
import { applyEdits } from '../../server/src/text/text.ts';
import { ROOT } from '../kit/cli.ts';
import { someOf } from './cases.ts';

const files = ['examples/kubernetes', 'examples/compose', 'test/workloads', 'test/stacks'].flatMap((folder) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => /\.ya?ml$/.test(name) && !/\.after\.ya?ml$/.test(name)),
);

const NO_ACCESS = { text: () => undefined };

/** The runs that light bulbs of a file offer, each once; at most one place for each rule. */
function runsOf(snapshot: Snapshot): RunOffer[] {
  const places = new Map(snapshot.findings.map(({ rule, span }) => [rule, span]));
  const runs = new Map<string, RunOffer>();
  for (const span of places.values())
    for (const offer of snapshot.offersAt(span)) if ('request' in offer) runs.set(JSON.stringify([offer.kind, offer.request]), offer);
  return [...runs.values()];
}

describe.each(someOf(files, 4))('%s', (file) => {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  const snapshot = new Engine(DEFAULT_SETTINGS, NO_ACCESS).analyse({ uri: file, text });

  it('a run does all that its offer says: asked for again, it has nothing to do', () => {
    for (const { request, run } of runsOf(snapshot)) {
      if (!run) continue;
      const after = snapshot.again(applyEdits(text, run.edits));
      expect(after.run(request).edits, JSON.stringify(request)).toEqual([]);
      expect(run.changes).toBeGreaterThanOrEqual(Math.max(1, run.review));
      expect(run.changes).toBeLessThanOrEqual(run.applied.length + run.beyond.length);
    }
  });

  it('"fix all" counts and does what `bulkhead fix` does', () => {
    const [offer] = snapshot.offersAt({ start: 0, end: 0 }, (kind) => kind === 'fix-all') as RunOffer[];
    const mended = mend([{ file, text }], { kind: 'fix', safeties: UP_TO.safe }, { settings: DEFAULT_SETTINGS, access: NO_ACCESS });
    expect(sizeOf(mended).changes).toBe(offer?.run?.changes ?? 0);
    expect(mended[0]?.after.file.text).toBe(applyEdits(text, offer?.run?.edits ?? snapshot.run({ kind: 'fix', safeties: [] }).edits));
  });
});
