/**
 * Invisible characters with an effect: controls (C0, DEL, C1), marks that turn or hide text (bidirectional controls, zero width,
 * soft hyphen, tags), separators of lines. Sources: Unicode 16, Bidi_Control and Default_Ignorable_Code_Point; ECMA-48.
 */
const ACTING =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|[\ud800-\udfff]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Text of a file for one line of a page or an editor: invisible characters with an effect are written as escapes (`\\x1b`). The result is
 * at most ten times as long as the text.
 */
export function visible(text: string): string {
  return text.replace(ACTING, (c) => SHORT[c] ?? escaped(c.codePointAt(0) ?? 0));
}

/**
 * What a CI service takes for a command in a log: `::error::` at the start of a line, and `##[…`, `##vso[…` or `##teamcity[…` anywhere.
 * Sources: actions/runner, ActionCommand; Azure Pipelines agent, "Logging commands"; TeamCity, "Service messages".
 */
const COMMAND = /^(\s*):(?=:)|#(?=#\w*\[)/gi;

/** As {@link visible}, for one line of a terminal or a log, or its start: no CI service takes it for a command. */
export function harmless(text: string): string {
  return visible(text).replace(COMMAND, (sign, white?: string) => (sign === '#' ? escaped(0x23) : `${white}${escaped(0x3a)}`));
}

function escaped(code: number): string {
  const digits = code.toString(16);
  return code < 0x100 ? `\\x${digits.padStart(2, '0')}` : `\\u{${digits}}`;
}

/** As {@link harmless}, but tabs stay: a line of the file itself. */
export function harmlessLine(line: string): string {
  return line.split('\t').map(harmless).join('\t');
}

/** JSON without raw characters that act, or that a CI service takes for a command: its value stays the same. */
export function harmlessJson(json: string): string {
  // a control character that JSON has outside of its texts is a line break or a space between values
  return json.replace(ACTING, (c) => (c < ' ' ? c : inJson(c))).replace(COMMAND, (sign) => (sign === '#' ? inJson(sign) : sign));
}

function inJson(text: string): string {
  return Array.from({ length: text.length }, (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');
}
