import { plainValue } from '../syntax/yaml11.ts';

/** Texts that some YAML reader takes for another type: base 60, dates, the merge and default keys, every spelling of a number. */
const AMBIGUOUS =
  /^(?:[-+]?[\d_]+(?::[\d_]+)+(?:\.[\d_]*)?|\d{4}-\d{1,2}-\d{1,2}(?:[Tt\s].*)?|<<|=|[-+]?0[0-9_]+|[-+.]?\d[\d_]*(?:\.[\d_]*)?(?:[eE][-+]?\d+)?|[-+]?\.\d.*)$/;

/** Whether a string can be written without quotes. */
function isPlainSafe(text: string, flow: boolean): boolean {
  if (typeof plainValue(text) !== 'string' || AMBIGUOUS.test(text)) return false;
  if (!/^[^\s\-?:,[\]{}#&*!|>'"%@`.]/.test(text) && !/^[.-][^\s.-]/.test(text) && !/^--[A-Za-z]/.test(text)) return false;
  if (/[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]|\ufeff/.test(text)) return false;
  if (text.includes('{{')) return false;
  if (/:(?:\s|$)|\s#|\s$/.test(text)) return false;
  if (flow && /[,[\]{}]|:$/.test(text)) return false;
  return true;
}

/** How a string is quoted: not at all, with `'…'` or with `"…"`. */
export type Quote = 'plain' | 'single' | 'double';

/**
 * The text of a string in YAML.
 * @param wanted the quotes of its neighbours
 * @param otherwise the quotes if `wanted` is `plain` and the string needs quotes
 * @param flow the string stands inside `[…]` or `{…}`
 */
export function printString(text: string, wanted: Quote, otherwise: 'single' | 'double', flow: boolean): string {
  if (wanted === 'plain' && isPlainSafe(text, flow)) return text;
  const quote = wanted === 'plain' ? otherwise : wanted;
  if (quote === 'single' && /^[\x20-\x7e\xa0-\u2027\u202a-\ud7ff]*$/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return JSON.stringify(text).replace(/[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
