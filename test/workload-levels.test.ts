import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { DEFAULT_SETTINGS } from '../server/src/config/settings.ts';
import { ALL } from '../server/src/engine/choice.ts';
import { Engine } from '../server/src/engine/engine.ts';
import { applyEdits } from '../server/src/text/text.ts';
import type { CheckId } from '../server/src/validity/pod-security/checks.ts';
import { policyOf } from '../server/src/validity/pod-security/version.ts';
import { comments } from './kit/comments.ts';
import { goneWithEntries, lostComments } from './kit/kept.ts';
import { newlyRefused } from './kit/refused.ts';

/** The folder of realistic workloads, which are brought to each level of Pod Security. */
const ROOT = path.join(import.meta.dirname, 'workloads');
const VERSION = policyOf(33);
/** Checks of volumes of the host or of the network: only the author knows what should replace such a volume. */
const AUTHORS: readonly CheckId[] = ['hostPathVolumes', 'restrictedVolumes'];

const files = readdirSync(ROOT).filter((name) => /\.(?:yaml|json)$/.test(name));
const analyse = (name: string, text: string) => new Engine(DEFAULT_SETTINGS).analyse({ uri: name, text });

describe.each(files.flatMap((name) => (['baseline', 'restricted'] as const).map((level) => ({ name, level }))))('$name to $level', ({ name, level }) => {
  const text = readFileSync(path.join(ROOT, name), 'utf8');
  const plan = analyse(name, text).toLevel({ level, version: VERSION, nearer: true, safeties: ALL });
  const after = applyEdits(text, plan.edits);
  const reread = analyse(name, after);

  it('is admitted, except for decisions of the author, which a finding reports', () => {
    const left = reread.podSecurity(level, VERSION).flatMap(({ verdict, resource }) => verdict.violations.map(({ check }) => ({ pod: resource.name, check })));
    expect(left.filter(({ check }) => !AUTHORS.includes(check))).toEqual([]);
    const told = reread.findings.filter(({ rule }) => AUTHORS.some((check) => rule.podSecurity?.includes(check))).map(({ resource }) => resource.name);
    for (const { pod } of left) expect(told).toContain(pod);
    expect(plan.left.length).toBe(new Set(left.map(({ pod }) => pod)).size);
  });

  it('takes no manual fix that nobody chose, and says of each pod that then is not there why', () => {
    const { applied, edits, left: kept } = analyse(name, text).toLevel({ level, version: VERSION, nearer: true });
    expect(applied.filter(({ fix }) => fix.safety === 'manual')).toEqual([]);
    const reached = analyse(name, applyEdits(text, edits)).podSecurity(level, VERSION);
    expect(reached.filter(({ verdict }) => !verdict.allowed).map(({ path: of, document }) => [document, of])).toEqual(
      kept.map(({ path: of, document }) => [document, of]),
    );
  });

  it('is accepted by the API server, if it was before', () => {
    expect(newlyRefused(text)(after)).toEqual([]);
  });

  it('parses, keeps its comments, and is not changed by a second run', () => {
    expect(parseAllDocuments(after).flatMap(({ errors }) => errors)).toEqual([]);
    const gone = goneWithEntries(text, after);
    expect(lostComments(comments(text), comments(after)).filter((comment) => !gone.includes(comment))).toEqual([]);
    expect(reread.toLevel({ level, version: VERSION, nearer: true, safeties: ALL }).edits).toEqual([]);
  });
});
