import type { Spot } from '../manifest/spot.ts';

/** One condition of a label selector. Source: apimachinery, meta/v1, LabelSelectorRequirement. */
export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

/** A label selector: `labels` are its `matchLabels`. An empty one selects everything. */
export interface Selector {
  readonly labels: Readonly<Record<string, string>>;
  readonly expressions: readonly Requirement[];
  /** The file does not show all of it. */
  readonly unknown?: true;
}

/** The labels of an object. */
export type Labels = Readonly<Record<string, string>>;

/** Reads a label selector. */
export function selectorAt(spot: Spot): Selector {
  const labels = labelsAt(spot.get('matchLabels'));
  const expressions = spot
    .get('matchExpressions')
    .items()
    .map((item) => ({ key: item.get('key').text().value, operator: item.get('operator').text().value, values: item.get('values').list() }));
  const known = expressions.flatMap(({ key, operator, values }): Requirement[] =>
    key !== undefined && isOperator(operator) ? [{ key, operator, values: values.items.flatMap(({ value }) => value ?? []) }] : [],
  );
  const unknown = spot.open || labels.unknown || spot.get('matchExpressions').open || known.length < expressions.length;
  return { labels: labels.known, expressions: known, ...(unknown ? { unknown: true } : {}) };
}

/** Reads labels; those that a template decides are not known. */
export function labelsAt(spot: Spot): { readonly known: Labels; readonly unknown: boolean } {
  const entries = spot.keys().map((key) => [key, spot.get(key).text().value] as const);
  const known = entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
  return { known: Object.fromEntries(known), unknown: spot.open || known.length < entries.length };
}

/** Whether a selector selects labels. */
export function matches({ labels, expressions }: Selector, of: Labels): boolean {
  return Object.entries(labels).every(([key, value]) => labelOf(of, key) === value) && expressions.every((one) => holds(one, of));
}

/** Source: apimachinery, labels.Requirement.Matches: a label that is not there is not in any list. */
function holds({ key, operator, values }: Requirement, of: Labels): boolean {
  const value = labelOf(of, key);
  const isIn = value !== undefined && values.includes(value);
  return { In: isIn, NotIn: !isIn, Exists: value !== undefined, DoesNotExist: value === undefined }[operator];
}

function labelOf(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

/** Whether a selector selects everything. */
export function isEverything({ labels, expressions, unknown }: Selector): boolean {
  return unknown !== true && Object.keys(labels).length === 0 && expressions.length === 0;
}

/** Whether a label selector is written and selects everything, as `{}` does. */
export function selectsAll(selector: Spot): boolean {
  return (
    selector.type === 'map' &&
    !selector.open &&
    ['matchLabels', 'matchExpressions'].every((key) => {
      const part = selector.get(key);
      return part.state === 'absent' || (part.type !== undefined && !part.open && part.keys().length + part.items().length === 0);
    })
  );
}

/** Labels that a selector selects; `undefined` if there are none, or its values are unknown. */
export function exampleOf({ labels, expressions, unknown }: Selector): Labels | undefined {
  if (unknown) return undefined;
  const asked = expressions.flatMap(({ key, operator, values }) =>
    operator === 'In' ? [[key, values[0] ?? ''] as const] : operator === 'Exists' ? [[key, 'any'] as const] : [],
  );
  const example: Labels = { ...Object.fromEntries(asked), ...labels };
  return matches({ labels, expressions }, example) ? example : undefined;
}

function isOperator(text: string | undefined): text is Requirement['operator'] {
  return text === 'In' || text === 'NotIn' || text === 'Exists' || text === 'DoesNotExist';
}
