import type { ScalarNode } from './tree.ts';

/** The value of a scalar; `undefined` if kubectl would refuse the text because of it (a tag that the content does not fit, infinity). */
export type ScalarValue = string | number | bigint | boolean | null | undefined;

const TRUE = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']);
const FALSE = new Set(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']);
const NULL = new Set(['', '~', 'null', 'Null', 'NULL']);

const MAX_UNSIGNED = (1n << 64n) - 1n;
const MIN_SIGNED = -(1n << 63n);

/**
 * The value of a plain scalar without a tag, as kubectl reads it: YAML 1.1 in the dialect of go-yaml 2 (sigs.k8s.io/yaml 1.6).
 * There, `yes`, `on` and `y` are booleans, `0644` is octal, `08` is a float, `1_000` is a thousand, and base 60 and dates are text.
 * Integers beyond the safe range of a number are `bigint`. Infinity and NaN are numbers here, although JSON does not have them.
 */
export function plainValue(text: string): string | number | bigint | boolean | null {
  // a quick exit for most scalars: they are longer than every special word, or begin with a letter that no special word begins with
  if (/^(?:[/A-Za-z][^\s]{5,}|[A-EG-MP-SU-XZa-eg-mp-su-xz])/.test(text)) return text;
  if (NULL.has(text)) return null;
  if (TRUE.has(text)) return true;
  if (FALSE.has(text)) return false;
  if (!/^[-+.\d]/.test(text)) return text;
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^\.(?:nan|NaN|NAN)$/.test(text)) return Number.NaN;
  const digits = text.replaceAll('_', '');
  return integerOf(digits) ?? floatOf(digits) ?? text;
}

/** An integer, with the base prefixes of Go. A leading `0` alone means octal, unless a digit above 7 follows. */
function integerOf(digits: string): number | bigint | undefined {
  const [, sign, prefix = '', rest = ''] = /^([-+]?)(0[xXoObB]|0(?=[0-7]+$))?([\da-fA-F]+)$/.exec(digits) ?? [];
  if (sign === undefined) return undefined;
  const base = { '': /^(?:0|[1-9]\d*)$/, '0x': /^[\da-fA-F]+$/, '0o': /^[0-7]+$/, '0': /^[0-7]+$/, '0b': /^[01]+$/ }[prefix.toLowerCase()];
  if (!base?.test(rest)) return undefined;
  const size = BigInt(`${prefix === '0' ? '0o' : prefix.toLowerCase()}${rest}`);
  const value = sign === '-' ? -size : size;
  if (value > MAX_UNSIGNED || value < MIN_SIGNED) return undefined;
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

function floatOf(digits: string): number | undefined {
  if (!/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(digits)) return undefined;
  const value = Number(digits);
  // a number that is too large for a float is text
  return Number.isFinite(value) ? value : undefined;
}

/** For each core tag: whether a value has its type. Any other tag, also `!` alone, makes the scalar a string. */
const TYPES: Readonly<Record<string, (value: ScalarValue) => boolean>> = {
  bool: (value) => typeof value === 'boolean',
  int: (value) => typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value)),
  float: (value) => typeof value === 'number' || typeof value === 'bigint',
  null: (value) => value === null,
};

declare const atob: (base64: string) => string;
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string };

/** What a scalar with the tag `!!binary` says: a string to kubectl and Compose. `undefined` without that tag, and if it is no base64. */
export function binaryText(text: string, tag: string | undefined): string | undefined {
  if (tag === undefined || !/^(?:!!|!?<?tag:yaml\.org,2002:)binary>?$/.test(tag)) return undefined;
  const base64 = text.replaceAll(/[\r\n]/g, '');
  if (!/^(?:[\w+/]{4})*(?:[\w+/]{2}==|[\w+/]{3}=)?$/.test(base64) || base64.includes('_')) return undefined;
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)));
}

/** The value of a scalar in a Kubernetes manifest, by its style and tag; see {@link plainValue}. */
export function scalarValue({ text, style, tag }: Pick<ScalarNode, 'text' | 'style' | 'tag'>): ScalarValue {
  if (tag === undefined) return style === 'plain' ? carried(plainValue(text)) : text;
  const name = /^(?:!!|!?<?tag:yaml\.org,2002:)(\w+)>?$/.exec(tag)?.[1] ?? 'str';
  if (name === 'timestamp') return /^\d{4}-\d{1,2}-\d{1,2}/.test(text) ? text : undefined;
  // what could be decoded has lost its tag
  if (name === 'binary') return undefined;
  const fits = TYPES[name];
  if (!fits) return text;
  const value = plainValue(text);
  // `!!int 1.0` is refused although 1.0 is a whole number
  return fits(value) && !(name === 'int' && /[.eE]/.test(text) && !/^[-+]?0[xX]/.test(text)) ? carried(value) : undefined;
}

/** The value if JSON can carry it to the API server. */
function carried(value: ScalarValue): ScalarValue {
  return typeof value === 'number' && !Number.isFinite(value) ? undefined : value;
}
