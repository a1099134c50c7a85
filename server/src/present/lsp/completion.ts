import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  InsertTextFormat,
  InsertTextMode,
  type MarkupContent,
} from 'vscode-languageserver-types';
import type { About, Suggestion } from '../../engine/completion/suggestion.ts';
import { suggestionsAt } from '../../engine/completion/suggestions.ts';
import type { Snapshot } from '../../engine/snapshot.ts';
import type { Declared } from '../../workspace/facts.ts';
import { visible } from '../harmless.ts';
import { aboutCard } from '../markdown/about.ts';
import type { LspContext } from './context.ts';
import { markup } from './markup.ts';

const KINDS: Readonly<Record<Suggestion['kind'], CompletionItemKind>> = {
  value: CompletionItemKind.EnumMember,
  block: CompletionItemKind.Struct,
  rule: CompletionItemKind.Reference,
  snippet: CompletionItemKind.Snippet,
  key: CompletionItemKind.Property,
};

/** How completions were asked for. */
interface Asked {
  /** A space asked, and not the user: only what is surely wanted pops up, and no list, whose items may follow on the lines below. */
  readonly bySpace: boolean;
  /** Another server knows the schema of the file. */
  readonly schemaElsewhere: boolean;
  /** What other files declare. */
  readonly beside?: () => readonly Declared[];
}

/**
 * The completions at an offset, in our order, with the safe value selected. A list with values is asked for at each letter: a value that is
 * typed to its end is no longer in it, so that Enter begins a line.
 */
export function completionsAt(
  snapshot: Snapshot,
  offset: number,
  { bySpace, schemaElsewhere, beside }: Asked,
  client: Pick<LspContext, 'snippets' | 'labelDetails'>,
): CompletionList {
  const { lines, text } = snapshot.file;
  if (bySpace && text.slice(lines.lineStart(lines.lineOf(offset)), offset).trim() === '') return { isIncomplete: false, items: [] };
  const popsUp = ({ kind, label }: Suggestion) => (kind === 'value' || kind === 'rule') && !label.startsWith('[');
  const all = suggestionsAt(snapshot, offset, schemaElsewhere, beside).filter((suggestion) => !bySpace || popsUp(suggestion));
  const selected = all.find(({ safe }) => safe);
  const items = all.map((suggestion, i) => itemOf(suggestion, i, suggestion === selected, snapshot, client));
  return { isIncomplete: all.some(({ kind }) => kind === 'value'), items };
}

function itemOf(
  suggestion: Suggestion,
  i: number,
  preselect: boolean,
  { file }: Snapshot,
  client: Pick<LspContext, 'snippets' | 'labelDetails'>,
): CompletionItem {
  const { kind, label, brief, safe, edit, snippet, about } = suggestion;
  const detail = visible(safe ? `safe: ${brief}` : brief);
  const quote = /^["']/.exec(file.text.slice(edit.span.start, edit.span.end))?.[0] ?? '';
  const asSnippet = snippet !== undefined && client.snippets;
  return {
    label: visible(label),
    kind: KINDS[kind],
    ...(detail === '' ? {} : { detail, ...(client.labelDetails ? { labelDetails: { description: detail } } : {}) }),
    ...(preselect ? { preselect } : {}),
    sortText: String(i).padStart(3, '0'),
    // what is replaced begins with the quote
    filterText: quote + label,
    textEdit: { range: file.lines.range(edit.span), newText: asSnippet ? snippet : edit.newText },
    // the lines of a block have their indentation
    insertTextMode: InsertTextMode.asIs,
    insertTextFormat: asSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    data: about,
  };
}

/** The documentation of a completion, for the one that the user looks at. */
export function documented(about: About, context: Pick<LspContext, 'docsUrl' | 'markdown'>): { readonly documentation?: MarkupContent } {
  const value = aboutCard(about, context.docsUrl);
  return value === undefined ? {} : { documentation: markup(value, context) };
}
