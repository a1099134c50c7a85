import type { Settings } from '../config/settings.ts';
import type { SyntaxDocument } from '../syntax/source-file.ts';
import type { Elsewhere } from './brought.ts';
import type { Among } from './document-check.ts';
import type { FrozenFiles } from './other-files.ts';
import type { Reading } from './reading.ts';
import type { Snapshot } from './snapshot.ts';

/** The inputs of a snapshot beside its readings. */
export interface Origin {
  readonly uri: string;
  readonly settings: Settings;
  readonly files: FrozenFiles | undefined;
  /** Those of them that say something about the pods of the file. */
  readonly beside: readonly string[];
  /** Files of overlays that build on this one. */
  readonly also?: readonly string[];
  /** The name or language of the file says Compose. */
  readonly compose: boolean;
  /** The same file with another text, seen by the same readers. */
  readonly again: (text: string, read: readonly SyntaxDocument[] | undefined, readers: readonly Reading[]) => Snapshot;
  readonly among: Among;
  readonly elsewhere: Elsewhere;
  /** The readings of open files that read this one. */
  readonly readers: () => readonly Reading[];
}
