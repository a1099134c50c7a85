/**
 * Marker fixtures: manifests in which a comment line marks the findings of the line above it. Marker lines are removed before the analysis,
 * so that a rule sees the text that a user would write.
 *
 *     hostNetwork: true
 *     #~~~~~~~~~~~~~~~~ host-network
 *     - name: web
 *     #       ~~~ run-as-root: a part of the message
 *
 * The tildes stand under the flagged columns. If there is no room for `#` before them, it replaces the first tilde. A finding that continues
 * on the next line ends with `>`.
 *
 * A first line `# bulkhead-test: {"rules": {…}}` has the settings of the fixture. It stays in the text.
 */

import { LineIndex, type LineRange, type Span } from '../../server/src/text/text.ts';

export interface Marker {
  /** The zero-based line in the text without markers. */
  readonly line: number;
  readonly start: number;
  /** Exclusive; the end of the line if `goesOn`. */
  readonly end: number;
  readonly goesOn: boolean;
  readonly rule: string;
  /** A part of the message, if the marker has one. */
  readonly message: string | undefined;
}

export interface Fixture {
  /** The text without marker lines. */
  readonly text: string;
  readonly markers: readonly Marker[];
  /** The settings in the first line; empty if it has none. */
  readonly settings: { readonly rules?: Readonly<Record<string, unknown>>; readonly [setting: string]: unknown };
}

const LINE = /^(\s*#)( *)(~*)(>?) ([a-z][a-z0-9-]*)(?:: (.+?))?\s*$/;

const SETTINGS = /^\uFEFF?# bulkhead-test: (.*)$/m;

export function parseFixture(source: string): Fixture {
  const first = SETTINGS.exec(source.split('\n', 1)[0] ?? '')?.[1];
  const kept: string[] = [];
  const markers: Marker[] = [];
  for (const line of source.split('\n')) {
    const match = LINE.exec(line);
    const [, hash = '', gap = '', tildes = '', arrow, rule = '', message] = match ?? [];
    if (!match || tildes === '') {
      kept.push(line);
      continue;
    }
    if (kept.length === 0) throw new Error(`a marker stands under no line: ${line}`);
    const start = gap === '' ? hash.length - 1 : hash.length + gap.length;
    markers.push({ line: kept.length - 1, start, end: hash.length + gap.length + tildes.length, goesOn: arrow === '>', rule, message });
  }
  return { text: kept.join('\n'), markers, settings: first === undefined ? {} : JSON.parse(first) };
}

/** A finding, as a marker describes it. */
export interface Marked {
  readonly rule: string;
  readonly span: Span;
  /** The part of the message in the old marker, which stays. */
  readonly message?: string | undefined;
}

/** Makes a fixture of a text and its findings: the reverse of {@link parseFixture}. */
export function renderFixture(text: string, found: readonly Marked[]): string {
  const index = new LineIndex(text);
  const byLine = new Map<number, string[]>();
  for (const { rule, span, message } of [...found].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end || (a.rule < b.rule ? -1 : 1))) {
    const { start, end } = index.range(span);
    const line = text.split('\n')[start.line] ?? '';
    const goesOn = end.line > start.line;
    const last = goesOn ? line.length : end.character;
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    const tildes = (from: number) => '~'.repeat(last - from);
    const room = start.character >= 2;
    const hash = Math.min(indent, start.character - 2);
    const marks = room
      ? `${' '.repeat(hash)}#${' '.repeat(start.character - hash - 1)}${tildes(start.character)}`
      : `${' '.repeat(start.character)}#${tildes(start.character + 1)}`;
    const full = `${marks}${goesOn ? '>' : ''} ${rule}${message === undefined ? '' : `: ${message}`}`;
    const lines = byLine.get(start.line) ?? [];
    if (!lines.includes(full)) byLine.set(start.line, [...lines, full]);
  }
  return text
    .split('\n')
    .flatMap((line, number) => [line, ...(byLine.get(number) ?? [])])
    .join('\n');
}

/** A marker as one line of text, for comparing. */
export function describeMarker({ line, start, end, goesOn, rule }: Pick<Marker, 'line' | 'start' | 'end' | 'goesOn' | 'rule'>): string {
  return `${line + 1}:${start + 1}-${end + 1}${goesOn ? '>' : ''} ${rule}`;
}

/** The marker of a finding with this range. */
export function markerOf(rule: string, range: LineRange, text: string): Omit<Marker, 'message'> {
  const { start, end } = range;
  const goesOn = end.line > start.line;
  return { line: start.line, start: start.character, end: goesOn ? (text.split('\n')[start.line] ?? '').length : end.character, goesOn, rule };
}
