import fc from 'fast-check';
import { test } from 'vitest';
import { ALL, UP_TO } from '../../server/src/engine/choice.ts';
import type { Finding } from '../../server/src/engine/finding.ts';
import type { Snapshot } from '../../server/src/engine/snapshot.ts';
import { fullTitle } from '../../server/src/present/titles.ts';
import { applyEdits, type EditSet } from '../../server/src/text/text.ts';
import { analyse } from '../kit/laws.ts';
import { Cases, SEED, TIMEOUT } from './cases.ts';
import { workloads } from './workloads.ts';

test('what an exception keeps is still found and still kept after any fix, run and level', { timeout: TIMEOUT }, () => {
  const cases = new Cases('exceptions', 0.06);
  while (!cases.done) {
    fc.assert(
      fc.property(
        workloads,
        fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
        fc.constantFrom('here', 'target', 'configured'),
        ({ uri, text }, picks, way) => {
          const before = excepted(uri, text, picks, way);
          if (before.allowed.length === 0) return;
          for (const { name, edits } of changesOf(before)) {
            const gone = lost(before, before.again(applyEdits(before.file.text, edits)));
            cases.add(gone.length === 0 ? 'kept' : 'broken');
            if (gone.length > 0) throw new Error(`${name}: ${gone.join(', ')}\n${before.file.text}\n=>\n${applyEdits(before.file.text, edits)}`);
          }
        },
      ),
      { numRuns: Math.ceil(cases.wanted / 12), seed: SEED + cases.count, endOnFailure: true },
    );
  }
  cases.report('kept', 0.99);
});

/** A workload in which somebody allows some of the findings: by comments in the file, or in a configuration for the container of each. */
function excepted(uri: string, text: string, picks: readonly number[], way: 'here' | 'target' | 'configured'): Snapshot {
  let snapshot = analyse(uri, text);
  const chosen = picks.flatMap((pick) => snapshot.findings[pick % snapshot.findings.length] ?? []);
  if (way === 'configured') {
    const allow = chosen.map(({ rule, container }) => ({ rules: [rule.id], reason: 'why', ...(container === undefined ? {} : { container }) }));
    return analyse(uri, text, { allow });
  }
  for (const { fingerprint } of chosen) {
    const finding = snapshot.findings.find((one) => one.fingerprint === fingerprint);
    const allowed = finding && snapshot.allow([finding.rule.id], 'why', snapshot.file.lines.lineOf(finding.span.start), way);
    if (allowed?.ok) snapshot = analyse(uri, applyEdits(snapshot.file.text, allowed.edits));
  }
  return snapshot;
}

/** All that somebody can do to a file: each fix, each run. */
function changesOf(snapshot: Snapshot): { readonly name: string; readonly edits: EditSet }[] {
  const fixes = snapshot.findings.flatMap((finding) =>
    snapshot.fixesOf(finding).flatMap((fix) => {
      const compiled = snapshot.compileFix(finding, fix);
      return compiled.ok ? [{ name: `${finding.rule.id}, "${fullTitle(fix)}"`, edits: compiled.edits }] : [];
    }),
  );
  const targets = new Map(snapshot.findings.map(({ target }) => [JSON.stringify([target.kind, target.site]), target]));
  return [
    ...fixes,
    ...[...targets.values()].map((target) => ({ name: `harden ${target.called.name}`, edits: snapshot.harden(target).edits })),
    ...[UP_TO.safe, UP_TO.review, ALL].map((safeties) => ({ name: `fix ${safeties.join()}`, edits: snapshot.fixAll(safeties).edits })),
    ...(['baseline', 'restricted'] as const).map((level) => ({ name: level, edits: snapshot.toLevel({ level, nearer: true, safeties: ALL }).edits })),
  ];
}

/** What was kept and is not any more. The severity and the words may be others. */
function lost(before: Snapshot, after: Snapshot): string[] {
  const each = ({ allowed }: Snapshot) =>
    allowed.flatMap((finding: Finding) => [finding, ...finding.also]).map(({ rule, target }) => `${rule.id} of ${target.kind} ${JSON.stringify(target.site)}`);
  const left = each(after);
  return each(before).filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
