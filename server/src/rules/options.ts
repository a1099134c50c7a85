import type * as z from 'zod';

/** The options of a rule: whole numbers, each with a least and a greatest value, a default, and a description that names its unit. */
export type RuleOptions = z.ZodObject<Readonly<Record<string, z.ZodDefault<z.ZodInt>>>>;

/** One option as people read of it. */
export interface RuleOption {
  readonly name: string;
  readonly description: string;
  readonly default: number;
  /** Both ends are allowed. */
  readonly least: number;
  readonly greatest: number;
}

/** The options of a rule in the order of their declaration. */
export function optionsOf({ options }: { readonly options?: RuleOptions }): RuleOption[] {
  return Object.entries(options?.shape ?? {}).map(([name, schema]) => {
    const { minValue, maxValue } = schema.unwrap();
    return {
      name,
      description: schema.description ?? '',
      default: schema.parse(undefined),
      least: minValue ?? Number.MIN_SAFE_INTEGER,
      greatest: maxValue ?? Number.MAX_SAFE_INTEGER,
    };
  });
}

/** The values that an option accepts, in words. */
export function rangeText({ least, greatest }: RuleOption): string {
  return `a whole number from ${least} to ${greatest}`;
}
