import { describe, expect, it } from 'vitest';
import { child, follow, isOpen, keys } from '../../server/src/syntax/navigate.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';

/** `levels` maps that each merge the one before three times: 3^levels paths to the first. */
function bomb(levels: number): string {
  const lines = ['b0: &b0 {hostPID: true}'];
  for (let n = 1; n <= levels; n++) lines.push(`b${n}: &b${n} {<<: [*b${n - 1}, *b${n - 1}, *b${n - 1}], y${n}: 1}`);
  return `${lines.join('\n')}\nspec: {<<: *b${levels}}\n`;
}

function rootOf(text: string) {
  const document = parseFile(text).documents[0]?.document;
  if (!document) throw new Error('no document');
  return document;
}

describe('maps that are merged on very many paths', () => {
  it('are searched once each', () => {
    const document = rootOf(bomb(40));
    const spec = follow(document, ['spec']);
    if (!spec) throw new Error('no spec');
    expect(keys(spec)).toHaveLength(41);
    expect(isOpen(spec)).toBe(false);
    expect(child(spec, 'hostPID')?.node).toMatchObject({ text: 'true' });
    expect(child(spec, 'absent')).toBeUndefined();
  });

  it('that merge each other in a circle are searched once', () => {
    const document = rootOf('a: &a {<<: *a, x: 1}\nb: {<<: *a}\n');
    const b = follow(document, ['b']);
    if (!b) throw new Error('no b');
    expect(keys(b)).toEqual(['x']);
    expect(child(b, 'y')).toBeUndefined();
  });

  it('win in the right order', () => {
    const document = rootOf('a: &a {x: 1}\nb: &b {x: 2, <<: *a}\nc: {<<: [*a, *b]}\nd: {<<: [*b, *a]}\n');
    const text = (path: string[]) => (follow(document, path)?.node as { text?: string } | undefined)?.text;
    expect([text(['c', 'x']), text(['d', 'x'])]).toEqual(['1', '2']);
  });
});
