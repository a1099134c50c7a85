import assert from 'node:assert/strict';
import { type Change, EVIDENCE, type Seen, type Use } from '../../../server/src/isolation/images/evidence.ts';
import type { LabCase } from '../case.ts';
import { APPLICATIONS } from './applications.ts';
import type { LabImage } from './image.ts';
import { layersOf } from './layers.ts';
import type { Trial } from './manifest.ts';
import { SERVERS } from './servers.ts';
import { STORES } from './stores.ts';
import { type Outcome, trialsOf, tryAll } from './trial.ts';

/** Every image that is tried. */
export const IMAGES: readonly LabImage[] = [...STORES, ...SERVERS, ...APPLICATIONS];

/** Each use of each image is one case: it fails where a safe fix breaks the service, or where the committed evidence says something else. */
export interface ImageCase extends LabCase {
  readonly image: LabImage;
  /** What was seen in this run, in the end. */
  outcomes(): readonly Outcome[] | undefined;
}

/** @param update what is seen will be the evidence: only a safe fix that breaks the service fails */
export function imageCases(update: boolean): ImageCase[] {
  return IMAGES.flatMap(trialsOf).map((trial): ImageCase => {
    let seen: readonly Outcome[] | undefined;
    return {
      name: `image: ${trial.image.image}, ${trial.use} (${trial.dialect})`,
      image: trial.image,
      outcomes: () => seen,
      run: async ({ root }) => {
        seen = await tryAll(trial, layersOf(trial.image, root));
        if (update) return;
        const broken = seen.filter(({ grade, failure }) => grade === 'safe' && failure !== undefined);
        assert.equal(broken.map(({ asked, title, failure }) => `${asked} (${title}): ${failure}`).join('\n'), '', 'a safe fix breaks the service');
        sameAsCommitted(trial, seen);
      },
    };
  });
}

/** A use that two dialects have is in the evidence once: it works where it works in both. */
function sameAsCommitted({ image, use }: Trial, seen: readonly Outcome[]): void {
  const committed = EVIDENCE[image.image] ?? {};
  for (const { asked, failure, title } of seen) {
    if (!isChange(asked)) continue;
    const { works = [], breaks = [] } = committed[asked] ?? {};
    const known = breaks.includes(use) || (failure === undefined && works.includes(use));
    const said = failure === undefined ? 'works' : `fails: ${failure}`;
    assert.ok(known, `the evidence does not say what was seen: ${asked} (${title}) ${said}; run npm run lab -- --update`);
  }
}

/** The evidence of a run, for `evidence.ts`. */
export function evidenceOf(all: readonly Outcome[]): Record<string, Partial<Record<Change, Seen>>> {
  const table: Record<string, Partial<Record<Change, Seen>>> = {};
  for (const { image, asked, use, failure } of all) {
    if (!isChange(asked)) continue;
    const row = table[image.image] ?? {};
    table[image.image] = row;
    const { works, breaks } = row[asked] ?? { works: [], breaks: [] };
    const fails = failure !== undefined || breaks.includes(use);
    row[asked] = { works: listed(fails ? works.filter((one) => one !== use) : [...works, use]), breaks: listed(fails ? [...breaks, use] : breaks) };
  }
  return table;
}

function listed(uses: readonly Use[]): readonly Use[] {
  return [...new Set(uses)].sort();
}

/** Whether one change alone was tried. */
export function isChange(asked: Outcome['asked']): asked is Change {
  return !asked.startsWith('all');
}
