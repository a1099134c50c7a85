import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile, compileOrThrow } from '../../server/src/fix/compile.ts';
import { commentsOf } from '../../server/src/fix/layout.ts';
import type { PathOp, Refusal } from '../../server/src/fix/ops.ts';
import { Refused } from '../../server/src/fix/plan.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';
import type { Json, Path } from '../../server/src/syntax/site.ts';
import { applyEdits, type EditSet } from '../../server/src/text/text.ts';
import { manuscripts } from './manuscripts.ts';
import { applied, read } from './meanings.ts';

/** LAW_RUNS=20000 npx vitest run test/laws/edits.test.ts for a long search. */
declare const process: { env: Record<string, string | undefined> };
const numRuns = Number(process.env['LAW_RUNS'] ?? 400);

const values = fc.constantFrom<Json>(
  true,
  false,
  0,
  65534,
  'ALL',
  'on',
  '0644',
  '127.0.0.1:80:80',
  'a: b',
  '',
  null,
  ['ALL'],
  [],
  {},
  { type: 'RuntimeDefault' },
  { a: { b: [1, { c: 'd' }] } },
  'two\nlines',
);
const choices = fc.array(
  fc.record({
    op: fc.constantFrom('set', 'set', 'set', 'new', 'new', 'deep', 'remove', 'remove', 'prune', 'append', 'ensure', 'comment'),
    where: fc.nat(),
    value: values,
  }),
  { minLength: 1, maxLength: 4 },
);
type Choice = { op: string; where: number; value: Json };

interface Place {
  readonly document: number;
  readonly path: Path;
  readonly value: unknown;
}

function placesOf(documents: readonly unknown[]): Place[] {
  const places: Place[] = [];
  const visit = (document: number, path: Path, value: unknown): void => {
    places.push({ document, path, value });
    if (Array.isArray(value)) for (const [i, item] of value.entries()) visit(document, [...path, i], item);
    else if (typeof value === 'object' && value !== null) for (const [key, part] of Object.entries(value)) visit(document, [...path, key], part);
  };
  for (const [i, value] of documents.entries()) visit(i, [], value);
  return places;
}

function opFor({ op, where, value }: Choice, places: readonly Place[]): PathOp {
  const fits = places.filter((p) => {
    if (op === 'new') return typeof p.value === 'object' && p.value !== null && !Array.isArray(p.value);
    if (op === 'append' || op === 'ensure') return Array.isArray(p.value) || p.value === null;
    return p.path.length > 0;
  });
  const place = (fits.length > 0 ? fits : places)[where % Math.max(1, fits.length || places.length)] as Place;
  const at = (...more: string[]) => ({ document: place.document, path: [...place.path, ...more], part: 'pair' as const });
  switch (op) {
    case 'new':
      return { op: 'set', at: at('fresh'), value };
    case 'deep':
      return { op: 'set', at: at('securityContext', 'capabilities', 'drop'), value };
    case 'remove':
      return { op: 'remove', at: at() };
    case 'prune':
      return { op: 'remove', at: at(), prune: true };
    case 'append':
      return { op: 'append', at: at(), value };
    case 'ensure':
      return { op: 'ensure', at: at(), value };
    case 'comment':
      return { op: 'comment', at: at(), text: `bulkhead: note ${where % 10}` };
    default:
      return { op: 'set', at: at(), value };
  }
}

/** A refusal as compile gives it; what is not a refusal is a bug and ends the law. */
function attempt(text: string, ops: readonly PathOp[]): EditSet | Refusal {
  try {
    return compileOrThrow(parseFile(text), ops);
  } catch (error) {
    if (error instanceof Refused) return error.why;
    throw error;
  }
}

const tally = new Map<string, number>();

