import type { Rule } from './rule.ts';

/** Every rule, in the order in which their fixes are applied to one container (see `order of application` in CONTRIBUTING). */
export const RULES: readonly Rule[] = [];
