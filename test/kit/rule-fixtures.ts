import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../server/src/engine/finding.ts';
import type { Snapshot } from '../../server/src/engine/snapshot.ts';
import { fullTitle } from '../../server/src/present/titles.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { applyEdits } from '../../server/src/text/text.ts';
import { expectFile, readText } from './expected.ts';
import { describeMarker, type Fixture, markerOf, parseFixture, renderFixture } from './fixture.ts';
import { analyse, type Fixed, fingerprintsOf, lawsOf, type Refused, tryFixes } from './laws.ts';
import { fixtureFolder, fixturesOf, settingsFor } from './rule-files.ts';

const ANY = ['safe', 'review', 'manual'] as const;

/** The tests of all single-file fixtures of a rule. */
export function testFixtures(rule: Rule): void {
  const refused: string[] = [];
  const ours = (finding: Finding) => finding.rule === rule;
  const mend = (analysis: Snapshot) => applyEdits(analysis.file.text, analysis.fixAll(ANY, ours).edits);

  describe.each(fixturesOf(rule))('%s', (name) => {
    const file = path.join(fixtureFolder(rule), name);
    const fixture = parseFixture(readText(file));
    const { text, markers } = fixture;
    const settings = settingsFor(rule, fixture.settings);
    const check = (source: string) => analyse(name, source, settings);
    const analysis = check(text);
    const mended = mend(analysis);

    if (name.startsWith('flags'))
      it('flags exactly what is marked', () => {
        expectFile(file, markedAgain(fixture, analysis, ours));
        expect(analysis.findings.some(ours), 'the fixture flags its rule').toBe(true);
      });

    if (name.startsWith('clean'))
      it('is clean', () => {
        expect(markers).toEqual([]);
        const found = analysis.findings.filter((finding) => ours(finding) || !finding.missing);
        expect(found.map((finding) => `${finding.rule.id}: ${finding.message}`)).toEqual([]);
      });

    if (name.startsWith('fix-'))
      it('is fixed as expected', () => {
        expect(analysis.findings.some(ours), 'the fixture flags its rule').toBe(true);
        expectFile(file.replace(/\.yaml$/, '.after.yaml'), mended);
        expect(mend(check(mended)), 'a second run changes nothing').toBe(mended);
      });

    // the fixes of other rules are tried in test/laws/fixtures.test.ts
    it('has fixes that keep the laws', () => {
      const tried = tryFixes(analysis, ours);
      refused.push(...tried.refused.map((one) => `${name}  ${refusal(one)}\n`));
      expect(brokenLaws(analysis, tried.fixed)).toEqual([]);
    });

    it('has the same findings with CRLF', () => {
      const dos = check(text.replaceAll('\n', '\r\n'));
      expect(fingerprintsOf(dos)).toEqual(fingerprintsOf(analysis));
      expect(mend(dos)).toBe(mended.replaceAll('\n', '\r\n'));
    });

    it('has the same findings after a byte order mark', () => {
      const marked = check(`\uFEFF${text}`);
      const prints = ({ findings, file: { lines } }: Snapshot) => findings.map((f) => `${f.rule.id} ${f.fingerprint} ${lines.lineOf(f.span.start)}`);
      expect(prints(marked)).toEqual(prints(analysis));
      expect(mend(marked)).toBe(`\uFEFF${mended}`);
    });
  });

  it('has only reviewed fixes that cannot be applied', () => {
    expectFile(path.join(fixtureFolder(rule), 'refused.txt'), refused.length > 0 ? refused.join('') : undefined);
  });
}

/** A fix that users see but cannot apply, in words. */
function refusal({ finding, fix, why }: Refused): string {
  return `${finding.path.join('/')}  ${fullTitle(fix)}: ${why}`;
}

/** The laws that fixes of an analysis break, in words. */
export function brokenLaws(analysis: Snapshot, fixes: readonly Fixed[]): string[] {
  const broken = lawsOf(analysis);
  return fixes.flatMap((fixed) => {
    const line = analysis.file.lines.lineOf(fixed.finding.span.start) + 1;
    return broken(fixed).map((law) => `${fixed.finding.rule.id} at ${line}, "${fullTitle(fixed.fix)}": ${law}\n${fixed.after}`);
  });
}

/**
 * A fixture with new markers: the findings of the rule, all explicit findings of other rules, and those missing protections of other rules
 * that are marked already. A part of the message in a marker stays if it still is one.
 */
export function markedAgain({ text, markers }: Fixture, analysis: Snapshot, ours: (finding: Finding) => boolean): string {
  const marked = analysis.findings.flatMap((finding) => {
    const { rule, span, message } = finding;
    const mark = describeMarker(markerOf(rule.id, analysis.file.lines.range(span), text));
    const there = markers.filter((marker) => describeMarker(marker) === mark);
    if (there.length === 0 && finding.missing && !ours(finding)) return [];
    const quoted = there.flatMap((marker) => (marker.message !== undefined && message.includes(marker.message) ? [marker.message] : []));
    return quoted.length === 0 ? [{ rule: rule.id, span }] : quoted.map((part) => ({ rule: rule.id, span, message: part }));
  });
  return renderFixture(text, marked);
}
