import type { SourceFile } from '../syntax/source-file.ts';
import type { Span } from '../text/text.ts';

/** A comment `# bulkhead: allow <rule>[, <rule>…] -- <reason>`. It silences findings on its line, or on the first line after it that is no comment. */
export interface Allow {
  /** From `#` to the end of the comment. */
  readonly span: Span;
  readonly rules: readonly string[];
  /** Empty when none is given: the comment then does not count. */
  readonly reason: string;
  /** Zero-based line whose findings it silences. */
  readonly line: number;
}

const PATTERN = /(^|[ \t])#[ \t]*bulkhead:[ \t]*allow\b[ \t]*([^\r\n]*)/gm;

/** The `allow` comments of a file, in order. */
export function readAllows(file: SourceFile): Allow[] {
  const { text, lines } = file;
  if (!text.includes('bulkhead:')) return [];
  const allows: Allow[] = [];
  for (const match of text.matchAll(PATTERN)) {
    const start = match.index + (match[1] as string).length;
    const [names = '', ...reason] = (match[2] as string).split(/(?:^|\s)--(?:\s|$)/);
    const line = lines.lineOf(start);
    const alone = text.slice(lines.lineStart(line), start).trim() === '';
    let target = line;
    if (alone) for (target = line + 1; target < lines.lineCount && /^\s*#/.test(text.slice(lines.lineStart(target), lines.lineStart(target + 1))); ) target++;
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

/** The comment that silences rules for a reason. Line breaks in the reason become blanks. */
export function allowComment(rules: readonly string[], reason: string): string {
  return `bulkhead: allow ${rules.join(', ')} -- ${reason.replace(/\s+/g, ' ').trim()}`;
}
