import type { OtherTool } from '../rules/other-tools.ts';
import type { Path } from '../syntax/site.ts';
import type { Span } from '../text/text.ts';

/** An exception that somebody wrote for another tool. It counts here, too: it is there on purpose. */
export interface ForeignAllow {
  readonly tool: OtherTool;
  /** Its check, by that tool's id; `*` for all of its checks. */
  readonly check: string;
  /** What the check is here. */
  readonly rules: readonly string[];
  /** Empty if none is given. */
  readonly reason: string;
  /** The last day on which it counts. */
  readonly until?: string | undefined;
  /** The form has no place for a reason. */
  readonly mute?: true;
  /** The index of its document. */
  readonly document: number;
  /** The annotation, to take it away; a comment has none. */
  readonly path?: Path;
  /** What it is about: a resource, what stands in a part of the file, or all of the file. */
  readonly covers: { readonly resource: Path } | { readonly span: Span } | 'file';
  /** The annotation or comment; offsets in the file. */
  readonly span: Span;
}
