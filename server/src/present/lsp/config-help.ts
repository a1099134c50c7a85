import { type CompletionItem, CompletionItemKind, type CompletionList, type Hover } from 'vscode-languageserver-types';
import { type ConfigSuggestion, configHelpAt, configSuggestionsAt } from '../../engine/completion/configuration.ts';
import { LineIndex } from '../../text/text.ts';
import { aboutCard } from '../markdown/about.ts';
import type { LspContext } from './context.ts';
import { markup } from './markup.ts';

const KINDS: Readonly<Record<ConfigSuggestion['kind'], CompletionItemKind>> = {
  key: CompletionItemKind.Property,
  value: CompletionItemKind.EnumMember,
  rule: CompletionItemKind.Reference,
};

/**
 * What can be written at an offset of a configuration.
 * @param bySpace a space asked, and not the user: nothing pops up in indentation, and no list of keys
 */
export function configCompletions(text: string, offset: number, bySpace: boolean, client: Pick<LspContext, 'markdown'>): CompletionList {
  const lines = new LineIndex(text);
  const isIndentation = text.slice(lines.lineStart(lines.lineOf(offset)), offset).trim() === '';
  const all = bySpace && isIndentation ? [] : configSuggestionsAt(text, offset).filter(({ newText }) => !(bySpace && newText.trimEnd().endsWith(':')));
  const items = all.map(({ kind, label, brief, span, newText, rule, says }, i): CompletionItem => {
    const quote = /^["']/.exec(text.slice(span.start, span.end))?.[0] ?? '';
    return {
      label,
      kind: KINDS[kind],
      ...(brief === '' ? {} : { detail: brief }),
      ...(says === undefined || says === '' ? {} : { documentation: markup(says, client) }),
      sortText: String(i).padStart(3, '0'),
      filterText: quote + label,
      textEdit: { range: lines.range(span), newText },
      ...(rule === undefined ? {} : { data: { kind: 'rule', rule } }),
    };
  });
  return { isIncomplete: false, items };
}

/** What the key or word at an offset of a configuration means. */
export function configHover(text: string, offset: number, client: Pick<LspContext, 'docsUrl' | 'markdown'>): Hover | null {
  const help = configHelpAt(text, offset);
  if (!help) return null;
  const cards = [help.says, ...help.rules.map(({ id }) => aboutCard({ kind: 'rule', rule: id }, client.docsUrl) ?? '')].filter((card) => card !== '');
  return { contents: markup(cards.join('\n\n---\n\n'), client), range: new LineIndex(text).range(help.span) };
}
