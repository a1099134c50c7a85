import type { Span } from '../text/text.ts';

/**
 * Cuts a text into YAML documents. A line that starts with `---` or `...`, followed by white space or the line end, is always a
 * marker, even inside a scalar. So no lexing is needed, and a broken document never affects the next one.
 *
 * The spans cover the whole text, in order, without gaps. A `---` begins a document; directives and comments before the first
 * marker belong to the first document. The text between `...` and the next `---` is a document only if it has more than comments.
 */
export function splitDocuments(text: string): Span[] {
  const spans: Span[] = [];
  const marker = markersFrom(0);
  let start = 0;
  let open = false; // the current span has a `---` or content: the next `---` begins another document
  let from = 0;
  for (let match = marker.exec(text); match; match = marker.exec(text)) {
    if (!open && hasContent(text, from, match.index)) open = true;
    if (match[0] === '---') {
      if (open) {
        spans.push({ start, end: match.index });
        start = match.index;
      }
      open = true;
      from = match.index + 3;
    } else {
      // `...` ends a document; a new one begins unless only comments follow
      from = endOfLine(text, match.index);
      const next = nextMarker(text, from);
      if (open && hasContent(text, from, next)) {
        spans.push({ start, end: from });
        start = from;
        open = false;
      }
    }
  }
  spans.push({ start, end: text.length });
  return spans;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

/** Finds the markers of a text, one after the other, from an offset on. */
function markersFrom(from: number): RegExp {
  const marker = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;
  marker.lastIndex = from;
  return marker;
}

function nextMarker(text: string, from: number): number {
  return markersFrom(from).exec(text)?.index ?? text.length;
}

/** Whether a stretch of text has a line that is not blank, a comment or a directive. */
function hasContent(text: string, from: number, to: number): boolean {
  let at = from;
  while (at < to) {
    const end = Math.min(endOfLine(text, at), to);
    let i = at;
    while (i < end && (text[i] === ' ' || text[i] === '\t' || text[i] === '\uFEFF')) i++;
    const c = text[i];
    if (i < end && c !== '#' && c !== '\n' && c !== '\r' && !(c === '%' && (i === at || i === 1))) return true;
    at = end;
  }
  return false;
}
