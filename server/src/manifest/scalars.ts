import { HOLE, type ScalarNode } from '../syntax/tree.ts';
import { plainValue, scalarValue } from '../syntax/yaml11.ts';

/**
 * How a dialect reads a scalar. `undefined`: the scalar does not have that type. The caller must have checked {@link hasHole}.
 *
 * Kubernetes: kubectl reads YAML 1.1 (sigs.k8s.io/yaml), where unquoted `yes`, `on`, `y` are booleans and `0644` is octal. A quoted
 * boolean is a string, which the API server rejects. Compose casts quoted values too (compose-go).
 */
export interface ScalarReader {
  /** Whether something puts any value in the place of this scalar, a map or a list even. */
  replaced?(node: ScalarNode): boolean;
  /** Whether the scalar is null: `key:`, `key: ~`, `key: null`. */
  isNull(node: ScalarNode): boolean;
  boolean(node: ScalarNode): boolean | undefined;
  integer(node: ScalarNode): number | undefined;
  /** The text after interpolation. `certain` is false if a variable without a value and without a default decides. */
  text(node: ScalarNode): { readonly value: string; readonly certain: boolean };
  /** Interpolates a part of a scalar, as `text` does. */
  expand(text: string): { readonly value: string; readonly certain: boolean };
}

/** Whether a template prints this scalar or a part of it. */
export function hasHole(node: ScalarNode): boolean {
  return node.text.includes(HOLE);
}

/** A text for messages: template actions are shown as `{{…}}`. */
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

/** The range of integers in the Kubernetes API (int64), as far as a number can hold it. */
const MIN = -(2 ** 63);
const MAX = 2 ** 63 - 1024;

/** A whole number in the int64 range of the Kubernetes API, in any spelling: `1e3` and `1000.0` are a thousand. */
function wholeNumber(node: ScalarNode): number | undefined {
  const value = scalarValue(node);
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value ? Number(value) : undefined;
  return typeof value === 'number' && Number.isInteger(value) && value > MIN && value <= MAX ? value + 0 : undefined;
}

/** Whether the API server reads a scalar as a string: `1.5` and `yes` need quotes for that. The caller must have checked {@link hasHole}. */
export function isText(node: ScalarNode): boolean {
  return typeof scalarValue(node) === 'string';
}

/** Reads scalars as the API server does: by their YAML 1.1 type, without variables. */
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

/** As {@link kubernetesScalars}, but `${…}` is an expression whose value nobody knows. */
export const expressionScalars: ScalarReader = {
  ...kubernetesScalars,
  replaced: ({ text }) => /^\$\{.*\}$/s.test(text),
  text: ({ text }) => ({ value: text, certain: !text.includes('${') }),
};

/** A variable of the project's `.env`; `undefined` if it is not set there. */
export type Lookup = (name: string) => string | undefined;

/** Reads scalars as Compose does, with the variables of a project. */
export function composeScalars(lookup: Lookup = () => undefined): ScalarReader {
  return {
    // the tags of Compose (`!reset null`) do not change the value
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

/** The text between the braces of `${…}`: name, operator, operand. */
const BRACED = /^([A-Za-z_]\w*)(?:(:?[-?+])([\s\S]*))?$/;

/** Variables in the operand of variables are read to this depth; Compose has no limit. */
const MAX_DEPTH = 50;

/** Variables may add this many UTF-16 units to a text: a few lines of `.env` could otherwise make gigabytes. */
const MAX_GROWTH = 1 << 16;

/**
 * Replaces the variables of a text as Compose does. `$$` becomes a dollar. A variable that `lookup` knows becomes its value. Otherwise
 * `${VAR:-default}` and `${VAR-default}` become their default: this is what runs if the variable is not set. Any other variable stays as
 * written, and `certain` is then false; so does a text that is nested too deeply, or would become too long. Source: Compose specification,
 * interpolation.
 */
export function interpolate(text: string, lookup: Lookup = () => undefined, depth = 0): { value: string; certain: boolean } {
  if (!text.includes('$')) return { value: text, certain: true };
  if (depth > MAX_DEPTH) return { value: text, certain: false };
  let certain = true;
  let value = '';
  for (let i = 0; i < text.length; i++) {
    if (value.length > text.length + MAX_GROWTH) return { value: text, certain: false };
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
    const part = close < 0 ? undefined : braced(text.slice(i + 2, close), lookup, depth);
    if (part) {
      value += part.value;
      certain &&= part.certain;
    } else {
      certain = false;
      value += text.slice(i, close < 0 ? text.length : close + 1);
    }
    i = close < 0 ? text.length : close;
  }
  return value.length > text.length + MAX_GROWTH ? { value: text, certain: false } : { value, certain };
}

/** The value of `${inner}`; `undefined` if it is unknown. */
function braced(inner: string, lookup: Lookup, depth: number): { value: string; certain: boolean } | undefined {
  const [, name, operator = '', operand = ''] = BRACED.exec(inner) ?? [];
  if (name === undefined) return undefined;
  const known = lookup(name);
  const counts = known !== undefined && !(operator.startsWith(':') && known === '');
  const other = () => interpolate(operand, lookup, depth + 1);
  if (operator.endsWith('+')) return known === undefined ? undefined : counts ? other() : { value: '', certain: true };
  if (counts) return { value: known, certain: true };
  if (operator.endsWith('-')) return other();
  return known === undefined || operator.endsWith('?') ? undefined : { value: known, certain: true };
}

/** A part of a text that is not interpolated: its offset in the text and its length, in UTF-16 units. */
export interface BrokenInterpolation {
  readonly at: number;
  readonly length: number;
  /**
   * - `syntax`: Compose refuses it
   * - `required`: the syntax is valid, but a variable that must have a value (`${NAME:?…}`) is empty, and Compose refuses it
   * - `deep`: it is nested too deeply to be read here
   */
  readonly why: 'syntax' | 'required' | 'deep';
}

/** The first part of a text that is not interpolated; `undefined` if there is none. Source: compose-go, `template`. */
export function brokenInterpolation(text: string, lookup: Lookup = () => undefined, depth = 0): BrokenInterpolation | undefined {
  for (let i = text.indexOf('$'); i >= 0 && i < text.length; i = text.indexOf('$', i)) {
    const rest = text.slice(i + 1);
    if (depth > MAX_DEPTH) return { at: i, length: text.length - i, why: 'deep' };
    if (rest.startsWith('$')) i += 2;
    else if (rest.startsWith('{')) {
      const close = closingBrace(text, i + 1);
      if (close < 0) return { at: i, length: text.length - i, why: 'syntax' };
      const length = close + 1 - i;
      const parts = BRACED.exec(text.slice(i + 2, close));
      if (!parts) return { at: i, length, why: 'syntax' };
      if (parts[2] === ':?' && lookup(parts[1] as string) === '') return { at: i, length, why: 'required' };
      const inner = parts[3] === undefined ? undefined : brokenInterpolation(parts[3], lookup, depth + 1);
      if (inner) return { at: i, length, why: inner.why };
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
