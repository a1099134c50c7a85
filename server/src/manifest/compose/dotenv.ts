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
  for (let at = 0; at < source.length; ) {
    ENTRY.lastIndex = at;
    const [whole = '', name, single, double, plain = ''] = ENTRY.exec(source) ?? [];
    const line = whole === '' ? (/[^\n]*\n?/y.exec(source.slice(at))?.[0] ?? '') : whole;
    if (name === undefined) {
      // a lone name is taken from the shell
      if (whole === '' && !/^\s*(?:#.*|(?:export\s+)?[\w.-]*)\s*$/.test(line)) broken ??= { line: source.slice(0, at).split('\n').length };
    } else if (single !== undefined) variables.set(name, single.replaceAll("\\'", "'"));
    else if (double !== undefined) variables.set(name, expand(unescaped(double)));
    else variables.set(name, expand(plain.trim()));
    at += Math.max(1, line.length);
  }
  return { variables, broken };
}

export interface Dotenv {
  readonly variables: ReadonlyMap<string, string>;
  /** The first line that Compose cannot read; it then reads none. */
  readonly broken: { readonly line: number } | undefined;
}

const ENTRY =
  /[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*[=:][ \t]*(?:'((?:[^'\\]|\\[\s\S])*)'|"((?:[^"\\]|\\[\s\S])*)"|([^\r\n]*?))[ \t]*(?:(?<=[ \t'"=:])#[^\r\n]*)?(?:\r?\n|$)/y;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$$' };

function unescaped(text: string): string {
  return text.replace(/\\([\s\S])/g, (whole, c: string) => ESCAPES[c] ?? whole);
}
