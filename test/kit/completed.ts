import type { Suggestion } from '../../server/src/engine/completion/suggestion.ts';
import { suggestionsAt } from '../../server/src/engine/completion/suggestions.ts';
import { applyEdits, editSet } from '../../server/src/text/text.ts';
import { analyse } from './laws.ts';

/**
 * What is suggested at the `|` of a text, and what the text is after a suggestion.
 * @param elsewhere another server knows the schema: most tests look at what no schema knows
 */
export function at(uri: string, marked: string, settings: unknown = {}, elsewhere = true) {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const all = suggestionsAt(analyse(uri, text, settings), offset, elsewhere);
  return {
    labels: all.map(({ label }) => label),
    safe: all.filter(({ safe }) => safe).map(({ label }) => label),
    briefOf: (label: string) => find(all, label).brief,
    accept: (label: string) => applyEdits(text, editSet([find(all, label).edit])),
  };
}

function find(all: readonly Suggestion[], label: string): Suggestion {
  const found = all.find((one) => one.label === label);
  if (!found) throw new Error(`"${label}" is not among ${all.map((one) => one.label).join(', ')}`);
  return found;
}

/** A pod with these lines below `spec`. */
export const pod = (spec: string) => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n${spec}`;
/** A pod whose container has these lines, too. */
export const container = (lines: string) => pod(`  containers:\n    - name: web\n      image: postgres:16\n${lines}`);
/** A project whose service has these lines, too. */
export const service = (lines: string) => `services:\n  web:\n    image: nginx:1.27\n${lines}`;
