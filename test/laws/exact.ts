import fc from 'fast-check';
import { parseFile } from '../../server/src/syntax/parse.ts';
import { applyEdits } from '../../server/src/text/text.ts';
import { type Cases, SEED } from './cases.ts';
import { broken, known } from './holds.ts';
import { attempt, choices, opFor, placesOf } from './operations.ts';

/** How many sets of operations are tried on each text. A case is one text with one set. */
const EACH = 12;

/** Tries random operations on random texts: edits that compile keep every law of {@link broken}, and a second run changes nothing. */
export function everyEditIsExact(texts: fc.Arbitrary<string>, cases: Cases): void {
  fc.assert(
    fc.property(texts, fc.array(choices, { minLength: EACH, maxLength: EACH }), (text, sets) => {
      const before = known(text);
      const places = placesOf(before.values);
      const file = parseFile(text);
      for (const chosen of sets) {
        const ops = chosen.map((choice) => opFor(choice, places));
        const edits = attempt(file, ops);
        cases.add(typeof edits === 'string' ? edits : 'compiled');
        // after a removal, a block scalar with `|+` includes the blank lines below it: only the read-back notices that
        if (edits === 'unverified' && !text.includes('|+')) throw new Error(`unverified: ${JSON.stringify([ops, text])}`);
        if (typeof edits === 'string') continue;
        const after = applyEdits(text, edits);
        const law = broken(before, ops, edits, after);
        if (law !== undefined) throw new Error([law, ...[text, ops, after].map((part) => JSON.stringify(part))].join('\n'));
        if (ops.every((op) => op.op === 'set' || op.op === 'ensure')) {
          const again = attempt(parseFile(after), ops);
          if (again.length > 0) throw new Error(`a second time changes nothing: ${JSON.stringify([ops, again, text])}`);
        }
      }
    }),
    { numRuns: Math.ceil(cases.wanted / EACH), seed: SEED, endOnFailure: true },
  );
  cases.report('compiled', 0.3);
}
