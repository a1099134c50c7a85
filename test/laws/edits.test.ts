import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compile } from '../../server/src/fix/compile.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';
import { Cases, SEED, TIMEOUT } from './cases.ts';
import { everyEditIsExact } from './exact.ts';
import { manuscripts } from './manuscripts.ts';
import { attempt, choices, opFor } from './operations.ts';

test('every compiled edit of any YAML is exact', { timeout: TIMEOUT }, () => {
  everyEditIsExact(manuscripts, new Cases('edits of YAML', 0.65));
});

test('the compiler answers for every text, with edits or a reason', { timeout: TIMEOUT }, () => {
  const cases = new Cases('broken texts', 0.03);
  const changes = fc.array(fc.tuple(fc.nat(), fc.string(), fc.nat()), { maxLength: 3 });
  fc.assert(
    fc.property(fc.oneof(manuscripts, fc.string()), changes, choices, (text, breaks, chosen) => {
      let now = text;
      for (const [where, by, length] of breaks) {
        const at = where % (now.length + 1);
        now = now.slice(0, at) + by + now.slice(at + (length % 5));
      }
      const places = ['spec', 'name', 'a', 'b'].map((key, i) => ({ document: i % 2, path: [key], value: i > 1 ? null : {} }));
      const file = parseFile(now);
      const ops = chosen.map((choice) => opFor(choice, places));
      const compiled = compile(file, ops);
      cases.add(compiled.ok ? 'compiled' : compiled.why);
      expect(attempt(file, ops)).toEqual(compiled.ok ? compiled.edits : compiled.why);
    }),
    { numRuns: cases.wanted, seed: SEED },
  );
  cases.report('compiled', 0.05);
});
