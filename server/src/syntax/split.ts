import type { Change, Span } from '../text/text.ts';

/**
 * Cuts a text into YAML documents. A line that starts with `---` or `...`, followed by white space or the line end, is always a
 * marker, even inside a scalar. So no lexing is needed, and a broken document never affects the next one.
 *
 * The spans cover the whole text, in order, without gaps. A `---` begins a document; directives and comments before the first
 * marker belong to the first document. The text between `...` and the next `---` is a document only if it has more than comments.
 * JSON objects that follow each other are documents, too: kubectl reads each of them.
 */
export function splitDocuments(text: string): Span[] {
  return split(text, 0, text.length);
}

/** @param begin where a document begins */
function split(text: string, begin: number, end: number): Span[] {
  const spans: Span[] = [];
  const marker = markersFrom(begin);
  let start = begin;
  let open = false; // the current span has a `---` or content: the next `---` begins another document
  let from = begin;
  for (let match = marker.exec(text); match && match.index < end; match = marker.exec(text)) {
    if (!open && hasContent(text, from, match.index)) open = true;
    if (match[0] === '---') {
      if (open) {
        spans.push(...objectsIn(text, start, match.index));
        start = match.index;
      }
      open = true;
      from = match.index + 3;
    } else {
      // `...` ends a document; a new one begins unless only comments follow
      from = endOfLine(text, match.index);
      const next = nextMarker(text, from);
      if (open && hasContent(text, from, next)) {
        spans.push(...objectsIn(text, start, from));
        start = from;
        open = false;
      }
    }
  }
  spans.push(...objectsIn(text, start, end));
  return spans;
}

/**
 * As {@link splitDocuments}, but only around a change: a `---` begins a document whatever stands before it.
 * @param before the spans before the change
 */
export function splitAgain(text: string, before: readonly Span[], { start, end, by }: Change): Span[] {
  // a change at the start of a document may join it to the one before
  const first = Math.max(0, before.findLastIndex((span) => span.start < start) - 1);
  const after = before.findIndex((span) => span.start > end && text.startsWith('---', span.start + by));
  const kept = before.slice(0, first);
  const from = (before[first] as Span).start;
  if (after < 0) return [...kept, ...split(text, from, text.length)];
  const rest = before.slice(after).map((span) => ({ start: span.start + by, end: span.end + by }));
  const next = (rest[0] as Span).start;
  const between = split(text, from, next + 1);
  return between.at(-1)?.start === next ? [...kept, ...between.slice(0, -1), ...rest] : splitDocuments(text);
}

const FIRST_BRACE = /(?:\uFEFF?---)?[\uFEFF \t\r\n]*\{/y;
const NEXT_OBJECT = /\}[ \t\r\n]*\{/g;
const JSON_SIGN = /["'#{}[\]]/g;
const JSON_STRING = /"(?:[^"\\]|\\.)*"/sy;
const NEXT_BRACE = /[ \t\r\n]*\{/y;

/** Cuts a document at each JSON object that follows another one. */
function objectsIn(text: string, start: number, end: number): Span[] {
  FIRST_BRACE.lastIndex = start;
  NEXT_OBJECT.lastIndex = start;
  if (!FIRST_BRACE.test(text) || (NEXT_OBJECT.exec(text)?.index ?? end) >= end) return [{ start, end }];
  const spans: Span[] = [];
  let from = start;
  let depth = 0;
  for (let at = FIRST_BRACE.lastIndex - 1; at < end; ) {
    const sign = text[at] as string;
    if (sign === "'" || sign === '#') break; // no JSON
    if (sign === '"') {
      JSON_STRING.lastIndex = at;
      if (!JSON_STRING.test(text)) break;
      at = JSON_STRING.lastIndex - 1;
    } else depth += sign === '{' || sign === '[' ? 1 : -1;
    at++;
    if (depth === 0) {
      NEXT_BRACE.lastIndex = at;
      if (!NEXT_BRACE.test(text) || NEXT_BRACE.lastIndex > end) break;
      at = NEXT_BRACE.lastIndex - 1;
      spans.push({ start: from, end: at });
      from = at;
    }
    JSON_SIGN.lastIndex = at;
    at = JSON_SIGN.exec(text)?.index ?? end;
  }
  spans.push({ start: from, end });
  return spans;
}

function endOfLine(text: string, at: number): number {
  for (let i = at; i < text.length; i++) {
    const c = text[i];
    if (c === '\n' || (c === '\r' && text[i + 1] !== '\n')) return i + 1;
  }
  return text.length;
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
