import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../server/src/engine/finding.ts';
import { harmless, harmlessJson, harmlessLine } from '../../server/src/present/harmless.ts';
import { findingCard } from '../../server/src/present/markdown/hover.ts';
import { code, plain } from '../../server/src/present/markdown/text.ts';
import { analyse } from '../kit/laws.ts';

describe('text of a file in a terminal or a log', () => {
  it.each([
    ['\u001b]52;c;ZXZpbA==\u0007', '\\x1b]52;c;ZXZpbA==\\x07'],
    ['a\n::stop-commands::x', 'a\\n::stop-commands::x'],
    ['\u009b31m', '\\x9b31m'],
    ['safe\u202egnp.exe', 'safe\\u{202e}gnp.exe'],
    ['zero\u200bwidth', 'zero\\u{200b}width'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
    ['::error::x', '\\x3a:error::x'],
    [' \u00a0::warning file=a::x', ' \u00a0\\x3a:warning file=a::x'],
    ['a ##vso[task.setvariable variable=A]b', 'a \\x23#vso[task.setvariable variable=A]b'],
    ["##teamcity[buildStatus status='SUCCESS']", "\\x23#teamcity[buildStatus status='SUCCESS']"],
    ['###[error]a ##VSO[x]', '#\\x23#[error]a \\x23#VSO[x]'],
    ['web-1 größer 日本 😀', 'web-1 größer 日本 😀'],
  ])('%j', (text, shown) => expect(harmless(text)).toBe(shown));

  it('never controls the terminal, and a second pass changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = harmless(text);
        expect(shown).not.toMatch(/[\p{Cc}\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u);
        expect(harmless(shown)).toBe(shown);
        expect(harmlessLine(shown)).toBe(shown);
      }),
    );
  });
});

describe('JSON in a log', () => {
  it('has no raw character that acts, and the same value', () => {
    const value = { a: ['\u009b2J', '\u202e', '\u200b', '\u{e0041}', '##vso[a]', '##[b]', '::c', '\ud800', '\n'] };
    const json = harmlessJson(JSON.stringify(value, null, 2));
    expect(json).not.toMatch(/[\u007f-\u009f\u200b\u202e]|\u{e0041}|##/u);
    expect(json).toContain('\\u009b2J');
    expect(JSON.parse(json)).toEqual(value);
    fc.assert(fc.property(fc.json(), (text) => void expect(JSON.parse(harmlessJson(text))).toEqual(JSON.parse(text))));
  });
});

describe('text of a file in Markdown', () => {
  it.each([
    ['![](https://evil.example/p.png)', '!\\[\\](https\\://evil.example/p.png)'],
    ['a\n\n[x](command:bulkhead.showOutput)', 'a\\\\n\\\\n\\[x\\](command\\:bulkhead.showOutput)'],
    ['_https://evil.example _www.evil.example', '\\_https\\://evil.example \\_www\\.evil.example'],
    ['www.evil.example me@evil.example', 'www\\.evil.example me\\@evil.example'],
    ['$(error) <img src=x>', '$\\(error) \\<img src=x\\>'],
    ['~~no~~', '\\~\\~no\\~\\~'],
  ])('%j', (text, shown) => expect(plain(text)).toBe(shown));

  it('does not end a link by its file', () => {
    const finding = analyse('pod.yaml', 'apiVersion: v1\nkind: Pod\nspec: { hostPID: true }\n').findings.find(({ rule }) => rule.id === 'host-pid');
    const writtenIn = () => ({ name: 'a).yaml', address: 'file:///a).(b%20c.yaml#L1' });
    const card = findingCard(finding as Finding, { rich: false, docsUrl: () => '', writtenIn });
    expect(card).toContain('[a).yaml](file:///a%29.%28b%20c.yaml#L1)');
  });

  it('stays in its code span', () => {
    expect(code('a\n\n# b')).toBe('`a\\n\\n# b`');
    expect(code('a`b')).toBe('`` a`b ``');
  });
});
