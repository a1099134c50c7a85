import { parseFile } from '../syntax/parse.ts';
import type { SourceFile } from '../syntax/source-file.ts';
import { applyEdits, type EditSet, editSet, type Span } from '../text/text.ts';
import type { Compiled, Edited } from './compile.ts';
import { commentsOf } from './layout.ts';
import { lineEndOf } from './lines.ts';
import { meaningOf, sameMeaning } from './meaning.ts';

/**
 * Writes `# text` on a line of its own above a line, with the same indentation. The result is read back like that of every fix. Inside
 * a scalar of several lines the comment would become data: this is refused (`odd-syntax`).
 * @param line counted from zero
 * @param text one line
 */
export function commentAbove(file: SourceFile, line: number, text: string): Compiled<Pick<Edited, 'edits'>> {
  const start = file.lines.lineStart(line);
  const indent = /^[ \t]*/.exec(file.text.slice(start, file.lines.lineStart(line + 1)))?.[0] ?? '';
  const comment = `# ${text}`;
  const edits = editSet([{ span: { start, end: start }, newText: `${indent}${comment}${lineEndOf(file)}` }]);
  return checked(file, start, edits, { come: comment });
}

/**
 * Writes another text in the place of a comment, or takes it away, and its line if nothing else stands there. The result is read back, too.
 * @param span the comment from its `#` on; offsets in the file
 * @param text one line without `#`; `undefined` takes the comment away
 */
export function commentInstead(file: SourceFile, { start, end }: Span, text: string | undefined): Compiled<Pick<Edited, 'edits'>> {
  const gone = file.text.slice(start, end);
  if (text !== undefined) return checked(file, start, editSet([{ span: { start, end }, newText: `# ${text}` }]), { gone, come: `# ${text}` });
  const line = file.lines.lineOf(start);
  const from = file.lines.lineStart(line);
  const before = file.text.slice(from, start);
  const alone = before.trim() === '';
  const next = line + 1 < file.lines.lineCount ? file.lines.lineStart(line + 1) : file.text.length;
  const span = alone ? { start: from, end: next } : { start: from + before.trimEnd().length, end };
  return checked(file, start, editSet([{ span, newText: '' }]), { gone });
}

/** The edits, if they change nothing but one comment of the document at an offset. */
function checked(file: SourceFile, at: number, edits: EditSet, { gone, come }: CommentChange): Compiled<Pick<Edited, 'edits'>> {
  const placed = file.documents.findLast(({ span }) => span.start <= at);
  const after = parseFile(applyEdits(file.text, edits), { previous: file, variant: file.variant });
  const refused: Compiled<never> = { ok: false, why: 'odd-syntax', at: { document: placed?.index ?? 0, path: [], part: 'pair' } };
  if (after.documents.length !== file.documents.length) return refused;
  for (const { document, index } of file.documents) {
    const now = after.documents[index]?.document;
    if (now === document) continue;
    if (!now || now.problems.length !== document.problems.length || !sameMeaning(meaningOf(document.root), meaningOf(now.root))) return refused;
    const wanted = commentsOf(document.text).map(({ text }) => text);
    if (index === placed?.index) {
      const old = gone === undefined ? wanted.length : wanted.indexOf(gone.trimEnd());
      if (old < 0) return refused;
      wanted.splice(old, gone === undefined ? 0 : 1, ...(come === undefined ? [] : [come.trimEnd()]));
    }
    const found = commentsOf(now.text).map(({ text }) => text);
    if (found.sort().join('\n') !== wanted.sort().join('\n')) return refused;
  }
  return { ok: true, edits };
}

interface CommentChange {
  readonly gone?: string;
  readonly come?: string;
}
