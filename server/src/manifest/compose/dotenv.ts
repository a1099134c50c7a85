import { interpolate } from '../scalars.ts';

/**
 * The variables of an env file, as Compose reads `.env`: `NAME=value`, also after `export`; single quotes keep everything, double
 * quotes know escapes and variables, a plain value ends at ` #`. Source: Compose documentation, "Env file syntax".
 */
export function parseDotenv(text: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  const entry = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*[=:][ \t]*(?:'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|([^\r\n]*?))[ \t]*(?:(?<=[ \t'"=:])#[^\r\n]*)?\r?$/gm;
  const expand = (value: string) => interpolate(value, (name) => variables.get(name) ?? '').value;
  for (const [, name = '', single, double, plain = ''] of text.replace(/^\uFEFF/, '').matchAll(entry)) {
    if (single !== undefined) variables.set(name, single);
    else if (double !== undefined) variables.set(name, expand(unescaped(double)));
    else variables.set(name, expand(plain.trim()));
  }
  return variables;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$$' };

function unescaped(text: string): string {
  return text.replace(/\\([\s\S])/g, (whole, c: string) => ESCAPES[c] ?? whole);
}
