import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../kit/cli.ts';
import { EVIDENCE_PAGE } from '../page.ts';
import { CLAIMS } from './all.ts';
import { evidenceOfClaims } from './report.ts';

it.each(CLAIMS.map((claim) => [claim.rule, claim] as const))('%s says the sentence that the laboratory shows', (rule, { sentence, scenes }) => {
  expect(readFileSync(path.join(ROOT, `docs/rules/${rule}.md`), 'utf8')).toContain(sentence);
  expect(new Set(scenes.map(({ succeeds }) => succeeds))).toEqual(new Set([true, false]));
});

it('docs/EVIDENCE.md has every claim with its scenes: npm run lab -- --update claim', () => {
  expect(readFileSync(EVIDENCE_PAGE, 'utf8')).toContain(evidenceOfClaims());
});
