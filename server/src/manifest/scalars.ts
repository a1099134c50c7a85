import { HOLE, type ScalarNode } from '../syntax/tree.ts';
import { plainValue, scalarValue } from '../syntax/yaml11.ts';

/**
 * How each dialect reads a scalar. `undefined`: the scalar is not of that type. The caller handles template holes before.
 *
 * Kubernetes: kubectl reads YAML 1.1 (sigs.k8s.io/yaml), where unquoted `yes`, `on`, `y` are booleans and `0644` is octal;
 * a quoted boolean stays a string, which the API server rejects. Compose casts quoted ones too (compose-go).
 */
export interface ScalarReader {
  /** It means "nothing": `key:`, `key: ~`, `key: null`. */
  isNull(node: ScalarNode): boolean;
  boolean(node: ScalarNode): boolean | undefined;
  integer(node: ScalarNode): number | undefined;
  /** The text after variable interpolation; `certain` is false where a variable without default decides. */
  text(node: ScalarNode): { readonly value: string; readonly certain: boolean };
  /** The same for a part of a scalar. */
  expand(text: string): { readonly value: string; readonly certain: boolean };
}

/** Whether a template prints this scalar or a part of it. */
export function hasHole(node: ScalarNode): boolean {
  return node.text.includes(HOLE);
}

/** A text for people: what a template prints is shown as `{{…}}`. */
export function showHoles(text: string): string {
  return text.replaceAll(new RegExp(`${HOLE}+`, 'g'), '{{…}}');
}

function integerOf(text: string): number | undefined {
  const digits = text.replaceAll('_', '');
  if (/^[-+]?(?:0|[1-9]\d*)$/.test(digits)) return Number(digits);
  if (/^0o?[0-7]+$/.test(digits)) return Number.parseInt(digits.replace(/^0o?/, ''), 8);
  if (/^0x[\da-fA-F]+$/.test(digits)) return Number.parseInt(digits.slice(2), 16);
  return undefined;
}

/** The range of the API's integers (int64). */
const MIN = -(2 ** 63);
const MAX = 2 ** 63 - 1024;

/** A whole number that fits into the API's int64, however it is written: `1e3` and `1000.0` are a thousand. */
function wholeNumber(node: ScalarNode): number | undefined {
  const value = scalarValue(node);
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value ? Number(value) : undefined;
  return typeof value === 'number' && Number.isInteger(value) && value > MIN && value <= MAX ? value + 0 : undefined;
}

/** Whether the API server reads a scalar as a text: `1.5` and `yes` need quotes for that. The caller handles template holes before. */
export function isText(node: ScalarNode): boolean {
  return typeof scalarValue(node) === 'string';
}

/** Reads scalars as the API server does: by their YAML 1.1 type, and without variables. */
export const kubernetesScalars: ScalarReader = {
  isNull: (node) => scalarValue(node) === null,
  boolean: (node) => {
    const value = scalarValue(node);
    return typeof value === 'boolean' ? value : undefined;
  },
  integer: wholeNumber,
  text: (node) => ({ value: node.text, certain: true }),
  expand: (text) => ({ value: text, certain: true }),
};

/** A variable of the project's `.env`; `undefined` if it is not set there. */
export type Lookup = (name: string) => string | undefined;

/** Reads scalars as Compose does, with the variables of a project. */
export function composeScalars(lookup: Lookup = () => undefined): ScalarReader {
  return {
    // the tags of Compose (`!reset null`) leave the value what it is
    isNull: (node) => node.style === 'plain' && plainValue(node.text) === null,
    boolean: (node) => {
      const { value, certain } = interpolate(node.text, lookup);
      const cast = certain ? plainValue(value.toLowerCase()) : undefined;
      return typeof cast === 'boolean' ? cast : undefined;
    },
    integer: (node) => {
      const { value, certain } = interpolate(node.text, lookup);
      return certain ? integerOf(value.trim()) : undefined;
    },
    text: (node) => interpolate(node.text, lookup),
    expand: (text) => interpolate(text, lookup),
  };
}

