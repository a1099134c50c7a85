import { LineIndex, type Span } from '../text/text.ts';
import type { Path } from './site.ts';
import type { Node } from './tree.ts';

/** A defect of the text itself, as data: parsing never throws. */
export interface SyntaxProblem {
  /** Offsets in the file (in a {@link SyntaxDocument}: in the document). */
  readonly span: Span;
  readonly code: 'yaml-syntax' | 'duplicate-key' | 'unresolved-alias' | 'too-deep' | 'too-large';
  readonly message: string;
}

/** A comment, from `#` to the end of its line; `start` is relative to the document. */
export interface Comment {
  readonly span: Span;
  /** The text after `#`. */
  readonly text: string;
}

/** One YAML document. Reused, as the same object, while its text stays the same. Offsets in it are relative to the document. */
export interface SyntaxDocument {
  /** The masked text: template actions are replaced, character for character, by {@link HOLE}, blanks or a comment. */
  readonly text: string;
  readonly root: Node | null;
  readonly problems: readonly SyntaxProblem[];
}

/** A document at its place in a file. */
export interface PlacedDocument {
  readonly index: number;
  /** Offsets in the file. */
  readonly span: Span;
  readonly document: SyntaxDocument;
}

export interface SourceFile {
  readonly text: string;
  /** As long as `text`. */
  readonly masked: string;
  /** The file has template actions (`{{ … }}`). */
  readonly templated: boolean;
  readonly lines: LineIndex;
  readonly documents: readonly PlacedDocument[];
}

export type { Node, Path };
