import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding } from '../../server/src/engine/finding.ts';
import type { Snapshot } from '../../server/src/engine/snapshot.ts';
import type { Safety } from '../../server/src/fix/ops.ts';
import { fullTitle } from '../../server/src/present/titles.ts';
import { applyEdits } from '../../server/src/text/text.ts';
import { brought } from '../kit/brought.ts';
import { analyse, lawsOf, tryFixes } from '../kit/laws.ts';
import { Cases, SEED, TIMEOUT } from './cases.ts';
import { everyEditIsExact } from './exact.ts';
import { commentsIn } from './holds.ts';
import { workloads } from './workloads.ts';

const SAFETIES: readonly (readonly Safety[])[] = [['safe'], ['safe', 'review']];

test('a fix removes its finding and brings no other, in any workload', { timeout: TIMEOUT }, () => {
  const cases = new Cases('fixes of workloads', 0.08);
  while (!cases.done) {
    fc.assert(
      fc.property(workloads, ({ uri, text }) => {
        const before = analyse(uri, text);
        const broken = lawsOf(before);
        for (const fixed of tryFixes(before).fixed) {
          const laws = broken(fixed);
          cases.add(laws.length === 0 ? 'kept' : 'broken');
          if (laws.length > 0) throw new Error(`${fixed.finding.rule.id}, "${fullTitle(fixed.fix)}": ${laws.join('; ')}\n${text}\n=>\n${fixed.after}`);
          if (uri.endsWith('.json')) JSON.parse(fixed.after);
        }
        for (const safeties of SAFETIES) {
          const law = brokenPlan(uri, before, safeties);
          cases.add(law === undefined ? 'kept' : 'broken');
          if (law !== undefined) throw new Error(`fix all ${safeties.join(', ')}: ${law}\n${text}`);
        }
      }),
      { numRuns: Math.ceil(cases.wanted / 12), seed: SEED + cases.count, endOnFailure: true },
    );
  }
  cases.report('kept', 0.99);
});

test('every compiled edit of a workload is exact', { timeout: TIMEOUT }, () => {
  everyEditIsExact(
    workloads.map(({ text }) => text),
    new Cases('edits of workloads', 0.24),
  );
});

/**
 * What a run applies was no decision of the author before: the same finding had a fix of the run's grades. A socket that the run replaces by
 * an address is not mounted any more, so it says nothing of the user.
 */
function takenFromAuthor(before: Snapshot, safeties: readonly Safety[]): string[] {
  const all = before.findings.flatMap((finding) => [finding, ...finding.also]);
  const place = ({ rule, document, path }: Finding) => JSON.stringify([rule.id, document, path]);
  const [byIdentity, byPlace] = [new Map(all.map((finding) => [finding.fingerprint, finding])), new Map(all.map((finding) => [place(finding), finding]))];
  return before.fixAll(safeties).applied.flatMap(({ finding, fix }) => {
    // of two containers with one name, each may have the identity of the other once that is mended
    const were = [byIdentity.get(finding.fingerprint), byPlace.get(place(finding))].filter((was) => was !== undefined);
    const fixes = were.flatMap((was) => before.fixesOf(was));
    const moot = fixes.some(({ objection }) => objection === 'the socket of the engine belongs to root');
    return fixes.length === 0 || moot || fixes.some(({ safety }) => safeties.includes(safety)) ? [] : [`${finding.rule.id}, "${fullTitle(fix)}"`];
  });
}

/** "Fix all" is done after one run, leaves nothing that it could fix, and keeps comments except those of removed entries. Returns the broken law. */
function brokenPlan(uri: string, before: Snapshot, safeties: readonly Safety[]): string | undefined {
  const { text } = before.file;
  const { edits, applied } = before.fixAll(safeties);
  const after = applyEdits(text, edits);
  const analysed = analyse(uri, after);
  if (analysed.fixAll(safeties).edits.length > 0) return `a second run makes edits\n${after}`;
  const taken = takenFromAuthor(before, safeties);
  if (taken.length > 0) return `it takes decisions of the author: ${taken.join('; ')}`;
  const rules = new Set(before.findings.map((f) => f.rule.id));
  // what is left of a weakness that has gone is no new one: privileged was SYS_ADMIN and more
  const parts = new Set(applied.flatMap(({ finding }) => finding.rule.parts ?? []));
  const left = analysed.findings.filter(({ rule: { id } }) => rules.has(id) || !parts.has(id));
  if (applied.length > 0 && left.length >= before.findings.length) return `it leaves as many findings: ${[...rules].join(', ')}\n${after}`;
  const added = brought(before, analysed);
  if (added.length > 0) return `${added.join('; ')}\n${after}`;
  if (analysed.problems.length > before.problems.length) return `it adds a problem\n${after}`;
  if (uri.endsWith('.json')) JSON.parse(after);
  const removes = applied.some(({ fix }) => 'ops' in fix && fix.ops.some((op) => op.op === 'remove'));
  if (!removes) expect(commentsIn(after)).toEqual(commentsIn(text));
  return undefined;
}