/** `$NAME`, or what stands between the braces: name, operator, operand. */
const BRACED = /^([A-Za-z_]\w*)(?:(:?[-?+])([\s\S]*))?$/;

/**
 * Compose interpolation. `$$` is a dollar. A variable that `lookup` knows has its value; `${VAR:-default}` and `${VAR-default}` are
 * otherwise their default, which is what runs where the variable is not set; any other variable stays as written and makes the text
 * uncertain.
 */
export function interpolate(text: string, lookup: Lookup = () => undefined): { value: string; certain: boolean } {
  if (!text.includes('$')) return { value: text, certain: true };
  let certain = true;
  let value = '';
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '$') {
      value += text[i];
      continue;
    }
    if (text[i + 1] === '$') {
      value += '$';
      i++;
      continue;
    }
    if (text[i + 1] !== '{') {
      const name = /^[A-Za-z_]\w*/.exec(text.slice(i + 1))?.[0];
      const known = name === undefined ? undefined : lookup(name);
      if (name !== undefined && known === undefined) certain = false;
      value += known ?? `$${name ?? ''}`;
      i += name?.length ?? 0;
      continue;
    }
    const close = closingBrace(text, i + 1);
    const part = close < 0 ? undefined : braced(text.slice(i + 2, close), lookup);
    if (part) {
      value += part.value;
      certain &&= part.certain;
    } else {
      certain = false;
      value += text.slice(i, close < 0 ? text.length : close + 1);
    }
    i = close < 0 ? text.length : close;
  }
  return { value, certain };
}

/** The value of `${inner}`; `undefined` if it is unknown. */
function braced(inner: string, lookup: Lookup): { value: string; certain: boolean } | undefined {
  const [, name, operator = '', operand = ''] = BRACED.exec(inner) ?? [];
  if (name === undefined) return undefined;
  const known = lookup(name);
  const counts = known !== undefined && !(operator.startsWith(':') && known === '');
  if (operator.endsWith('+')) return known === undefined ? undefined : counts ? interpolate(operand, lookup) : { value: '', certain: true };
  if (counts) return { value: known, certain: true };
  if (operator.endsWith('-')) return interpolate(operand, lookup);
  return known === undefined || operator.endsWith('?') ? undefined : { value: known, certain: true };
}

/** A part of a text that Compose refuses to interpolate. `at` is its offset in the text; both numbers are UTF-16 units. */
export interface BrokenInterpolation {
  readonly at: number;
  readonly length: number;
  /** The form is right: a variable that must have a value (`${NAME:?…}`) is empty. */
  readonly required: boolean;
}

/** The first thing in a text that Compose refuses to interpolate, with its offset in the text; `undefined` if there is none. */
export function brokenInterpolation(text: string, lookup: Lookup = () => undefined): BrokenInterpolation | undefined {
  for (let i = text.indexOf('$'); i >= 0 && i < text.length; i = text.indexOf('$', i)) {
    const rest = text.slice(i + 1);
    if (rest.startsWith('$')) i += 2;
    else if (rest.startsWith('{')) {
      const close = closingBrace(text, i + 1);
      if (close < 0) return { at: i, length: text.length - i, required: false };
      const parts = BRACED.exec(text.slice(i + 2, close));
      if (!parts) return { at: i, length: close + 1 - i, required: false };
      if (parts[2] === ':?' && lookup(parts[1] as string) === '') return { at: i, length: close + 1 - i, required: true };
      const inner = parts[3] === undefined ? undefined : brokenInterpolation(parts[3], lookup);
      if (inner) return { at: i, length: close + 1 - i, required: inner.required };
      i = close + 1;
    } else i++; // `$1`, `$(` and a dollar at the end are left as they are
  }
  return undefined;
}

function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i;
  }
  return -1;
}
