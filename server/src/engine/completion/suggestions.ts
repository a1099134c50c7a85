import type { SourceFile } from '../../syntax/source-file.ts';
import { readingsOf, type Word, wordAt } from '../../syntax/typing.ts';
import type { Declared } from '../../workspace/facts.ts';
import { dialectOf } from '../check.ts';
import type { Snapshot } from '../snapshot.ts';
import { allowSuggestions } from './allows.ts';
import { blockSuggestions } from './blocks.ts';
import { keySuggestions } from './keys.ts';
import { snippetSuggestions } from './snippets.ts';
import type { Suggestion } from './suggestion.ts';
import { valueSuggestions } from './values.ts';

/**
 * What can be written at an offset, the best first.
 * @param schemaElsewhere another server knows the schema of the file: it offers its keys, and both values of a switch of Compose
 * @param beside what other files declare: it can be meant here
 */
export function suggestionsAt(
  snapshot: Snapshot,
  offset: number,
  schemaElsewhere = false,
  beside: () => readonly Declared[] = () => [],
): readonly Suggestion[] {
  const { file, compose, settings } = snapshot;
  const word = wordAt(file, offset);
  if (!word) return allowSuggestions(snapshot, offset);
  const { keys } = settings.completion;
  const hasKeys = keys === 'on' || (keys === 'auto' && !schemaElsewhere);
  const all = readingsOf(file, word).flatMap((typed) => {
    const dialect = dialectOf(typed.placed.document, compose);
    const known = dialect
      ? [
          ...valueSuggestions(typed, word, dialect, settings, beside).filter(
            ({ label }) => !(schemaElsewhere && dialect === 'compose' && /^(?:true|false)$/.test(label)),
          ),
          ...blockSuggestions(snapshot, typed, word, dialect),
          ...(hasKeys ? keySuggestions(typed, word, dialect, settings) : []),
        ]
      : [];
    return [...known, ...snippetSuggestions(snapshot, typed, word)];
  });
  const useful = withoutWritten(all, word, file);
  // a comment or an opening bracket right behind the word would become a part of it
  return /[^\s,\]}:]/.test(file.text.charAt(word.span.end)) ? useful.map(withSpace) : useful;
}

/**
 * What changes the text: Enter would take what is there already, and begin no line. A value that is typed to its end stands for no other one,
 * and a number for no longer one.
 */
function withoutWritten(all: readonly Suggestion[], { typed }: Word, { text }: SourceFile): readonly Suggestion[] {
  const isTyped = /^\d+(?::\d+)?$/.test(typed) || all.some(({ kind, label }) => kind === 'value' && label === typed);
  return all.filter(({ kind, edit: { span, newText } }) => text.slice(span.start, span.end) !== newText && !(isTyped && kind === 'value'));
}

function withSpace(suggestion: Suggestion): Suggestion {
  const { edit, snippet } = suggestion;
  if (/\s$/.test(edit.newText)) return suggestion;
  return { ...suggestion, edit: { ...edit, newText: `${edit.newText} ` }, ...(snippet === undefined ? {} : { snippet: `${snippet} ` }) };
}
