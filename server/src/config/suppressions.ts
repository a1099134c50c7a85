import { isData } from '../syntax/navigate.ts';
import { documentAt, type SourceFile } from '../syntax/source-file.ts';
import type { Span } from '../text/text.ts';

/**
 * A comment `# bulkhead: allow <rule>[, <rule>…] -- <reason>`. Behind other text it silences findings on its line; alone on a line, on
 * the next line that is not a comment.
 */
export interface Allow {
  /** From `#` to the end of the comment, as offsets in the file. */
  readonly span: Span;
  readonly rules: readonly string[];
  /** Empty if none is given: the comment then has no effect. */
  readonly reason: string;
  /** The zero-based line whose findings it silences. */
  readonly line: number;
}

const PATTERN = /(^|[ \t])#[ \t]*bulkhead:[ \t]*allow\b[ \t]*([^\r\n]*)/gm;

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
    const [names = '', ...reason] = (match[2] as string).split(/(?:^|\s)--(?:\s|$)/);
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
      reason: reason.join(' -- ').trim(),
      line: target,
    });
  }
  return allows;
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
export function allowComment(rules: readonly string[], reason: string): string {
  return `bulkhead: allow ${oneLine(rules.join(', '))} -- ${oneLine(reason)}`;
}

function oneLine(text: string): string {
  return text.replace(NOT_IN_COMMENTS, ' ').trim();
}
