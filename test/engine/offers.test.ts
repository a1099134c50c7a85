import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import type { OfferKind, RunOffer, Snapshot } from '../../server/src/engine/snapshot.ts';
import { actionsAt } from '../../server/src/present/lsp/actions.ts';
import type { LspContext } from '../../server/src/present/lsp/context.ts';

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
  disabledActions: true,
  markdown: true,
  snippets: true,
  labelDetails: true,
} satisfies LspContext;

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
    expect(kindsAt(pods(2), 'hostPID')).toEqual(['fix', 'harden', 'rule', 'allow', 'about', 'restricted', 'fix-all']);
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
