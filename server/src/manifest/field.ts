import type { Path, Site } from '../syntax/site.ts';

/**
 * How much is known about a field:
 * - `known`: it is written with the type that the API expects; `value` is set.
 * - `absent`: it is not written.
 * - `null`: the key is written without a value. Both dialects treat this as absent.
 * - `unknown`: a template, an unresolved variable or a broken alias decides it. No rule may claim anything from it.
 * - `invalid`: it is written with a type that the API rejects or ignores; `text` is the written text.
 */
export type FieldState = 'known' | 'absent' | 'null' | 'unknown' | 'invalid';

/** One field of a manifest, present or not: absent fields have addresses too. */
export interface Field<T> {
  readonly site: Site;
  readonly state: FieldState;
  /** Set if and only if `state` is `known`. */
  readonly value: T | undefined;
  /** The scalar as written, for messages. */
  readonly text: string | undefined;
}

/** A list of scalars, each with its own place. */
export interface ListField {
  readonly site: Site;
  readonly state: FieldState;
  readonly items: readonly Field<string>[];
}

/** One entry of a field that Compose accepts as a map or as a list of `key=value`: `environment`, `labels`, `sysctls`, build arguments, … */
export interface Entry {
  readonly key: string;
  /** Its state is `null` if only the name is given (the value then comes from the shell). Its site is the pair or the whole list item. */
  readonly value: Field<string>;
  readonly syntax: 'map' | 'list';
}

/** Whether the field has no effect: it is not written, or written without a value. Never true for an unknown field. */
export function isUnset(field: { readonly state: FieldState | 'present' }): boolean {
  return field.state === 'absent' || field.state === 'null';
}

/** The site of a field below another site. */
export function below(site: Site, ...steps: Path): Site {
  return { ...site, path: [...site.path, ...steps], part: 'pair' };
}

/** Another part of the same site. */
export function partOf(site: Site, part: Site['part']): Site {
  return { ...site, part };
}

/** Whether the file shows every item of a list; a list that is not written has none. */
export function isWhole({ state, items }: ListField): boolean {
  return state !== 'unknown' && items.every((item) => item.state === 'known');
}
