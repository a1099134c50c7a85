import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import type { Snapshot } from '../../server/src/engine/snapshot.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';
import { readPiece } from '../../server/src/syntax/read.ts';
import type { Node } from '../../server/src/syntax/tree.ts';
import { Cases, SEED, TIMEOUT } from './cases.ts';

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

const service = fc.record({
  name: fc.stringMatching(/^[a-z]{1,6}$/),
  lines: fc.array(
    fc.constantFrom(
      'privileged: true',
      'image: nginx',
      'pid: host',
      'cap_add: [SYS_ADMIN]',
      'ports:\n      - "80:80"',
      '<<: *base',
      '# note',
      'command: |\n      x: 1\n      y',
      'labels: {a: b,\n      c: d}',
      'volumes:\n    - /:/host\n    # c\n    - ./x:/y',
      'user: &u "1:1"',
      'entrypoint: "a\n      b"',
    ),
    { minLength: 1, maxLength: 8 },
  ),
});

const composeOf = (minLength: number, maxLength: number) =>
  fc.array(service, { minLength, maxLength, size: 'max' }).map((services) => {
    const body = services.map(({ name, lines }, i) => `  ${name}${i}:\n${[...new Set(lines)].map((l) => `    ${l}\n`).join('')}`).join('\n');
    return `x-base: &base\n  read_only: true\n  ipc: host\nservices:\n${body}\nvolumes:\n  data: {}\n`;
  });
/** Compose files: small ones, and some that are long enough to be cut into pieces. */
const compose = fc.oneof(composeOf(1, 10), composeOf(90, 120));

const kubernetes = fc
  .array(
    fc.constantFrom(
      'hostPID: true',
      'hostNetwork: yes',
      'containers:\n    - name: a\n      image: b\n      securityContext: {privileged: true}',
      'volumes:\n    - name: v\n      hostPath: {path: /}',
      '# note',
      'nodeName: "x"',
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((lines) => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n${[...new Set(lines)].map((l) => `  ${l}\n`).join('')}`);

const text = fc.oneof(
  compose,
  fc.array(kubernetes, { minLength: 1, maxLength: 5 }).map((docs) => docs.join('---\n')),
);

const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat(12),
  insert: fc.constantFrom(
    '',
    '',
    'x',
    '\n',
    '  ',
    ':',
    ' "',
    '[',
    '- ',
    '\n---\n',
    'pid: host',
    '&b ',
    '*base',
    '#',
    '{{ .x }}',
    "'",
    '\t',
    'kind: ServiceAccount\n',
  ),
});

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
