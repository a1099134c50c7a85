import type { Json, Site } from '../syntax/site.ts';

/** One change to a document, given by path instead of offset. All operations of a fix refer to the document as it is before any of them. */
export type PathOp =
  /** Sets a value and makes missing parent maps. If the value comes from a merge key, a local entry is made, which wins over it. */
  | { readonly op: 'set'; readonly at: Site; readonly value: Json }
  /** Removes a map entry or a list item. The last entry of a map leaves `{}`, of a list `[]`; with `prune`, empty parents without a tag go too. */
  | { readonly op: 'remove'; readonly at: Site; readonly prune?: boolean }
  /** Gives a map entry another key. Its position, value, style and comments stay. Refused if the map has that key already. */
  | { readonly op: 'rename'; readonly at: Site; readonly to: string }
  /** Appends an item to a list; a missing list is made. */
  | { readonly op: 'append'; readonly at: Site; readonly value: Json }
  /** As `append`, but does nothing if the list has the value already. */
  | { readonly op: 'ensure'; readonly at: Site; readonly value: Json }
  /** Writes `# text` on a line of its own above the place, with the same indentation. */
  | { readonly op: 'comment'; readonly at: Site; readonly text: string }
  /** Adds a document to the end of the file, in the style of the document at `at`. Does nothing if the file has an equal document. */
  | { readonly op: 'document'; readonly at: Site; readonly value: Json };

/**
 * How much care a fix needs:
 * - `safe`: cannot break a workload that works today, or restates an effective default.
 * - `review`: may need a change of the application; the condition says what to check.
 * - `manual`: shown, never applied by "fix all" or "Harden".
 */
export type Safety = 'safe' | 'review' | 'manual';

/** A condition of a fix that only a person can judge, such as "if it never calls the API server". `text` is the part after `word`. */
export interface Condition {
  readonly word: 'if' | 'once';
  readonly text: string;
}

/** Which users of a shared value a fix changes: all of them (how many, and their kind, such as "services"), or only one (its name). */
export type Reach = { readonly all: number; readonly kind: string } | { readonly only: string };

/** The description of a fix, in parts. `present` makes one sentence of them. */
export interface FixWords {
  /** What the fix does. It comes first in the sentence. */
  readonly title: string;
  readonly condition?: Condition | undefined;
  /** A disadvantage of the fix; it follows "though". */
  readonly objection?: string | undefined;
  readonly reach?: Reach | undefined;
}

interface Offer extends FixWords {
  readonly safety: Safety;
  readonly scope?: 'shared' | 'single';
  /** The file shows that the workload stops working with it. Only who asks for this change gets it. */
  readonly breaks?: true;
  /** The same for one container, in the place of a fix of its whole pod where an exception keeps another container as it is. */
  readonly alone?: Fix;
}

/**
 * A change that a rule proposes.
 * - `blocked`: why it must not be applied now, for example because the API server would reject the pod.
 * - `breaks`: no run takes it, unless pods are brought as near to a level as they can.
 * - `scope` `shared`: it also changes others that share the value through an anchor.
 * - `scope` `single`: it changes an anchored block that only one uses.
 */
export type Fix = (Offer & { readonly ops: readonly [PathOp, ...PathOp[]] }) | (Offer & { readonly blocked: string });

/** Why a change was not compiled to edits. {@link refusalText} has a sentence for each. */
export type Refusal =
  | 'anchored' // the value is behind an anchor that other places use
  | 'through-alias' // the path runs through an alias
  | 'merge-key' // the entry comes from a merge key and can't be removed here
  | 'templated' // the place is written or governed by a template action
  | 'duplicate-key'
  | 'syntax-error' // the surrounding text does not parse
  | 'not-a-collection' // a scalar stands where a map or list is expected
  | 'odd-syntax' // explicit keys, anchored keys, comments between flow items, …: no edit is sure to be right
  | 'not-found' // nothing there to remove
  | 'conflict' // two operations contradict each other
  | 'unverified'; // the edited text did not read back as intended

/** The reason of a refusal for users: a clause without a full stop. */
export function refusalText(why: Refusal): string {
  switch (why) {
    case 'anchored':
      return 'the value is shared through a YAML anchor; changing it would change other places too';
    case 'through-alias':
      return 'the value comes from a YAML alias; edit the anchored block it points to';
    case 'merge-key':
      return 'the value comes from a YAML merge key (<<); remove it in the block that is merged';
    case 'templated':
      return 'a template produces this part of the file; change the template or its values';
    case 'duplicate-key':
      return 'the same key is written twice here; remove one of them first';
    case 'syntax-error':
      return 'mend the text around it first, which is not valid YAML yet';
    case 'not-a-collection':
      return 'another kind of value stands where a map or list is expected';
    case 'odd-syntax':
      return 'it is written in a form that cannot be edited with certainty';
    case 'not-found':
      return 'it is not in the file any more';
    case 'conflict':
      return 'two of the changes contradict each other';
    case 'unverified':
      return 'the change could not be verified, so it is not offered';
  }
}
