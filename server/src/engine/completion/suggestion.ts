import type { Fix } from '../../fix/ops.ts';
import type { Path } from '../../syntax/site.ts';
import type { TextEdit } from '../../text/text.ts';
import type { Dialect } from '../document-check.ts';

/** What the documentation of a suggestion is about. It is worked out when somebody looks at it. */
export type About =
  /** A value or key, as hovers explain it. `image`: its facts name the value. */
  | { readonly kind: 'place'; readonly dialect: Dialect; readonly path: Path; readonly value?: string | undefined; readonly image?: string | undefined }
  | { readonly kind: 'rule'; readonly rule: string }
  /** A hardened manifest to fill in. */
  | { readonly kind: 'snippet'; readonly prefix: string }
  /** The fixes that a block is made of. */
  | { readonly kind: 'changes'; readonly changes: readonly Pick<Fix, 'title' | 'condition' | 'safety'>[] };

/** Something that can be written at a cursor. */
export interface Suggestion {
  readonly kind: 'value' | 'rule' | 'block' | 'snippet' | 'key';
  readonly label: string;
  /** What it means, in a few words. */
  readonly brief: string;
  /** It asks for the least privilege here. */
  readonly safe: boolean;
  /** Replaces the word at the cursor, which is on one line; offsets in the file. */
  readonly edit: TextEdit;
  /** The new text with {@link tabStop}s, where there is something to fill in. Its other `\`, `$` and `}` are escaped. */
  readonly snippet?: string;
  readonly about: About;
}

/** A place of a snippet to fill in, as in the snippets of editors. Source: LSP 3.17, "Snippet Syntax". */
export function tabStop(index: number, placeholder: string): string {
  return `\${${index}:${placeholder}}`;
}
