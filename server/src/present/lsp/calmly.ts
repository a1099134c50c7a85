import type { Position, Range } from 'vscode-languageserver-types';
import type { Told } from './diagnostics.ts';
import { type Lines, movedLines, movedRange, type Piece, type ToldFile } from './pieces.ts';

/** What the client shows, with the range that it has after the changes since. */
export type Shown = Pick<Told, 'diagnostic' | 'about'>;

/** What the client shows of a {@link Piece}. */
interface ShownPiece {
  /** That of the piece, as long as all of it is shown, as it is. */
  readonly source: object | undefined;
  readonly line: number;
  readonly lines: Lines;
  /** The lines by which the ranges have moved since. */
  readonly by: number;
  readonly sections: readonly [readonly Shown[], readonly Shown[], readonly Shown[]];
}

/** What the client shows of a file. */
export interface ShownFile {
  readonly pieces: readonly ShownPiece[];
  readonly problems: readonly Shown[];
}

/** What the client shows of a file of which nothing was told. */
export const NOTHING_SHOWN: ShownFile = { pieces: [], problems: [] };

/** All that is told. */
export function wholly({ pieces, problems }: ToldFile): ShownFile {
  return { pieces: pieces.map(shownWholly), problems };
}

/**
 * What may be shown while somebody writes in the line `line` of the file, or in another file (`undefined`): nothing new that touches the
 * line, or that says what is missing or broken. What is shown already keeps its words; what is no longer so goes at once.
 * @returns the diagnostics to show, and whether they are all of `told`, as they are
 */
export function calmly(told: ToldFile, shown: ShownFile, line: number | undefined): { readonly now: ShownFile; readonly whole: boolean } {
  const bySource = new Map<object, ShownPiece>();
  for (const piece of shown.pieces) if (piece.source) bySource.set(piece.source, piece);
  const same = new Set(told.pieces.flatMap((piece) => (bySource.get(piece.source)?.line === piece.line ? [piece.source] : [])));
  const known = new Map<string, Shown['diagnostic']>();
  for (const { source, by, sections } of shown.pieces) {
    if (source && same.has(source)) continue;
    for (const section of sections) for (const one of section) known.set(keyOf(one, by), one.diagnostic);
  }
  for (const one of shown.problems) known.set(keyOf(one), one.diagnostic);
  let whole = true;
  const left = (all: readonly Told[]): readonly Shown[] => {
    const now = all.flatMap((one): readonly Shown[] => {
      const { diagnostic, waits, item, about } = one;
      const before = known.get(keyOf(one));
      if (before) {
        if (before.message === diagnostic.message) return [one];
        whole = false;
        return [{ diagnostic: { ...before, range: diagnostic.range }, about }];
      }
      const isWritten = line !== undefined && (touches(diagnostic.range, line) || isItemWritten(told.file && item?.(told.file), line));
      if (!waits && !isWritten) return [one];
      whole = false;
      return [];
    });
    return now.length === all.length && now.every((one, i) => one === all[i]) ? all : now;
  };
  const pieces = told.pieces.map((piece): ShownPiece => {
    if (same.has(piece.source)) return shownWholly(piece);
    const [alone, lacking, groups] = piece.sections;
    const sections = [left(alone), left(lacking), left(groups)] as const;
    return { ...shownWholly(piece), source: sections.every((section, i) => section === piece.sections[i]) ? piece.source : undefined, sections };
  });
  return { now: { pieces, problems: left(told.problems) }, whole };
}

function shownWholly({ source, line, lines, sections }: Piece): ShownPiece {
  return { source, line, lines, by: 0, sections };
}

function keyOf({ about, diagnostic: { range } }: Shown, by = 0): string {
  return `${about} ${range.start.line + by} ${range.start.character}`;
}

function touches({ start, end }: Range, line: number): boolean {
  return start.line <= line && line <= end.line;
}

/** An item may go on in the line below it. */
function isItemWritten(item: Range | undefined, line: number): boolean {
  return item !== undefined && (touches(item, line) || touches(item, line - 1));
}

/** A change of a part of a document. */
export interface PartChange {
  readonly range: Range;
  readonly text: string;
}

/** What is shown, with its ranges after a change. What stands on other lines moves as a whole. */
export function moved({ pieces, problems }: ShownFile, change: PartChange): ShownFile {
  const { start, end } = change.range;
  const to = endOf(change);
  const by = to.line - end.line;
  const at = (position: Position): Position => {
    if (isBefore(position, end)) return isBefore(position, start) ? position : start;
    return { line: position.line + by, character: position.character + (position.line === end.line ? to.character - end.character : 0) };
  };
  const all = (shown: readonly Shown[], before: number) =>
    shown.map(({ diagnostic, about }) => {
      const range = movedRange(diagnostic.range, before);
      return { diagnostic: { ...diagnostic, range: { start: at(range.start), end: at(range.end) } }, about };
    });
  return {
    pieces: pieces.map((piece): ShownPiece => {
      if (piece.lines.last < start.line || (piece.lines.first > end.line && by === 0)) return piece;
      const lines = movedLines(piece.lines, by);
      if (piece.lines.first > end.line) return { ...piece, line: piece.line + by, lines, by: piece.by + by };
      const [alone, lacking, groups] = piece.sections;
      // the ranges may end up on any line from the start of the change
      const around = { first: Math.min(piece.lines.first, start.line), last: Math.max(piece.lines.last, lines.last, start.line) };
      return { source: undefined, line: piece.line, lines: around, by: 0, sections: [all(alone, piece.by), all(lacking, piece.by), all(groups, piece.by)] };
    }),
    problems: all(problems, 0),
  };
}

/** Where a change ends in the text that it makes: the cursor of somebody who types it. */
export function endOf({ range: { start }, text }: PartChange): Position {
  const lines = text.split(/\r\n|\r|\n/);
  const last = (lines.at(-1) as string).length;
  return { line: start.line + lines.length - 1, character: lines.length === 1 ? start.character + last : last };
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
