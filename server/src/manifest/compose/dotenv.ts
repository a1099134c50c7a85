import { interpolate } from '../scalars.ts';

/**
 * The variables of an env file, as Compose reads `.env`: `NAME=value`, also after `export`; single quotes keep everything, double
 * quotes know escapes and variables, a plain value ends at ` #`. Source: Compose documentation, "Env file syntax".
 */
export function parseDotenv(text: string): Dotenv {
  const variables = new Map<string, string>();
  const expand = (value: string) => interpolate(value, (name) => variables.get(name) ?? '').value;
  let broken: Dotenv['broken'];
  const source = text.replace(/^\uFEFF/, '');
  // a quote that nothing closes has nothing that closes it further down, either: it is looked for once
  const unclosed = new Set<string>();
  for (let at = 0; at < source.length; ) {
    HEAD.lastIndex = at;
    const head = HEAD.exec(source);
    const name = head?.[1];
    if (name === undefined) {
      const line = lineAt(source, at);
      // a lone name is taken from the shell
      if (!/^(?:#.*|(?:export\s+)?[\w.-]*)$/.test(line.trim())) broken ??= { line: source.slice(0, at).split('\n').length };
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
      variables.set(name, expand((comment < 0 ? text : text.slice(0, comment)).trim()));
      at = start + line.length;
    } else {
      const content = source.slice(start + 1, end);
      variables.set(name, quote === "'" ? content.replaceAll("\\'", "'") : expand(unescaped(content)));
      at = end + 1 + lineAt(source, end + 1).length;
    }
  }
  return { variables, broken };
}

/** The rest of the line from an offset, its line break included. */
function lineAt(source: string, at: number): string {
  const end = source.indexOf('\n', at);
  return source.slice(at, end < 0 ? source.length : end + 1);
}

/** The quote that ends a value, when nothing but a comment follows it in its line. */
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
  /** The first line that Compose cannot read; it then reads none. */
  readonly broken: { readonly line: number } | undefined;
}

const HEAD = /[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*[=:][ \t]*/y;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$$' };

function unescaped(text: string): string {
  return text.replace(/\\([\s\S])/g, (whole, c: string) => ESCAPES[c] ?? whole);
}
