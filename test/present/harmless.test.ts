import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { harmless } from '../../server/src/present/harmless.ts';
import { code, plain } from '../../server/src/present/markdown/text.ts';

describe('text of a file in a terminal or a log', () => {
  it.each([
    ['\u001b]52;c;ZXZpbA==\u0007', '\\x1b]52;c;ZXZpbA==\\x07'],
    ['a\n::stop-commands::x', 'a\\n::stop-commands::x'],
    ['\u009b31m', '\\x9b31m'],
    ['safe\u202egnp.exe', 'safe\\u{202e}gnp.exe'],
    ['zero\u200bwidth', 'zero\\u{200b}width'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
    ['web-1 größer 日本 😀', 'web-1 größer 日本 😀'],
  ])('%j', (text, shown) => expect(harmless(text)).toBe(shown));

  it('never controls the terminal, and a second pass changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = harmless(text);
        expect(shown).not.toMatch(/[\p{Cc}\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u);
        expect(harmless(shown)).toBe(shown);
      }),
    );
  });
});

describe('text of a file in Markdown', () => {
  it.each([
    ['![](https://evil.example/p.png)', '!\\[\\](https\\://evil.example/p.png)'],
    ['a\n\n[x](command:bulkhead.showOutput)', 'a\\\\n\\\\n\\[x\\](command\\:bulkhead.showOutput)'],
    ['www.evil.example me@evil.example', 'www\\.evil.example me\\@evil.example'],
    ['$(error) <img src=x>', '$\\(error) \\<img src=x\\>'],
    ['~~no~~', '\\~\\~no\\~\\~'],
  ])('%j', (text, shown) => expect(plain(text)).toBe(shown));

  it('stays in its code span', () => {
    expect(code('a\n\n# b')).toBe('`a\\n\\n# b`');
    expect(code('a`b')).toBe('`` a`b ``');
  });
});
