import { partOf } from '../../manifest/field.ts';
import type { Spot } from '../../manifest/spot.ts';
import type { Site } from '../../syntax/site.ts';
import { goQuoted } from '../pod-security/wording.ts';

/** One error of API validation, in the words of the API server: a `cause` in its answer with status 422. */
export interface Refusal {
  /** The field as the API server names it, with its mistakes (`spec.HostPID`, `volumeMounts.mountPropagation` without an index). */
  readonly field: string;
  readonly type: `FieldValue${'Forbidden' | 'Invalid' | 'Required' | 'Duplicate' | 'NotFound' | 'NotSupported'}`;
  /** The text of the API server, without Go values that it dumps. */
  readonly message: string;
  /** The part of the text that says why, beside the type and the value; empty if the API server gives no reason. */
  readonly detail: string;
  /** The place of the wrong value, or the place at which a missing value belongs. */
  readonly site: Site;
}

/** A place, with the name that the API server gives it. */
export class Named {
  constructor(
    readonly spot: Spot,
    readonly name: string,
  ) {}

  /** The place at a path of keys below. */
  get(...keys: readonly string[]): Named {
    let at: Named = this;
    for (const key of keys) at = new Named(at.spot.get(key), `${at.name}.${key}`);
    return at;
  }

  /** The items of a list that are maps. */
  maps(): Named[] {
    return this.items().filter(({ spot }) => spot.type === 'map');
  }

  /** The items of a list; empty for anything else. */
  items(): Named[] {
    return this.spot.items().map((spot, i) => new Named(spot, `${this.name}[${i}]`));
  }

  /** The same place with another name. */
  as(name: string): Named {
    return new Named(this.spot, name);
  }

  /** Whether it is written with a known value. */
  get set(): boolean {
    return this.spot.state === 'present';
  }

  /** Whether it surely has no value. If the value is unknown, neither `set` nor `unset` is true. */
  get unset(): boolean {
    return this.spot.state === 'absent' || this.spot.state === 'null';
  }

  get text(): string | undefined {
    return this.spot.text().value;
  }

  get flag(): boolean | undefined {
    return this.spot.boolean().value;
  }

  get number(): number | undefined {
    return this.spot.integer().value;
  }
}

/** @param start the start of the text: the words for the type, and the value */
const refusal = ({ spot, name }: Named, type: Refusal['type'], start: string, detail = ''): Refusal => ({
  field: name,
  type,
  message: detail === '' ? start : `${start}: ${detail}`,
  detail,
  site: spot.written ? partOf(spot.site, 'pair') : spot.site,
});

const shown = (value: string | number | boolean): string => (typeof value === 'string' ? goQuoted(value) : String(value));

/** Refuses a field that must not be set here. */
export const forbidden = (at: Named, why: string): Refusal => refusal(at, 'FieldValueForbidden', 'Forbidden', why);

/** Refuses a missing or empty field. */
export const required = (at: Named, why = ''): Refusal => refusal(at, 'FieldValueRequired', 'Required value', why);

/** Refuses a value. `undefined`: the API server dumps a whole object there, which is left out. */
export const invalid = (at: Named, value: string | number | boolean | undefined, why: string): Refusal =>
  refusal(at, 'FieldValueInvalid', value === undefined ? 'Invalid value' : `Invalid value: ${shown(value)}`, why);

/** Refuses a value that occurs earlier in its list. */
export const duplicate = (at: Named, value: string): Refusal => refusal(at, 'FieldValueDuplicate', `Duplicate value: ${shown(value)}`);

/** Refuses a reference to something that the pod does not have. */
export const notFound = (at: Named, value: string): Refusal => refusal(at, 'FieldValueNotFound', `Not found: ${shown(value)}`);

/** Refuses a text that is not one of the supported values. An unknown text is not refused. */
export function* supported(at: Named, values: readonly string[], value = at.text): Iterable<Refusal> {
  if (value === undefined || values.includes(value)) return;
  const list = values.map((one) => `"${one}"`).join(', ');
  yield refusal(at, 'FieldValueNotSupported', `Unsupported value: ${shown(value)}`, `supported values: ${list}`);
}

/** Refuses a number outside of a range (both ends are in it). An unknown number is not refused. */
export function* within(at: Named, low: number, high: number): Iterable<Refusal> {
  const value = at.number;
  if (value !== undefined && (value < low || value > high)) yield invalid(at, value, `must be between ${low} and ${high}, inclusive`);
}

/** Refuses an absolute path, and one with `..`. */
export function* descending(at: Named, path = at.text): Iterable<Refusal> {
  if (path?.startsWith('/')) yield invalid(at, path, 'must be a relative path');
  if (path?.split('/').includes('..')) yield invalid(at, path, "must not contain '..'");
}

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const WHOLE_LABEL = new RegExp(`^${LABEL}$`);

/** Refuses a text that is not a label of RFC 1123. Source: IsDNS1123Label of apimachinery. */
export function* label(at: Named, value: string): Iterable<Refusal> {
  if (value.length > 63) yield invalid(at, value, 'must be no more than 63 characters');
  if (WHOLE_LABEL.test(value)) return;
  const dotted = value.length <= 253 && value.split('.').every((part) => WHOLE_LABEL.test(part));
  const words = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  yield invalid(at, value, dotted ? 'must not contain dots' : `${words} (e.g. 'my-name',  or '123-abc', regex used for validation is '${LABEL}')`);
}
