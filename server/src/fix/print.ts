import type { Json } from '../syntax/site.ts';
import { isObject } from './plan.ts';
import { printString, type Quote } from './scalar.ts';
import { type FlowStyle, PLAIN_FLOW, type Style } from './style.ts';

/** Whether a value is neither a map nor a list; null is a scalar. */
export function isScalar(value: Json): value is null | boolean | number | string {
  return value === null || typeof value !== 'object';
}

function isEmpty(value: Json): boolean {
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

/** Whether a value is written on the line of its key: a scalar, `{}`, `[]`, or a short list if the file has such lists. */
export function fitsLine(value: Json, style: Style): boolean {
  if (isScalar(value) || isEmpty(value)) return true;
  return style.flowLists && Array.isArray(value) && value.length <= 4 && value.every(isScalar) && JSON.stringify(value).length <= 60;
}

/** The text of a value on the line of its key in a block collection. */
export function printOnLine(value: Json, style: Style, quote: Quote = 'plain'): string {
  return isScalar(value) ? printScalar(value, quote, style, false) : printFlow(value, style, { ...PLAIN_FLOW, strings: style.flowItems });
}

/** The text of a scalar. `quote` is for strings; `flow`: it stands inside `[…]` or `{…}`, where more characters need quotes. */
export function printScalar(value: null | boolean | number | string, quote: Quote, style: Style, flow: boolean): string {
  return typeof value === 'string' ? printString(value, quote, style.quote, flow) : String(value);
}

/** The text of a key, with quotes if it needs them. `flow`: the style of the `{…}` around it; `undefined` in a block map. */
export function printKey(key: string, style: Style, flow?: FlowStyle): string {
  return printString(key, flow?.quoteKeys ? 'double' : 'plain', style.quote, flow !== undefined);
}

/**
 * The text of a value inside a flow collection: on one line or, as in JSON files, with a line for each entry.
 * @param indent the indentation of the line on which the value begins
 */
export function printFlow(value: Json, style: Style, flow: FlowStyle, indent = '', eol = '\n'): string {
  if (isScalar(value)) return printScalar(value, flow.strings, style, true);
  const spread = flow.unit !== undefined && !(style.inlineLists && Array.isArray(value) && value.every(isScalar)) ? indent + flow.unit : undefined;
  const inner = { ...flow, unit: spread === undefined ? undefined : flow.unit };
  const print = (part: Json) => printFlow(part, style, inner, spread, eol);
  const parts = Array.isArray(value) ? value.map(print) : Object.entries(value).map(([key, part]) => printKey(key, style, flow) + colonOf(flow) + print(part));
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  if (parts.length === 0) return `${open}${close}`;
  if (spread !== undefined) return `${open}${eol}${parts.map((part) => spread + part).join(`,${eol}`)}${eol}${indent}${close}`;
  const pad = flow.padded ? ' ' : '';
  return `${open}${pad}${parts.join(commaOf(flow))}${pad}${close}`;
}

/** The text between a key and its value in a flow map. After a key without quotes, the colon needs a space. */
export function colonOf(flow: FlowStyle): string {
  return flow.tight && flow.quoteKeys ? ':' : ': ';
}

/** The text between two entries of a flow collection. */
export function commaOf(flow: FlowStyle): string {
  return flow.tight ? ',' : ', ';
}

/** The lines of an entry of a block map whose keys stand at `column`. */
export function printEntry(key: string, value: Json, column: number, style: Style): string[] {
  const head = `${' '.repeat(column)}${printKey(key, style)}:`;
  if (fitsLine(value, style)) return [`${head} ${printOnLine(value, style)}`];
  return [head, ...printBelow(value, column, style)];
}

/** The lines of a value that stands below a key at `column`. */
export function printBelow(value: Json, column: number, style: Style): string[] {
  if (Array.isArray(value)) return value.flatMap((item: Json) => printItem(item, column + style.listStep, 1, style, 'plain'));
  return Object.entries(value as object).flatMap(([key, part]) => printEntry(key, part as Json, column + style.step, style));
}

/** The lines of an item of a block list whose dashes stand at `column`, with `gap` spaces after the dash. */
export function printItem(value: Json, column: number, gap: number, style: Style, quote: Quote): string[] {
  const dash = `${' '.repeat(column)}-${' '.repeat(gap)}`;
  if (isScalar(value) || isEmpty(value)) return [dash + printOnLine(value, style, quote)];
  const lines = printBody(value, column + 1 + gap, style);
  return [dash + (lines[0] as string).trimStart(), ...lines.slice(1)];
}

/** The lines of a map or list whose keys or dashes stand at `column`. It must not be empty. */
export function printBody(value: Json, column: number, style: Style): string[] {
  if (Array.isArray(value)) return value.flatMap((item: Json) => printItem(item, column, 1, style, 'plain'));
  return Object.entries(value as object).flatMap(([key, part]) => printEntry(key, part as Json, column, style));
}
