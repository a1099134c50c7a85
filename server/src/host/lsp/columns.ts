import { PositionEncodingKind, type TextDocumentContentChangeEvent, type TextDocumentsConfiguration } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Position, Range } from 'vscode-languageserver-types';

/** A text by lines. */
type Lines = Pick<TextDocument, 'getText'>;

const KNOWN: readonly PositionEncodingKind[] = [PositionEncodingKind.UTF8, PositionEncodingKind.UTF16, PositionEncodingKind.UTF32];

/** What no client shows: it may hold places in words, and never columns. */
const OPAQUE = new Set(['data', 'command', 'arguments']);

/**
 * Counts columns as the client does: in bytes, UTF-16 units or characters. The server itself counts UTF-16 units everywhere, and
 * what comes in or goes out is translated here. Source: LSP 3.17, "Position".
 */
export class Columns {
  /** How the client counts. */
  encoding: PositionEncodingKind = PositionEncodingKind.UTF16;

  /** @param linesOf the text of a file, as the client knows it; `undefined` where there is none */
  constructor(private readonly linesOf: (uri: string) => Lines | undefined) {}

  /** Takes the first encoding that the client offers and we know; a client that offers none counts UTF-16 units. */
  choose(offered: unknown): void {
    const known = Array.isArray(offered) ? offered.find((one) => KNOWN.includes(one)) : undefined;
    this.encoding = known ?? PositionEncodingKind.UTF16;
  }

  /** The same way to change documents, by changes that count as the client does. */
  hearing({ create, update }: TextDocumentsConfiguration<TextDocument>): TextDocumentsConfiguration<TextDocument> {
    return { create, update: (document, changes, version) => update(document, this.#changesIn(document, changes), version) };
  }

  /** A place that the client names. */
  positionIn(uri: string, position: Position): Position {
    const lines = this.#isOurs ? undefined : this.linesOf(uri);
    return lines ? this.#in(lines, position) : position;
  }

  /** A range that the client names. */
  rangeIn(uri: string, { start, end }: Range): Range {
    return { start: this.positionIn(uri, start), end: this.positionIn(uri, end) };
  }

  /**
   * What is sent to the client, with every place in it as the client counts. What needs no change is the same object.
   * @param uri the file of places that name none themselves
   */
  out<T>(uri: string, value: T): T {
    if (this.#isOurs) return value;
    const known = new Map<string, Lines | undefined>();
    const lines = (of: string): Lines | undefined => {
      if (!known.has(of)) {
        const found = this.linesOf(of);
        known.set(of, found && isAscii(found.getText()) ? undefined : found);
      }
      return known.get(of);
    };
    return this.#walked(value, uri, lines) as T;
  }

  get #isOurs(): boolean {
    return this.encoding === PositionEncodingKind.UTF16;
  }

  #walked(value: unknown, uri: string, lines: (uri: string) => Lines | undefined): unknown {
    if (Array.isArray(value)) return sameOr(value, value.map((one) => this.#walked(one, uri, lines)) as unknown[]);
    if (typeof value !== 'object' || value === null) return value;
    if (isPosition(value)) {
      const of = lines(uri);
      return of ? this.#out(of, value) : value;
    }
    const own = uriOf(value) ?? uri;
    const entries = Object.entries(value);
    const now = entries.map(([key, one]) => {
      if (OPAQUE.has(key)) return one;
      if (key !== 'changes' || Array.isArray(one)) return this.#walked(one, own, lines);
      // the edits of each file, by its name
      return Object.fromEntries(Object.entries(one as object).map(([of, edits]) => [of, this.#walked(edits, of, lines)]));
    });
    return now.every((one, i) => one === entries[i]?.[1]) ? value : Object.fromEntries(entries.map(([key], i) => [key, now[i]]));
  }

  #out(lines: Lines, { line, character }: Position): Position {
    const before = lineOf(lines, line).slice(0, character);
    return { line, character: this.#size(before) };
  }

  /** A column within a character means its start. */
  #in(lines: Lines, { line, character }: Position): Position {
    const text = lineOf(lines, line);
    if (isAscii(text)) return { line, character };
    let [units, size] = [0, 0];
    for (const one of text) {
      size += this.#size(one);
      if (size > character) break;
      units += one.length;
    }
    return { line, character: units };
  }

  #size(text: string): number {
    let size = 0;
    for (const one of text) size += this.encoding === PositionEncodingKind.UTF8 ? bytesOf(one.codePointAt(0) as number) : 1;
    return size;
  }

  /** Each change counts in the text that the ones before it make. */
  #changesIn(document: TextDocument, changes: readonly TextDocumentContentChangeEvent[]): TextDocumentContentChangeEvent[] {
    if (this.#isOurs) return [...changes];
    let now = document;
    return changes.map((change, i) => {
      const ours =
        'range' in change ? { text: change.text, range: { start: this.#in(now, change.range.start), end: this.#in(now, change.range.end) } } : change;
      if (i + 1 < changes.length) now = TextDocument.update(i === 0 ? TextDocument.create('', '', 0, document.getText()) : now, [ours], 0);
      return ours;
    });
  }
}

function sameOr(before: unknown[], after: unknown[]): unknown[] {
  return after.every((one, i) => one === before[i]) ? before : after;
}

function isPosition(value: object): value is Position {
  return 'line' in value && 'character' in value && typeof value.line === 'number' && typeof value.character === 'number';
}

/** The file that an object names: `uri` of a place, `textDocument` of edits. */
function uriOf(value: object): string | undefined {
  if ('uri' in value && typeof value.uri === 'string') return value.uri;
  return 'textDocument' in value && typeof value.textDocument === 'object' && value.textDocument !== null ? uriOf(value.textDocument) : undefined;
}

function lineOf(lines: Lines, line: number): string {
  const text = lines.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
  return text.endsWith('\r\n') ? text.slice(0, -2) : /[\r\n]$/.test(text) ? text.slice(0, -1) : text;
}

function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all that takes one byte
  return /^[\x00-\x7f]*$/.test(text);
}

function bytesOf(codePoint: number): number {
  return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
}
