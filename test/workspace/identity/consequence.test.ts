import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { consequenceText } from './shorthand.ts';

/** Sections, and below each some lines that stand for objects and what they mean for one account. */
const TEXT = readFileSync(path.join(import.meta.dirname, 'consequences.txt'), 'utf8');

for (const section of TEXT.split(/^# /m).slice(1)) {
  const [title = '', ...cases] = section.split(/\n+(?:## |$)/);
  describe(title, () => {
    it.each(cases.filter((one) => one !== '').map((one) => one.split('\n')))('%s', (...lines) => {
      const [, account = '', consequence = ''] = /^= (\S+): (.*)$/.exec(lines.at(-1) ?? '') ?? [];
      expect(consequenceText(lines.slice(1, -1), account)).toBe(consequence);
    });
  });
}
