import { editDistance } from '../manifest/spelling.ts';
import { rulesNamed } from '../rules/other-tools.ts';
import { isData } from '../syntax/navigate.ts';
import { documentAt, type SourceFile } from '../syntax/source-file.ts';
import type { Span } from '../text/text.ts';

/**
 * A comment `# bulkhead: allow <rule>[, <rule>…] -- <reason> [until <date>]`. Behind other text it stands for its line; alone on a line, for
 * the next line that is not a comment. It silences findings of that line; at the first line of a container, pod, service or document all that
 * is found in it. With `allow-file` it stands for the file.
 */
export interface Allow {
  /** From `#` to the end of the comment, as offsets in the file. */
  readonly span: Span;
  readonly rules: readonly string[];
  /** Without the date. Empty if none is given: the comment then has no effect. */
  readonly reason: string;
  /** The last day on which it counts, as it is written: `2027-03-31`. */
  readonly until: string | undefined;
  /** The zero-based line that it stands for; `undefined` for the file. */
  readonly line: number | undefined;
}

/** What an `allow` comment says. */
export type AllowWords = Pick<Allow, 'rules' | 'reason'> & Partial<Pick<Allow, 'until'>> & { readonly wholeFile?: boolean };

/** The last word of a reason, behind "until". */
const UNTIL = /(?:^|[\s(])until:?\s+(\d{4}-\d\d-\d\d)[.)]*$/i;
/** The same, where something else than a date stands that may be meant as one. */
const NO_DATE = /(?:^|[\s(])until:?\s+((?:\S*\d\S*|today|tomorrow)(?:\s+\S+){0,2}?)$/i;

const PATTERN = /(^|[ \t])#[ \t]*bulkhead:[ \t]*allow(-file)?(?![\w-])[ \t]*([^\r\n]*)/gm;

/**
 * The `allow` comments of a file, in order.
 * @param variants the file with each of its template branches: what is data in one of them is no comment
 */
export function readAllows(variants: readonly [SourceFile, ...SourceFile[]]): Allow[] {
  const [{ text, lines }] = variants;
  if (!text.includes('bulkhead:')) return [];
  const allows: Allow[] = [];
  // the next line that is not a comment: the same for all comments above it
  let below = 0;
  for (const match of text.matchAll(PATTERN)) {
    const start = match.index + (match[1] as string).length;
    if (variants.some((file) => isDataIn(file, start))) continue;
    const [names = '', ...reason] = (match[3] as string).split(/(?:^|\s)--(?:\s|$)/);
    const line = lines.lineOf(start);
    const alone = text.slice(lines.lineStart(line), start).trim() === '';
    let target = line;
    if (alone) {
      if (below <= line) for (below = line + 1; below < lines.lineCount && isComment(text, lines.lineStart(below)); ) below++;
      target = below;
    }
    allows.push({
      span: { start, end: match.index + match[0].trimEnd().length },
      rules: names
        .split(/[\s,]+/)
        .map((name) => name.trim())
        .filter((name) => name !== ''),
      ...whyOf(reason.join(' -- ')),
      line: match[2] === undefined ? target : undefined,
    });
  }
  return allows;
}

/** What people write in place of `bulkhead: allow`. */
const MEANT = /(^|[ \t])#[ \t]*(bulkhead:?[ \t]*([a-z-]+)[ \t]+([\w-]+)[^\r\n]*)/gim;
const OTHER_WORDS = ['ignore', 'disable', 'skip', 'silence', 'suppress', 'allow-all', 'allow-line', 'allow-next-line'];

/** The comments that look as if they were meant as `allow` comments, and are none: another word, or another spelling, before a rule. */
export function misspeltAllows(file: SourceFile): Allow[] {
  if (!/bulkhead/i.test(file.text)) return [];
  return [...file.text.matchAll(MEANT)].flatMap((match) => {
    const [, before = '', said = '', word = '', rule = ''] = match;
    const start = match.index + before.length;
    const isRight = /^bulkhead:[ \t]*allow(-file)?$/.test(said.slice(0, said.indexOf(word) + word.length));
    const isMeant = OTHER_WORDS.includes(word.toLowerCase()) || ['allow', 'allow-file'].some((right) => editDistance(word.toLowerCase(), right) <= 2);
    if (isRight || !isMeant || rulesNamed(rule).length === 0 || isDataIn(file, start)) return [];
    return [{ span: { start, end: match.index + match[0].trimEnd().length }, rules: [rule], ...whyOf(''), line: undefined }];
  });
}

/** A reason, and the last day at its end. */
export function whyOf(text: string): Pick<Allow, 'reason' | 'until'> {
  const why = text.trim();
  const pattern = UNTIL.test(why) ? UNTIL : NO_DATE;
  return { reason: why.replace(pattern, '').trim(), until: pattern.exec(why)?.[1] };
}

function isComment(text: string, lineStart: number): boolean {
  let at = lineStart;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\uFEFF') at++;
  return text[at] === '#';
}

function isDataIn(file: SourceFile, offset: number): boolean {
  const placed = documentAt(file, offset);
  return placed !== undefined && isData(placed.document, offset - placed.span.start);
}

/** What a comment of YAML cannot have, or what would show it in another order. Source: YAML 1.2.2, c-printable. */
const NOT_IN_COMMENTS = /[\s\p{Cc}\p{Cs}\p{Bidi_Control}\p{Zl}\p{Zp}\ufffe\uffff]+/gu;

/** The text of an `allow` comment, without `#`. Line breaks and control characters become spaces. */
export function allowComment({ rules, reason, until, wholeFile = false }: AllowWords): string {
  const why = [oneLine(reason), ...(until === undefined ? [] : [`until ${until}`])].filter((part) => part !== '').join(' ');
  return `bulkhead: allow${wholeFile ? '-file' : ''} ${oneLine(rules.join(', '))} -- ${why}`;
}

function oneLine(text: string): string {
  return text.replace(NOT_IN_COMMENTS, ' ').trim();
}

/** Whether a text such as `2027-02-29` is a day of the calendar. */
export function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && dateOf(date) === text;
}

/** The date of a moment as `2027-03-31`, in UTC: what ends, ends at the same moment in every editor and in CI. */
export function dateOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/**
 * Whether an exception counts: it has a reason, and its last day is not over.
 * @param today in UTC; if it is not known, nothing has ended
 */
export function counts({ reason, until }: { readonly reason: string; readonly until?: string | undefined }, today: string | undefined): boolean {
  return reason !== '' && (until === undefined || (isDate(until) && (today === undefined || today <= until)));
}
