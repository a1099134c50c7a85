/**
 * Invisible characters with an effect: controls (C0, DEL, C1), marks that turn or hide text (bidirectional controls, zero width,
 * soft hyphen, tags), separators of lines. Sources: Unicode 16, Bidi_Control and Default_Ignorable_Code_Point; ECMA-48.
 */
const ACTING =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|[\ud800-\udfff]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Text of a file for one line of a terminal, a log or a page: invisible characters with an effect are written as escapes (`\\x1b`). The
 * result is at most ten times as long as the text.
 */
export function harmless(text: string): string {
  return text.replace(ACTING, (c) => SHORT[c] ?? escaped(c.codePointAt(0) ?? 0));
}

function escaped(code: number): string {
  const digits = code.toString(16);
  return code < 0x100 ? `\\x${digits.padStart(2, '0')}` : `\\u{${digits}}`;
}

/** As {@link harmless}, but tabs stay: a line of the file itself. */
export function harmlessLine(line: string): string {
  return line.split('\t').map(harmless).join('\t');
}
