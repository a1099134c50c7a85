import type { Place } from '../place.ts';

/** Reads the text of a place, variables filled in; `undefined` for anything but a scalar. */
export type TextOf = (place: Place | undefined) => string | undefined;

/**
 * How the values of one field in several files become one value. By default, maps are merged key by key, lists are appended, anything else is
 * replaced; an item that is there already is not added again. Source: Compose specification, merge; compose-go, package override.
 */
export interface MergeRule {
  /** A list is replaced as a whole. */
  readonly replaced?: true;
  /** Gives each item of a list its name. Of items with the same name, only the last counts; it stands at the position of the first. */
  readonly unique?: (item: string | Place, text: TextOf) => string | undefined;
  /** A list or a map, or a scalar or a list: what is written in one form amends what is written in the other. */
  readonly mixed?: true;
  /** A scalar stands for a map with this one key. */
  readonly scalarAs?: string;
  /** The texts that count. */
  readonly filter?: (layers: Place[], text: TextOf) => Place[];
  readonly keys?: Readonly<Record<string, MergeRule>>;
  /** For every key that `keys` does not name. */
  readonly each?: MergeRule;
}

/** Names the scalar items of a list by their text. */
export const itself = (item: string | Place) => (typeof item === 'string' ? item : undefined);

const DEFAULT: MergeRule = { unique: itself };

/** The rule for one key of a map. */
export function ruleBelow(rule: MergeRule, key: string): MergeRule {
  return (rule.keys && Object.hasOwn(rule.keys, key) ? rule.keys[key] : rule.each) ?? DEFAULT;
}
