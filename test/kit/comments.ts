import { Lexer } from 'yaml';

/** The comments of a YAML text in order, from `#` to the end of the line. A `#` in a scalar is not a comment. */
export function comments(text: string): string[] {
  const out: string[] = [];
  for (const lexeme of new Lexer().lex(text.replace(/^\uFEFF/, ''))) if (lexeme.startsWith('#')) out.push(lexeme.trimEnd());
  return out;
}

/** The first comment of `before` that is missing in `after` or out of order; `undefined` if there is none. */
export function lostComment(before: readonly string[], after: readonly string[]): string | undefined {
  let at = 0;
  for (const comment of before) {
    const found = after.indexOf(comment, at);
    if (found < 0) return comment;
    at = found + 1;
  }
  return undefined;
}
