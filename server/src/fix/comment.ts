import { parseFile } from '../syntax/parse.ts';
import type { SourceFile } from '../syntax/source-file.ts';
import { applyEdits, editSet } from '../text/text.ts';
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
  const placed = file.documents.findLast(({ span }) => span.start <= start);
  const after = parseFile(applyEdits(file.text, edits), { previous: file, variant: file.variant });
  const refused: Compiled<never> = { ok: false, why: 'odd-syntax', at: { document: placed?.index ?? 0, path: [], part: 'pair' } };
  if (after.documents.length !== file.documents.length) return refused;
  for (const { document, index } of file.documents) {
    const now = after.documents[index]?.document;
    if (now === document) continue;
    if (!now || now.problems.length !== document.problems.length || !sameMeaning(meaningOf(document.root, new Map()), meaningOf(now.root, new Map())))
      return refused;
    const added = index === placed?.index ? 1 : 0;
    const comments = commentsOf(now.text);
    if (comments.length !== commentsOf(document.text).length + added || (added > 0 && !comments.some((c) => c.text === comment.trimEnd()))) return refused;
  }
  return { ok: true, edits };
}
