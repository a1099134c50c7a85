import generated from '../generated/examples.json';
import type { Example } from './page.ts';

/** The documented examples of every rule, by its id: written by `npm run generate` from `test/rules/<id>/example-*.yaml`. */
export const EXAMPLES = generated as Readonly<Record<string, readonly Example[]>>;
