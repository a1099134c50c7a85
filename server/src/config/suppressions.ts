import { type Why, whyOf } from '../../../schemas/reason.ts';
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
export interface Allow extends Why {
  /** From `#` to the end of the comment, as offsets in the file. */
  readonly span: Span;
  readonly rules: readonly string[];
  /** The zero-based line that it stands for; `undefined` for the file. */
  readonly line: number | undefined;
}

/** What an `allow` comment says. */
export type AllowWords = Pick<Allow, 'rules' | 'reason'> & Partial<Pick<Allow, 'until'>> & { readonly wholeFile?: boolean };

const PATTERN = /(^|[ \t])#[ \t]*bulkhead:[ \t]*allow(-file)?(?![\w-])[ \t]*([^\r\n]*)/gm;
/** The same as a comment of a template, which no rendering shows: `{{/* bulkhead: allow … *\/}}`. */
const IN_TEMPLATE = /\{\{-?[ \t]*\/\*[ \t]*bulkhead:[ \t]*allow(-file)?(?![\w-])[ \t]*/g;
/** The end of such a comment, and how far it is looked for, in UTF-16 units. */
const END = /\*\/[ \t]*-?\}\}/;
const LONGEST = 1000;

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
  for (const { start, end, wholeFile, said } of commentsIn(text)) {
    if (variants.some((file) => isDataIn(file, start))) continue;
    const [names = '', ...reason] = said.split(/(?:^|\s)--(?:\s|$)/);
    const line = lines.lineOf(start);
    const alone = text.slice(lines.lineStart(line), start).trim() === '';
    let target = line;
    if (alone) {
      if (below <= line) for (below = line + 1; below < lines.lineCount && isPassedOver(text, lines.lineStart(below)); ) below++;
      target = below;
    }
    allows.push({
      span: { start, end },
      rules: names
        .split(/[\s,]+/)
        .map((name) => name.trim())
        .filter((name) => name !== ''),
      ...whyOf(reason.join(' -- ')),
      line: wholeFile ? undefined : target,
    });
  }
  return allows;
}

/** The comments of both kinds, in order; `said` is what stands behind `allow`. */
function commentsIn(text: string) {
  const ours = [...text.matchAll(PATTERN)].map((match) => {
    const [whole, before = '', file, said = ''] = match;
    return { start: match.index + before.length, end: match.index + whole.trimEnd().length, wholeFile: file !== undefined, said };
  });
  if (!text.includes('{{')) return ours;
  const templated = [...text.matchAll(IN_TEMPLATE)].flatMap((match) => {
    const from = match.index + match[0].length;
    const line = /^[^\r\n]*/.exec(text.slice(from, from + LONGEST))?.[0] ?? '';
    const end = END.exec(line);
    return end
      ? [{ start: match.index, end: from + end.index + end[0].length, wholeFile: match[1] !== undefined, said: line.slice(0, end.index).trimEnd() }]
      : [];
  });
  return [...ours, ...templated].sort((a, b) => a.start - b.start);
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

/** Whether a line is a comment, or begins a branch of a template: what a comment above it is about comes later. */
function isPassedOver(text: string, lineStart: number): boolean {
  let at = lineStart;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\uFEFF') at++;
  return text[at] === '#' || (text.startsWith('{{', at) && /^\{\{-?[ \t]*(?:\/\*|(?:if|with|range)[ \t])/.test(text.slice(at, at + 20)));
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
