import type { Position, Range } from 'vscode-languageserver-types';
import type { Told } from './diagnostics.ts';

/** What the client shows, with the ranges that it has after the changes since. */
export type Shown = Pick<Told, 'diagnostic' | 'about'>;

/**
 * What may be shown while somebody writes in the line `line` of the file, or in another file (`undefined`): nothing new that touches the
 * line, or that says what is missing or broken. What is shown already keeps its words; what is no longer so goes at once.
 * @returns the diagnostics to show, and whether they are all of `told`, as they are
 */
export function calmly(told: readonly Told[], shown: readonly Shown[], line: number | undefined): { readonly now: readonly Shown[]; readonly whole: boolean } {
  const known = new Map(shown.map((one) => [keyOf(one), one.diagnostic]));
  let whole = true;
  const now = told.flatMap((one): readonly Shown[] => {
    const { diagnostic, waits, item, about } = one;
    const before = known.get(keyOf(one));
    if (before) {
      whole &&= before.message === diagnostic.message;
      return [{ diagnostic: before.message === diagnostic.message ? diagnostic : { ...before, range: diagnostic.range }, about }];
    }
    const isWritten = line !== undefined && (touches(diagnostic.range, line) || isItemWritten(item?.(), line));
    if (!waits && !isWritten) return [one];
    whole = false;
    return [];
  });
  return { now, whole };
}

function keyOf({ about, diagnostic: { range } }: Shown): string {
  return `${about} ${range.start.line} ${range.start.character}`;
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

/** What is shown, with its ranges after a change. */
export function moved(shown: readonly Shown[], change: PartChange): readonly Shown[] {
  const at = (position: Position) => movedPosition(position, change);
  return shown.map(({ diagnostic, about }) => ({
    diagnostic: { ...diagnostic, range: { start: at(diagnostic.range.start), end: at(diagnostic.range.end) } },
    about,
  }));
}

function movedPosition(position: Position, { range: { start, end }, text }: PartChange): Position {
  if (isBefore(position, end)) return isBefore(position, start) ? position : start;
  const by = endOf({ range: { start, end }, text });
  return { line: position.line - end.line + by.line, character: position.character + (position.line === end.line ? by.character - end.character : 0) };
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
