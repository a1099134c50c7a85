import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { DEFAULT_SETTINGS } from '../server/src/config/settings.ts';
import { Engine } from '../server/src/engine/engine.ts';
import type { Finding } from '../server/src/engine/finding.ts';
import type { FixPlan, Snapshot } from '../server/src/engine/snapshot.ts';
import type { Site } from '../server/src/syntax/site.ts';
import { applyEdits } from '../server/src/text/text.ts';
import { policyOf } from '../server/src/validity/pod-security/version.ts';
import { comments } from './kit/comments.ts';
import { expectFile } from './kit/expected.ts';
import { goneWithEntries, lostComments, reordered } from './kit/kept.ts';
import { related, unmeant } from './kit/meant.ts';

/** The folder of realistic Kubernetes workloads. The tests check what fixes keep, and how far they bring each pod towards `restricted`. */
const ROOT = path.join(import.meta.dirname, 'workloads');
/** The file with the workloads that `restricted` rejects even after the fixes: the checks, and the findings that leave a decision to the author. */
const LEFT = path.join(ROOT, 'left-to-the-author.txt');
const VERSION = policyOf(33);

const files = readdirSync(ROOT).filter((name) => /\.(?:yaml|json)$/.test(name));
const read = (name: string) => readFileSync(path.join(ROOT, name), 'utf8');
const analyse = (name: string, text: string): Snapshot => new Engine(DEFAULT_SETTINGS).analyse({ uri: name, text });

/** Brings a file towards `restricted`: by all its safe and review fixes. */
const toRestricted = (analysis: Snapshot): FixPlan => analysis.fixAll(['safe', 'review']);

/** Workloads that `restricted` rejects although no finding is left: an action for the level must change more than findings. */
const SILENT: readonly string[] = [];

/** Rules whose finding explains other violations: if a pod is privileged, or root for a reason, the author must first decide about that. */
const EXPLAINS = ['privileged-container', 'run-as-root'];

const mended = (name: string, text: string): string => applyEdits(text, toRestricted(analyse(name, text)).edits);
const values = (text: string): unknown[] => parseAllDocuments(text, { merge: true }).map((document) => document.toJS());

it('are at least a hundred', () => {
  const pods = files.flatMap((name) => analyse(name, read(name)).podSecurity('restricted', VERSION));
  expect(pods.length).toBeGreaterThanOrEqual(100);
});

describe.each(files)('%s', (name) => {
  const text = read(name);
  const before = analyse(name, text);
  const plan = toRestricted(before);
  const after = applyEdits(text, plan.edits);

  it('parses before and after, without a problem', () => {
    expect(before.problems.map(({ message }) => message)).toEqual([]);
    expect([text, after].flatMap((one) => parseAllDocuments(one).flatMap(({ errors }) => errors))).toEqual([]);
  });

  it('keeps its comments in order, except those of removed entries', () => {
    const gone = goneWithEntries(text, after);
    expect(lostComments(comments(text), comments(after)).filter((comment) => !gone.includes(comment))).toEqual([]);
  });

  it('keeps the order of its entries', () => {
    expect(reordered(values(text), values(after))).toEqual([]);
  });

  it('is changed only at places of its fixes', () => {
    const [old, now] = [values(text), values(after)];
    expect(now.length).toBe(old.length);
    const ops = plan.applied.flatMap(({ fix }) => ('ops' in fix ? fix.ops : []));
    old.forEach((document, index) => {
      const meant = ops.filter(({ at }) => at.document === index);
      expect(unmeant(document, now[index], meant)).toEqual([]);
      if (meant.length === 0) expect(textOf(analyse(name, after), index)).toBe(textOf(before, index));
    });
  });

  it('is not changed by a second run', () => {
    expect(mended(name, after)).toBe(after);
  });

  it('is fixed in the same way with the other line ends', () => {
    const dos = text.includes('\r\n');
    const turn = (one: string) => (dos ? one.replaceAll('\r\n', '\n') : one.replaceAll('\n', '\r\n'));
    expect(mended(name, turn(text))).toBe(turn(after));
  });
});

/** The violations of `restricted` after the fixes, with the findings about the same fields. */
const left = files.flatMap((name) => {
  const analysis = analyse(name, mended(name, read(name)));
  return analysis.podSecurity('restricted', VERSION).flatMap(({ resource, verdict }) =>
    verdict.violations.map(({ check, sites }) => {
      const rules = sites.map((site) => analysis.findings.filter((finding) => about(finding, site)).map(({ rule }) => rule.id));
      const explained = analysis.findings.some(
        (finding) =>
          EXPLAINS.includes(finding.rule.id) && finding.resource.name === resource.name && finding.fixes().every(({ safety }) => safety === 'manual'),
      );
      return {
        pod: `${name}: ${resource.kind} ${resource.name ?? ''}`.trimEnd(),
        check,
        rules: [...new Set(rules.flat())],
        silent: !explained && rules.some((of) => of.length === 0),
      };
    }),
  );
});

it('are restricted after the fixes, or a finding names the decision of the author', () => {
  expect(left.filter(({ silent }) => silent).map(({ pod, check }) => `${pod}: ${check}`)).toEqual(SILENT);
});

it('leave only reviewed decisions to the author', () => {
  const found = left.map(({ pod, check, rules }) => `${pod}: ${check}: ${rules.join(', ') || 'no finding'}\n`).join('');
  expectFile(LEFT, found);
});

/** Whether a finding is about the field at a site, about a map around it, or about a part of it. */
function about({ document, path: at }: Finding, site: Site): boolean {
  return document === site.document && related(at.map(String), site.path.map(String));
}

function textOf({ file }: Snapshot, index: number): string | undefined {
  const span = file.documents[index]?.span;
  return span && file.text.slice(span.start, span.end);
}
