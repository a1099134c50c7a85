/**
 * What plain scalars mean to Kubernetes (YAML 1.1, as kubectl reads it), and how to write a value so that YAML 1.1 and 1.2 agree on it.
 */

/** The value of a plain scalar: `yes`, `on` and `y` are booleans, `0644` is octal. */
export function plainValue(text: string): string | number | boolean | null {
  if (/^(?:[/A-Za-z][^\s]{5,}|[A-EG-MP-SU-XZa-eg-mp-su-xz])/.test(text)) return text; // most scalars: longer than any word below, or a word of its own
  if (/^(?:|~|null|Null|NULL)$/.test(text)) return null;
  if (/^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/.test(text)) return true;
  if (/^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/.test(text)) return false;
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[-+]/, '').replace(/_/g, '');
  if (/^[-+]?0[0-7_]+$/.test(text)) return sign * Number.parseInt(digits, 8);
  if (/^[-+]?0o[0-7_]+$/.test(text)) return sign * Number.parseInt(digits.slice(2), 8);
  if (/^[-+]?0x[0-9a-fA-F_]+$/.test(text)) return sign * Number.parseInt(digits.slice(2), 16);
  if (/^[-+]?0b[01_]+$/.test(text)) return sign * Number.parseInt(digits.slice(2), 2);
  if (/^[-+]?(?:0|[1-9][0-9_]*)$/.test(text)) return sign * Number(digits);
  if (/^[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?$/.test(text)) return sign * Number(digits);
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) return sign * Number.POSITIVE_INFINITY;
  if (/^\.(?:nan|NaN|NAN)$/.test(text)) return Number.NaN;
  return text;
}

/** Texts that some reader takes for another type: base 60, dates, the merge and default keys, every spelling of a number. */
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

export type Quote = 'plain' | 'single' | 'double';

/**
 * Writes a string.
 * @param wanted the style of its neighbours; `plain` falls back on `otherwise` where quotes are needed
 */
export function printString(text: string, wanted: Quote, otherwise: 'single' | 'double', flow: boolean): string {
  if (wanted === 'plain' && isPlainSafe(text, flow)) return text;
  const quote = wanted === 'plain' ? otherwise : wanted;
  if (quote === 'single' && /^[\x20-\x7e\xa0-\u2027\u202a-\ud7ff]*$/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return JSON.stringify(text).replace(/[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