/** Runs a law over texts and operations that compile. */
function law(check: (text: string, ops: readonly PathOp[], edits: EditSet, before: readonly unknown[]) => void): void {
  fc.assert(
    fc.property(manuscripts, choices, (text, chosen) => {
      const before = read(text);
      const places = placesOf(before);
      const ops = chosen.map((choice) => opFor(choice, places));
      const edits = attempt(text, ops);
      const outcome = typeof edits === 'string' ? edits : 'compiled';
      tally.set(outcome, (tally.get(outcome) ?? 0) + 1);
      // a block scalar with `|+` takes the blank lines that a removal leaves below it: that is noticed only on the result
      if (!text.includes('|+')) expect(outcome, JSON.stringify(ops)).not.toBe('unverified');
      if (typeof edits !== 'string') check(text, ops, edits, before);
    }),
    // the same cases every time, so that a change is what turns a law red; LAW_SEED looks further
    { numRuns, seed: Number(process.env.LAW_SEED ?? 20_261_122) },
  );
}

describe('laws of compiled fixes', () => {
  test('the result means what the operations say, and other documents what they said', () => {
    law((text, ops, edits, before) => {
      const after = read(applyEdits(text, edits));
      expect(after.length).toBe(before.length);
      for (const [i, value] of before.entries()) {
        const wanted = applied(
          value,
          ops.filter((op) => op.at.document === i),
        );
        expect(wanted, JSON.stringify(ops)).toBeDefined();
        expect(after[i], JSON.stringify(ops)).toEqual(wanted?.value);
      }
    });
  });

  test('comments stay, but for those of what is removed', () => {
    law((text, ops, edits) => {
      const removes = ops.some((op) => op.op === 'remove');
      const after = commentsOf(applyEdits(text, edits)).map((c) => c.text);
      const written = new Set(ops.flatMap((op) => (op.op === 'comment' ? [`# ${op.text}`] : [])));
      const old = after.filter((c) => !written.has(c));
      const before = commentsOf(text).map((c) => c.text);
      if (!removes) expect(old).toEqual(before);
      else expect(before.filter((c) => old.includes(c))).toEqual(old.filter((c) => before.includes(c)));
      expect(after.length - old.length).toBe(ops.filter((op) => op.op === 'comment').length);
    });
  });

  test('edits are in order and disjoint, and end as the text ends', () => {
    law((text, ops, edits) => {
      let at = 0;
      for (const { span } of edits) {
        expect(span.start).toBeGreaterThanOrEqual(at);
        expect(span.end).toBeGreaterThanOrEqual(span.start);
        expect(span.end).toBeLessThanOrEqual(text.length);
        at = span.end;
      }
      const after = applyEdits(text, edits);
      if (!/[|>]/.test(text) && !ops.some((op) => op.op === 'remove')) expect(after.endsWith('\n')).toBe(text.endsWith('\n'));
      expect(after.startsWith('\uFEFF')).toBe(text.startsWith('\uFEFF'));
      if (text.includes('\r\n')) expect(/[^\r]\n/.test(after)).toBe(false);
      else expect(after.includes('\r')).toBe(false);
      expect(ops.length).toBeGreaterThan(0);
    });
  });

  test('set and ensure change nothing the second time', () => {
    law((text, ops, edits) => {
      if (!ops.every((op) => op.op === 'set' || op.op === 'ensure')) return;
      const again = attempt(applyEdits(text, edits), ops);
      expect(again).toEqual([]);
    });
  });

  test('every text is answered, with edits or a reason', () => {
    fc.assert(
      fc.property(fc.oneof(manuscripts, fc.string()), fc.array(fc.tuple(fc.nat(), fc.string(), fc.nat())), choices, (text, changes, chosen) => {
        let broken = text;
        for (const [where, by, length] of changes.slice(0, 3)) {
          const at = where % (broken.length + 1);
          broken = broken.slice(0, at) + by + broken.slice(at + (length % 5));
        }
        const ops = chosen.map((choice) =>
          opFor(choice, [
            { document: 0, path: ['spec'], value: {} },
            { document: 1, path: ['a', 0], value: null },
          ]),
        );
        const compiled = compile(parseFile(broken), ops);
        expect(compiled.ok || compiled.why).toBeTruthy();
        attempt(broken, ops);
      }),
      { numRuns },
    );
  });

  test('most operations on sound texts compile', () => {
    const all = [...tally.values()].reduce((a, b) => a + b, 0);
    expect((tally.get('compiled') ?? 0) / all).toBeGreaterThan(0.3);
  });
});
