import type { Allow } from '../config/suppressions.ts';
import type { OtherTool } from '../rules/other-tools.ts';

/** An `allow` comment that does nothing, or a rule that it names for nothing. */
export interface AllowFault {
  readonly code: string;
  readonly message: string;
  readonly allow: Allow;
  /** The rule that it is about, as the comment names it. */
  readonly rule: string | undefined;
  readonly document: number;
}

/**
 * A way to mend such a comment: without it, without one of its rules, with the right name of one, or with a later last day; or to write the
 * exception for another tool as one of ours.
 */
export type AllowMend =
  | { readonly kind: 'remove' }
  | { readonly kind: 'drop'; readonly rule: string }
  | { readonly kind: 'rename'; readonly rule: string; readonly to: string }
  | { readonly kind: 'extend'; readonly until: string }
  | { readonly kind: 'adopt'; readonly tool: OtherTool; readonly check: string };
