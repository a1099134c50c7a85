import { readingsOf, wordAt } from '../../syntax/typing.ts';
import { dialectOf } from '../check.ts';
import type { Snapshot } from '../snapshot.ts';
import { allowSuggestions } from './allows.ts';
import { blockSuggestions } from './blocks.ts';
import { snippetSuggestions } from './snippets.ts';
import type { Suggestion } from './suggestion.ts';
import { valueSuggestions } from './values.ts';

/** What can be written at an offset, the best first. */
export function suggestionsAt(snapshot: Snapshot, offset: number): Suggestion[] {
  const word = wordAt(snapshot.file, offset);
  if (!word) return allowSuggestions(snapshot, offset);
  return readingsOf(snapshot.file, word).flatMap((typed) => {
    const dialect = dialectOf(typed.placed.document, snapshot.compose);
    const known = dialect ? [...valueSuggestions(typed, word, dialect, snapshot.settings), ...blockSuggestions(snapshot, typed, word, dialect)] : [];
    return [...known, ...snippetSuggestions(snapshot, typed, word)];
  });
}
