import type { Place } from '../place.ts';

/** Reads the text of a place, with its variables replaced; `undefined` for anything but a scalar. */
export type TextOf = (place: Place | undefined) => string | undefined;

/**
 * How the values of one field in several files are merged. By default, maps are merged key by key, lists are joined without repeating
 * equal items, and anything else is replaced. Source: Compose specification, merge; compose-go, package override.
 */
export interface MergeRule {
  /** A list is replaced as a whole. */
  readonly replaced?: true;
  /** Gives each item of a list a name. Of items with the same name, only the last counts; it takes the position of the first. */
  readonly unique?: (item: string | Place, text: TextOf) => string | undefined;
  /** The value has two forms (list or map, scalar or list), and values in different forms are merged too. */
  readonly mixed?: true;
  /** Only booleans count, if there is one: anything else is refused by Compose, and half typed for as long as somebody writes it. */
  readonly boolean?: true;
  /** A scalar stands for a map with this one key. */
  readonly scalarAs?: string;
  /** Selects the texts that count. */
  readonly filter?: (layers: Place[], text: TextOf) => Place[];
  /** The rules for keys of a map. */
  readonly keys?: Readonly<Record<string, MergeRule>>;
  /** The rule for every key that is not in `keys`. */
  readonly each?: MergeRule;
}

/** Uses the text of a scalar item as its name. */
export const itself = (item: string | Place) => (typeof item === 'string' ? item : undefined);

const DEFAULT: MergeRule = { unique: itself };

/** The rule for one key of a map. */
export function ruleBelow(rule: MergeRule, key: string): MergeRule {
  return (rule.keys && Object.hasOwn(rule.keys, key) ? rule.keys[key] : rule.each) ?? DEFAULT;
}
