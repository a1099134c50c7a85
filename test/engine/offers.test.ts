import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { UP_TO } from '../../server/src/engine/choice.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import { mend, sizeOf } from '../../server/src/engine/mend.ts';
import type { OfferKind, RunOffer, Snapshot } from '../../server/src/engine/snapshot.ts';
import { actionsAt } from '../../server/src/present/lsp/actions.ts';
import type { LspContext } from '../../server/src/present/lsp/context.ts';
import { applyEdits } from '../../server/src/text/text.ts';
import { ROOT } from '../kit/cli.ts';

const files = ['examples/kubernetes', 'examples/compose', 'test/workloads', 'test/stacks'].flatMap((folder) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => /\.ya?ml$/.test(name) && !/\.after\.ya?ml$/.test(name)),
);

const NO_ACCESS = { text: () => undefined };
const analyse = (uri: string, text: string): Snapshot => new Engine(DEFAULT_SETTINGS, NO_ACCESS).analyse({ uri, text });
const context = {
  uri: 'file:///manifest.yaml',
  version: 1,
  docsUrl: (rule: string) => rule,
  richMarkdown: true,
  promptForReason: true,
  noteApplied: true,
  chooseChanges: false,
  resolveEdits: true,
  documentOf: (uri: string) => ({ uri, version: null }),
  documentChanges: true,
  changeAnnotations: true,
  disabledActions: true,
} satisfies LspContext;

/** The runs that light bulbs of a file offer, each once; at most one place for each rule. */
function runsOf(snapshot: Snapshot): RunOffer[] {
  const places = new Map(snapshot.findings.map(({ rule, span }) => [rule, span]));
  const runs = new Map<string, RunOffer>();
  for (const span of places.values())
    for (const offer of snapshot.offersAt(span)) if ('request' in offer) runs.set(JSON.stringify([offer.kind, offer.request]), offer);
  return [...runs.values()];
}

describe.each(files)('%s', (file) => {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  const snapshot = analyse(file, text);

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

const pods = (n: number) =>
  Array.from(
    { length: n },
    (_, i) => `apiVersion: v1\nkind: Pod\nmetadata: { name: p${i} }\nspec:\n  hostPID: true\n  containers: [{ name: a, image: redis:7 }]\n`,
  ).join('---\n');

describe('the actions of a light bulb', () => {
  const kindsAt = (text: string, at: string, wants?: (kind: OfferKind) => boolean) => {
    const start = text.indexOf(at);
    return analyse('pods.yaml', text)
      .offersAt({ start, end: start }, wants)
      .map(({ kind }) => kind);
  };

  test('have a fixed order', () => {
    expect(kindsAt(pods(2), 'hostPID')).toEqual(['fix', 'harden', 'rule', 'allow', 'restricted', 'fix-all']);
    expect(kindsAt(pods(1), 'a,')[0]).toBe('harden');
    // many safe fixes are not worked out for an offer
    const many = pods(40).replaceAll('image: redis:7', 'image: redis:7, securityContext: { privileged: false, procMount: Unmasked }');
    const offered = analyse('pods.yaml', many).offersAt({ start: 0, end: 0 }, (kind) => kind === 'fix-all') as RunOffer[];
    expect(offered.map(({ kind, run }) => [kind, run])).toEqual([['fix-all', undefined]]);
    expect(kindsAt(pods(2), 'Pod')).toEqual(['baseline', 'restricted', 'least-privilege', 'fix-all']);
  });

  test('prefer the fix of an explicit weakness, and "harden" only if it mends what is underlined', () => {
    const preferredAt = (text: string, at: string) => {
      const start = text.indexOf(at);
      const offers = analyse('pods.yaml', text).offersAt({ start, end: start });
      return offers.flatMap((offer) => ('preferred' in offer && offer.preferred ? [offer.kind] : []));
    };
    const [pod = ''] = pods(1).split('---');
    expect(preferredAt(pod, 'hostPID')).toEqual(['fix']);
    expect(preferredAt(pod, 'a, ')).toEqual(['harden']);
    // what is at this path, only its author can say; "harden" leaves it
    const mounted = pod
      .replace('hostPID: true', 'volumes: [{ name: v, hostPath: { path: /srv } }]')
      .replace('redis:7', 'redis:7, volumeMounts: [{ name: v, mountPath: /srv }]');
    expect(preferredAt(mounted, 'hostPath')).toEqual([]);
  });

  test('are only of the requested kinds', () => {
    expect(kindsAt(pods(2), 'hostPID', (kind) => kind === 'allow' || kind === 'rule')).toEqual(['rule', 'allow']);
  });

  test('has no number where it would take long to count, and then the run itself is asked for', () => {
    const text = pods(30);
    const snapshot = analyse('pods.yaml', text);
    const start = text.indexOf('hostPID');
    const titles = (resolveEdits: boolean) => actionsAt(snapshot, { start, end: start }, undefined, { ...context, resolveEdits }).map(({ title }) => title);
    expect(titles(true)).toContain('Fix all "host-pid" in this file');
    expect(titles(false)).toContain('Fix all "host-pid" in this file: 30 changes, 30 to review');
  });

  test('of fixes that say the same, it has one that can be made', () => {
    const text = pods(2).replace('hostPID: true', 'hostPID: true # a\n  hostPID: true');
    const snapshot = analyse('pods.yaml', text);
    const fixes = snapshot.offersAt({ start: 0, end: text.length }, (kind) => kind === 'fix').flatMap((offer) => (offer.kind === 'fix' ? [offer] : []));
    const own = fixes.filter(({ finding }) => finding.rule.id === 'host-pid');
    expect(own.map(({ fix, compiled }) => [fix.title, compiled.ok])).toEqual([['Remove hostPID', true]]);
  });
});

test('an editor that cannot ask for a reason gets a comment to complete, and no text that would be data', () => {
  const draft = (text: string) => {
    const start = text.indexOf('privileged');
    const actions = actionsAt(analyse('pods.yaml', text), { start, end: start }, undefined, { ...context, promptForReason: false });
    return actions.find(({ title }) => title.startsWith('Allow'))?.edit?.documentChanges?.flatMap((change) => ('edits' in change ? change.edits : []));
  };
  const pod = (container: string) => `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - ${container}\n`;
  const block = 'name: a\n      image: b\n      securityContext:\n        privileged: true';
  expect(draft(pod(block))).toEqual([{ range: expect.anything(), newText: '        # bulkhead: allow privileged-container -- \n' }]);
  expect(draft(pod(block).replaceAll('\n', '\r\n'))).toEqual([expect.objectContaining({ newText: expect.stringMatching(/-- \r\n$/) })]);
  expect(draft(pod('{ name: a, image: b, command: ["x\n\n      y"], securityContext: { privileged: true } }'))).toBeUndefined();
});
