// The texts of the API server, letter by letter.

/** `"a", "b"`. Like the API server, without escapes. */
export function quoted(values: readonly string[]): string {
  return `"${values.join('", "')}"`;
}

/** `container "a"` or `containers "a", "b"`. */
export function listed(singular: string, names: readonly string[]): string {
  return `${plural(singular, names.length)} ${quoted(names)}`;
}

/** The word for `count` things. Like the API server, it appends an `s`. */
export function plural(singular: string, count: number): string {
  return count === 1 ? singular : `${singular}s`;
}

/** The values without repetition, sorted by code point, as Go sorts strings. */
export function sorted(values: Iterable<string>): string[] {
  return [...new Set(values)].sort(byCodePoint);
}

function byCodePoint(a: string, b: string): number {
  const left = [...a];
  const right = [...b];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** A value as Go prints it with `%q`: in quotes, with escapes for characters that are not printable. */
export function goQuoted(value: string): string {
  const escaped = value.replace(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (char) => {
    const code = char.codePointAt(0) ?? 0;
    if (ESCAPES[char] !== undefined) return ESCAPES[char];
    if (code < 0x80) return `\\x${hex(code, 2)}`;
    return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
  });
  return `"${escaped}"`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
