import type { SyntaxProblem } from './source-file.ts';
import { HOLE, type ScalarNode } from './tree.ts';

/**
 * The problem of a key that its map has already. Keys with a template action may be different ones, and `<<` may be written often.
 * @param seen the keys before it, to which it is added
 * @param base the offset of its text
 */
export function repeatedKey({ text, span }: ScalarNode, seen: Set<string>, base = 0): SyntaxProblem | undefined {
  if (text === '<<' || text.includes(HOLE)) return undefined;
  if (!seen.has(text)) {
    seen.add(text);
    return undefined;
  }
  return { code: 'duplicate-key', message: `the key "${text}" is written twice`, span: { start: base + span.start, end: base + span.end } };
}
