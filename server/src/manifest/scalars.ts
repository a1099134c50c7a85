import { HOLE, type ScalarNode } from '../syntax/tree.ts';

/**
 * What a scalar means to the two dialects. `undefined`: not of that type. Template holes must be sorted out before.
 *
 * Kubernetes: kubectl reads YAML 1.1 (sigs.k8s.io/yaml), where unquoted `yes`, `on`, `y` are booleans and `0644` is octal;
 * a quoted boolean stays a string, which the API server rejects. Compose casts quoted ones too (compose-go).
 */
export interface ScalarReader {
  boolean(node: ScalarNode): boolean | undefined;
  integer(node: ScalarNode): number | undefined;
  /** The text after variable interpolation; `certain` is false where a variable without default decides. */
  text(node: ScalarNode): { readonly value: string; readonly certain: boolean };
}

const TRUE = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']);
const FALSE = new Set(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']);

/** A plain scalar that means "nothing": `key:`, `key: ~`, `key: null`. */
export function isNull(node: ScalarNode): boolean {
  return node.style === 'plain' && (node.text === '' || node.text === '~' || /^(?:null|Null|NULL)$/.test(node.text));
}

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

export const kubernetesScalars: ScalarReader = {
  boolean: (node) => (node.style !== 'plain' ? undefined : TRUE.has(node.text) ? true : FALSE.has(node.text) ? false : undefined),
  integer: (node) => (node.style === 'plain' ? integerOf(node.text) : undefined),
  text: (node) => ({ value: node.text, certain: true }),
};

export const composeScalars: ScalarReader = {
  boolean: (node) => {
    const { value, certain } = interpolate(node.text);
    const lower = value.toLowerCase();
    if (!certain) return undefined;
    return TRUE.has(lower) ? true : FALSE.has(lower) ? false : undefined;
  },
  integer: (node) => {
    const { value, certain } = interpolate(node.text);
    return certain ? integerOf(value.trim()) : undefined;
  },
  text: (node) => interpolate(node.text),
};

/**
 * Compose interpolation: `$$` is a dollar; `${VAR:-default}` and `${VAR-default}` are their default, which is what runs where the
 * variable is not set; any other variable stays as written and makes the text uncertain.
 */
export function interpolate(text: string): { value: string; certain: boolean } {
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
      const name = /^\w+/.exec(text.slice(i + 1))?.[0];
      if (name !== undefined) certain = false;
      value += `$${name ?? ''}`;
      i += name?.length ?? 0;
      continue;
    }
    const close = closingBrace(text, i + 1);
    const inner = text.slice(i + 2, close < 0 ? text.length : close);
    const parts = /^(\w+)(:?-)([\s\S]*)$/.exec(inner);
    if (parts && close >= 0) {
      const fallback = interpolate(parts[3] as string);
      value += fallback.value;
      certain &&= fallback.certain;
    } else {
      certain = false;
      value += text.slice(i, close < 0 ? text.length : close + 1);
    }
    i = close < 0 ? text.length : close;
  }
  return { value, certain };
}

function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i;
  }
  return -1;
}
