import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Snapshot } from '../../server/src/engine/snapshot.ts';
import type { Safety } from '../../server/src/fix/ops.ts';
import { fullTitle } from '../../server/src/present/titles.ts';
import { applyEdits } from '../../server/src/text/text.ts';
import { brought } from '../kit/brought.ts';
import { parseFixture } from '../kit/fixture.ts';
import { analyse, tryFixes } from '../kit/laws.ts';
import { newlyRefused } from '../kit/refused.ts';
import { Cases, SEED, someOf, TIMEOUT } from './cases.ts';
import { pods } from './pods.ts';

/** Nothing that Bulkhead applies as one gives a pod that the API server refuses and that it took before, or a finding as bad as what it mends. */
const TEST = path.join(import.meta.dirname, '..');
/** Answers of Kubernetes itself, beside the project. They are read where they are, and not part of the project. */
const ANSWERS = new URL('../../../shared/conformance/api_validation.jsonl.gz', import.meta.url);
const SAFETIES: readonly (readonly Safety[])[] = [['safe'], ['safe', 'review'], ['safe', 'review', 'manual']];

/** Everything that a user can apply at once, with the text after it. */
function* actions(analysis: Snapshot): Iterable<{ readonly what: string; readonly after: string }> {
  for (const { finding, fix, after } of tryFixes(analysis).fixed) yield { what: `${finding.rule.id}: ${fullTitle(fix)}`, after };
  const { text } = analysis.file;
  for (const safeties of SAFETIES) yield { what: `fix all ${safeties.join(', ')}`, after: applyEdits(text, analysis.fixAll(safeties).edits) };
  const rules = analysis.findings.map((finding) => finding.rule);
  // for a rule with one finding it is the single fix
  for (const rule of new Set(rules.filter((one, i) => rules.indexOf(one) < i)))
    yield { what: `fix all ${rule.id}`, after: applyEdits(text, analysis.fixAll(['safe', 'review'], (finding) => finding.rule === rule).edits) };
  for (const level of ['baseline', 'restricted'] as const) {
    const nearer = analysis.toLevel({ level, nearer: true });
    yield { what: `to ${level}, nearer`, after: applyEdits(text, nearer.edits) };
    // where nothing stands in the way, it is the same
    if (nearer.left.length > 0) yield { what: `to ${level}`, after: applyEdits(text, analysis.toLevel({ level }).edits) };
  }
}

function broken(text: string, analysis = analyse('file:///pod.yaml', text)): string[] {
  // several actions often give the same text
  const texts = new Map<string, string>();
  for (const { what, after } of actions(analysis)) if (!texts.has(after)) texts.set(after, what);
  const refused = newlyRefused(text);
  return [...texts].flatMap(([after, what]) => {
    const added = after === text ? [] : brought(analysis, analysis.again(after));
    return [...refused(after), ...added].map((words) => `${what}: ${words}\n${after}`);
  });
}

const manifests = (folder: string) =>
  readdirSync(path.join(TEST, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.(?:yaml|json)$/.test(name) && !/\.after\.yaml$|compose|\/example-/.test(name))
    .sort()
    .map((name) => `${folder}/${name}`);
const read = (name: string) => readFileSync(path.join(TEST, name), 'utf8').replaceAll('\r\n', '\n');

// each fix of a fixture is tried in the tests of its rule; here, all that can be applied at once
describe.each([...someOf(manifests('workloads'), 3), ...someOf(manifests('rules'), 12)])('%s', (name) => {
  it('stays admitted', () => {
    const text = name.startsWith('rules/') ? parseFixture(read(name)).text : read(name);
    expect(broken(text, analyse(name, text))).toEqual([]);
  });
});

test('random pods stay admitted', { timeout: TIMEOUT }, () => {
  const cases = new Cases('admission of pods', 0.0004);
  while (!cases.done) {
    fc.assert(
      fc.property(pods, (text) => {
        const wrong = broken(text);
        cases.add(wrong.length === 0 ? 'kept' : 'broken');
        if (wrong.length > 0) throw new Error(`${text}\n=>\n${wrong.join('\n')}`);
      }),
      { numRuns: cases.wanted, seed: SEED + cases.count, endOnFailure: true },
    );
  }
  cases.report('kept', 0.99);
});

if (existsSync(ANSWERS)) {
  test('the workloads that Kubernetes was asked about stay admitted', { timeout: TIMEOUT }, () => {
    const all = gunzipSync(readFileSync(ANSWERS)).toString('utf8').trim().split('\n');
    const cases = new Cases('admission of judged workloads', 0.0004);
    // every seventh: a few come from everywhere, and many are all of them
    for (let i = 0; !cases.done; i += 7) {
      const { key, yaml } = JSON.parse(all[i % all.length] as string) as { key: string; yaml: string };
      const wrong = broken(yaml);
      cases.add(wrong.length === 0 ? 'kept' : 'broken');
      if (wrong.length > 0) throw new Error(`${key}\n${yaml}\n=>\n${wrong.join('\n')}`);
    }
    cases.report('kept', 0.99);
  });
} else {
  console.warn(`The API server's answers are not at ${fileURLToPath(ANSWERS)}: the law of admission is tried on random pods alone.`);
}
