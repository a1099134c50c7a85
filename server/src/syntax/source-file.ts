import type { LineIndex, Span } from '../text/text.ts';
import type { Node } from './tree.ts';

/** A defect of the text itself, as data: parsing never throws. */
export interface SyntaxProblem {
  /** Offsets in the file (in a {@link SyntaxDocument}: in the document). */
  readonly span: Span;
  readonly code: 'yaml-syntax' | 'duplicate-key' | 'unresolved-alias' | 'too-deep' | 'too-large';
  readonly message: string;
}

/** The definition of an anchor: `offset` orders definitions, `base` is to be added to the spans below `node`. Both relative to the document. */
export interface AnchorDefinition {
  readonly offset: number;
  readonly base: number;
  readonly node: Node;
}

/** One YAML document. Reused, as the same object, while its text stays the same. Offsets in it are relative to the document. */
export interface SyntaxDocument {
  /** The masked text: template actions are replaced, character for character, by {@link HOLE}, blanks or a comment. */
  readonly text: string;
  readonly root: Node | null;
  readonly problems: readonly SyntaxProblem[];
  /** Definitions by name, in order: an alias means the nearest before it. */
  readonly anchors: ReadonlyMap<string, readonly AnchorDefinition[]>;
}

/** A document at its place in a file. */
export interface PlacedDocument {
  readonly index: number;
  /** Offsets in the file. */
  readonly span: Span;
  readonly document: SyntaxDocument;
}

/** A text as it was read: its documents, each with its place. Immutable; offsets are UTF-16 units from the start of the file. */
export interface SourceFile {
  readonly text: string;
  /** As long as `text`. */
  readonly masked: string;
  /** The file has template actions (`{{ … }}`). */
  readonly templated: boolean;
  /** Which branch of each template condition was kept; 0 if there are none. Parse again with the same to compare. */
  readonly variant: number;
  /** How many variants are needed to show every branch; 1 if there are none. */
  readonly variants: number;
  readonly lines: LineIndex;
  readonly documents: readonly PlacedDocument[];
}
