import type { LineIndex, Span } from '../text/text.ts';
import type { Node } from './tree.ts';

/** A defect of the YAML text. Parsing never throws; it reports these. */
export interface SyntaxProblem {
  /** Offsets in the file (in a {@link SyntaxDocument}: in the document). */
  readonly span: Span;
  readonly code: 'yaml-syntax' | 'wrong-indentation' | 'duplicate-key' | 'unresolved-alias' | 'alias-key' | 'too-deep' | 'too-large';
  readonly message: string;
}

/** The definition of an anchor. */
export interface AnchorDefinition {
  /** Where `node` starts in the document; definitions are ordered by it. */
  readonly offset: number;
  /** UTF-16 units to add to the spans of `node` and below, which gives offsets in the document. */
  readonly base: number;
  readonly node: Node;
}

/** One YAML document. While its text stays the same, it is reused as the same object. Its offsets are relative to the document. */
export interface SyntaxDocument {
  /** The masked text: template actions are replaced, character for character, by {@link HOLE}, blanks or comments. */
  readonly text: string;
  readonly root: Node | null;
  readonly problems: readonly SyntaxProblem[];
  /** Definitions by name, in order. An alias refers to the nearest definition before it. */
  readonly anchors: ReadonlyMap<string, readonly AnchorDefinition[]>;
}

/** A document and its position in a file. */
export interface PlacedDocument {
  /** Zero-based; documents without content count. */
  readonly index: number;
  /** Offsets in the file. */
  readonly span: Span;
  readonly document: SyntaxDocument;
}

/** A parsed text. Immutable; offsets are UTF-16 units from the start of the file. */
export interface SourceFile {
  readonly text: string;
  /** The text with template actions masked; it has the length of `text`. */
  readonly masked: string;
  /** The file has template actions (`{{ … }}`). */
  readonly templated: boolean;
  /** Which branch of each template condition was kept; 0 if there are none. Files can be compared only if it is the same. */
  readonly variant: number;
  /** How many variants show every branch (1 to 4); 1 if there are no conditions. */
  readonly variants: number;
  readonly lines: LineIndex;
  readonly documents: readonly PlacedDocument[];
}

/** The document that an offset of a file is in. */
export function documentAt({ documents }: Pick<SourceFile, 'documents'>, offset: number): PlacedDocument | undefined {
  let low = 0;
  let high = documents.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((documents[middle]?.span.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return documents[low];
}
