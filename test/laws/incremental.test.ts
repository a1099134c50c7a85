import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import type { Snapshot } from '../../server/src/engine/snapshot.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';
import { readPiece } from '../../server/src/syntax/read.ts';
import type { Node } from '../../server/src/syntax/tree.ts';
import { Cases, SEED, TIMEOUT } from './cases.ts';
import { change, composeOf, text } from './changing-texts.ts';

/** The part of the cases: small, because analyses are many times slower than edits. */
const PART = 0.0012;

/** Everything that a client can see of an analysis. */
const seen = (analysis: Snapshot) => ({
  findings: analysis.findings.map((f) => [f.rule.id, f.severity, f.message, f.span, f.document, f.path, f.resource, f.fingerprint]),
  problems: analysis.problems,
});

/** A tree with absolute positions, to compare trees that were joined from different pieces. */
const absolute = (node: Node | null, base = 0): unknown => {
  if (!node) return null;
  const place = [node.span.start + base, node.span.end + base, node.anchor, node.tag];
  if (node.type === 'map') return ['map', place, node.pairs.map((p) => [p.key.text, p.key.span.start + base + p.shift, absolute(p.value, base + p.shift)])];
  if (node.type === 'seq') return ['seq', place, node.items.map((i) => absolute(i.node, base + i.shift))];
  return [node.type, place, node.type === 'alias' ? node.name : node.text];
};

test('an analysis after any series of changes equals that of a fresh start', { timeout: TIMEOUT }, () => {
  const cases = new Cases('analyses after changes', PART);
  fc.assert(
    fc.property(text, fc.array(change, { minLength: 1, maxLength: 6 }), (start, changes) => {
      cases.add('analysed');
      const uri = 'file:///compose.yaml';
      const live = new Engine(DEFAULT_SETTINGS);
      let now = start;
      live.update({ uri, text: now });
      for (const { at, remove, insert } of changes) {
        const from = Math.floor(at * now.length);
        now = now.slice(0, from) + insert + now.slice(from + remove);
        const incremental = seen(live.update({ uri, text: now }));
        expect(incremental).toEqual(seen(new Engine(DEFAULT_SETTINGS).analyse({ uri, text: now })));
      }
    }),
    { numRuns: cases.wanted, seed: SEED },
  );
  cases.report('analysed', 0.99);
});

test('a document joined from pieces equals the document read as a whole', { timeout: TIMEOUT }, () => {
  const cases = new Cases('documents from pieces', PART);
  fc.assert(
    fc.property(composeOf(90, 120), fc.constantFrom('\n', '\r\n'), (written, eol) => {
      const source = written.replaceAll('\n', eol);
      const [placed] = parseFile(source).documents;
      const whole = readPiece(source);
      cases.add(source.length > 6_000 ? 'cut' : 'whole');
      expect(absolute(placed?.document.root ?? null)).toEqual(absolute(whole.root));
    }),
    { numRuns: cases.wanted, seed: SEED },
  );
  cases.report('cut', 0.1);
});
