import { type EditSet, editSet, type TextEdit } from '../text/text.ts';

type Segment = { readonly from: number; readonly to: number } | { readonly text: string };

/** The edits that lead from the first text to the third, given those from the first to the second and from the second to the third. */
export function composeEdits(length: number, first: EditSet, second: EditSet): EditSet {
  const middle: Segment[] = [];
  let at = 0;
  for (const { span, newText } of first) {
    if (span.start > at) middle.push({ from: at, to: span.start });
    if (newText !== '') middle.push({ text: newText });
    at = span.end;
  }
  if (at < length) middle.push({ from: at, to: length });

  const out: Segment[] = [];
  let index = 0;
  let offset = 0; // of the current segment in the middle text
  const take = (until: number, keep: boolean) => {
    while (index < middle.length) {
      const segment = middle[index] as Segment;
      const size = 'text' in segment ? segment.text.length : segment.to - segment.from;
      if (size === 0) {
        index++;
        continue;
      }
      if (offset >= until) return;
      const use = Math.min(size, until - offset);
      if (keep) out.push('text' in segment ? { text: segment.text.slice(0, use) } : { from: segment.from, to: segment.from + use });
      middle[index] = 'text' in segment ? { text: segment.text.slice(use) } : { from: segment.from + use, to: segment.to };
      offset += use;
    }
  };
  for (const { span, newText } of second) {
    take(span.start, true);
    take(span.end, false);
    if (newText !== '') out.push({ text: newText });
  }
  take(Number.POSITIVE_INFINITY, true);

  const edits: TextEdit[] = [];
  let done = 0;
  let pending = '';
  const flush = (start: number) => {
    if (pending !== '' || start > done) edits.push({ span: { start: done, end: start }, newText: pending });
    pending = '';
  };
  for (const segment of out) {
    if ('text' in segment) {
      pending += segment.text;
      continue;
    }
    if (segment.from > done || pending !== '') flush(segment.from);
    done = segment.to;
  }
  flush(length);
  return editSet(edits);
}
