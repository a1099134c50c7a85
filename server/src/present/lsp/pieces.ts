import type { Diagnostic, Range } from 'vscode-languageserver-types';
import type { Part } from '../../engine/document-check.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import type { SourceFile } from '../../syntax/source-file.ts';
import type { LspContext } from './context.ts';
import { diagnosticsOf, problemsOf, type Sections, type Told } from './diagnostics.ts';

/** Diagnostics of findings that move together. */
export interface Piece {
  /** The same object as long as they say the same, on whatever lines. */
  readonly source: object;
  /** The line that they are counted from. */
  readonly line: number;
  /** The lines of all their ranges. */
  readonly lines: Lines;
  readonly sections: Sections;
}

/** The first and the last of some lines. */
export interface Lines {
  readonly first: number;
  readonly last: number;
}

/** What is told of a file. */
export interface ToldFile {
  readonly file?: SourceFile;
  readonly pieces: readonly Piece[];
  readonly problems: readonly Told[];
}

/** What is told of a file that is not judged. */
export const NOTHING_TOLD: ToldFile = { pieces: [], problems: [] };

/** What is told of a file. What did not change since is told in the same objects. */
export function toldOf(snapshot: Snapshot, context: LspContext, syntaxElsewhere: boolean): ToldFile {
  const pieces: Piece[] = [];
  for (const part of snapshot.parts) if (part.findings.length > 0) pieces.push(pieceOf(part, snapshot, context));
  return { file: snapshot.file, pieces, problems: problemsOf(snapshot, syntaxElsewhere) };
}

/** What was made of findings, and what it depends on beside them. */
interface Made {
  readonly uri: string;
  readonly settings: Snapshot['settings'];
  readonly column: number;
  readonly starts: readonly number[];
  readonly piece: Piece;
}

/** By findings, which stay the same array while nothing changes in their part of the file. */
const made = new WeakMap<Part['findings'], Made>();

function pieceOf(part: Part, snapshot: Snapshot, context: LspContext): Piece {
  const { settings, file } = snapshot;
  const { findings, start } = part;
  const line = file.lines.lineOf(start);
  const column = start - file.lines.lineStart(line);
  const known = made.get(findings);
  if (known?.uri === context.uri && known.settings === settings && known.column === column && file.lines.haveStarts(start, known.starts)) {
    if (known.piece.line === line) return known.piece;
    const piece = movedPiece(known.piece, line - known.piece.line);
    made.set(findings, { ...known, piece });
    return piece;
  }
  const sections = diagnosticsOf(part, snapshot, context);
  const lines = linesOf(sections.flat());
  const piece = { source: {}, line, lines, sections };
  // what stands in another file may move without this one
  if (findings.every(({ origin, related }) => !origin && related.every((place) => place.file === undefined)))
    made.set(findings, { uri: context.uri, settings, column, starts: file.lines.startsAfter(start, lines.last), piece });
  return piece;
}

function linesOf(told: readonly Told[]): Lines {
  const ranges = told.map(({ diagnostic }) => diagnostic.range);
  return { first: Math.min(...ranges.map(({ start }) => start.line)), last: Math.max(...ranges.map(({ end }) => end.line)) };
}

function movedPiece({ source, line, lines, sections: [alone, lacking, groups] }: Piece, by: number): Piece {
  const all = (section: readonly Told[]) => section.map((one) => ({ ...one, diagnostic: movedDiagnostic(one.diagnostic, by) }));
  return { source, line: line + by, lines: movedLines(lines, by), sections: [all(alone), all(lacking), all(groups)] };
}

function movedDiagnostic(diagnostic: Diagnostic, by: number): Diagnostic {
  const { relatedInformation } = diagnostic;
  const range = movedRange(diagnostic.range, by);
  if (!relatedInformation) return { ...diagnostic, range };
  const related = relatedInformation.map(({ location: { uri, range: at }, message }) => ({ location: { uri, range: movedRange(at, by) }, message }));
  return { ...diagnostic, range, relatedInformation: related };
}

/** Some lines further down. */
export function movedLines({ first, last }: Lines, by: number): Lines {
  return { first: first + by, last: last + by };
}

/** A range some lines further down. */
export function movedRange({ start, end }: Range, by: number): Range {
  return { start: { line: start.line + by, character: start.character }, end: { line: end.line + by, character: end.character } };
}
