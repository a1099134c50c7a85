import { interpolate, type Lookup } from '../scalars.ts';

/**
 * Reads the variables of an env file as Compose reads `.env` and, in its usual format, the files of `env_file`. Lines are `NAME=value`, also after `export`. A value in single quotes is
 * literal; in double quotes, escapes and variables are replaced; without quotes, the value ends at ` #`.
 * Source: Compose documentation, "Env file syntax".
 * @param outer variables that win over those of the file. What neither gives comes from the shell; without `outer` it counts as empty.
 */
export function parseDotenv(text: string, outer?: Lookup): Dotenv {
  const variables = new Map<string, string>();
  const open = new Set<string>();
  const set = (name: string, value: string, isLiteral: boolean) => {
    const expanded = isLiteral ? { value, certain: true } : interpolate(value, (other) => outer?.(other) ?? variables.get(other) ?? (outer ? undefined : ''));
    if (expanded.certain || !outer) variables.set(name, expanded.value);
    else variables.delete(name);
    if (expanded.certain) open.delete(name);
    else open.add(name);
  };
  let broken: Dotenv['broken'];
  const source = text.replace(/^\uFEFF/, '');
  // if one quote is never closed, no later quote of the same kind is: the search is not repeated
  const unclosed = new Set<string>();
  for (let at = 0; at < source.length; ) {
    HEAD.lastIndex = at;
    const head = HEAD.exec(source);
    const name = head?.[1];
    if (name === undefined) {
      const line = lineAt(source, at);
      const other = /^(?:#.*|(?:export\s+)?([\w.-]*))$/.exec(line.trim());
      if (!other) broken ??= { line: source.slice(0, at).split('\n').length };
      // a name without a value comes from the shell
      else if (other[1]) open.add(other[1]);
      at += Math.max(1, line.length);
      continue;
    }
    const start = HEAD.lastIndex;
    const quote = source[start] ?? '';
    const end = quote === "'" || quote === '"' ? closing(source, start, quote, unclosed) : undefined;
    if (end === undefined) {
      const line = lineAt(source, start);
      const text = line.replace(/\r?\n$/, '');
      const before = /[=:\s]/.test(source[start - 1] ?? '') && text.startsWith('#');
      const comment = before ? 0 : text.search(/(?<=[ \t'"=:])#/);
      set(name, (comment < 0 ? text : text.slice(0, comment)).trim(), false);
      at = start + line.length;
    } else {
      const content = source.slice(start + 1, end);
      set(name, quote === "'" ? content.replaceAll("\\'", "'") : unescaped(content), quote === "'");
      at = end + 1 + lineAt(source, end + 1).length;
    }
  }
  return { variables, open, broken };
}

/** Reads the variables of an env file in the format `raw`: a value is the rest of its line as it is. Source: docker/cli, `kvfile`. */
export function parseRawEnv(text: string): Dotenv {
  const variables = new Map<string, string>();
  const open = new Set<string>();
  let broken: Dotenv['broken'];
  for (const [index, written] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = written.trimStart();
    if (line === '' || line.startsWith('#')) continue;
    const at = line.indexOf('=');
    const name = at < 0 ? line : line.slice(0, at);
    if (name === '' || /\s/.test(name)) broken ??= { line: index + 1 };
    else if (at < 0) open.add(name);
    else variables.set(name, line.slice(at + 1));
  }
  return { variables, open, broken };
}

/** The rest of the line from an offset, its line break included. */
function lineAt(source: string, at: number): string {
  const end = source.indexOf('\n', at);
  return source.slice(at, end < 0 ? source.length : end + 1);
}

/** The offset of the quote that ends a value; `undefined` if there is none, or if more than a comment follows it on its line. */
function closing(source: string, start: number, quote: string, unclosed: Set<string>): number | undefined {
  if (unclosed.has(quote)) return undefined;
  let end = start + 1;
  while (end < source.length && source[end] !== quote) end += source[end] === '\\' ? 2 : 1;
  if (end >= source.length) {
    unclosed.add(quote);
    return undefined;
  }
  return /^[ \t]*(?:#[^\r\n]*)?(?:\r?\n)?$/.test(lineAt(source, end + 1)) ? end : undefined;
}

/** An `.env` file as Compose reads it. Source: compose-go, `dotenv`. */
export interface Dotenv {
  readonly variables: ReadonlyMap<string, string>;
  /** The variables whose values come from the shell, or use one that does: they may be missing. */
  readonly open: ReadonlySet<string>;
  /** The first line that Compose cannot read, counted from 1. Compose then refuses the file. */
  readonly broken: { readonly line: number } | undefined;
}

const HEAD = /[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*[=:][ \t]*/y;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$$' };

function unescaped(text: string): string {
  return text.replace(/\\([\s\S])/g, (whole, c: string) => ESCAPES[c] ?? whole);
}
