import {
  type CancellationToken,
  type CompletionList,
  type CompletionParams,
  CompletionTriggerKind,
  type Hover,
  type TextDocumentPositionParams,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { CONFIG_NAME } from '../../config/file.ts';
import { configCompletions, configHover } from '../../present/lsp/config-help.ts';
import type { LspContext } from '../../present/lsp/context.ts';
import { fileName } from '../../text/uri.ts';
import type { Columns } from './columns.ts';
import type { EditorConfigurations } from './configs.ts';
import type { Guarded } from './documents.ts';

type Answering<Asked, Answer> = (asked: Asked, token: CancellationToken) => Answer | null;

/** What the answers about configurations need of the server. */
interface Serving {
  readonly find: (uri: string) => TextDocument | undefined;
  readonly configs: EditorConfigurations;
  readonly columns: Columns;
  /** Whether another YAML server reads a document. */
  readonly isServedElsewhere: (document: TextDocument) => boolean;
  readonly guarded: Guarded;
  readonly contextOf: (document: TextDocument) => LspContext;
}

/**
 * Hovers and completions of configurations; other documents are left to the next handler. The schema that goes with the extension is for files
 * with the usual name: where another server has it, that one answers.
 */
export function helping({ find, configs, columns, isServedElsewhere, guarded, contextOf }: Serving) {
  const isElsewhere = (document: TextDocument) =>
    configs.of(document.uri).settings.completion.keys !== 'on' && isServedElsewhere(document) && fileName(document.uri) === CONFIG_NAME;
  const before =
    <Asked extends TextDocumentPositionParams, Answer>(name: string, answer: (document: TextDocument, offset: number, asked: Asked) => Answer | null) =>
    (next: Answering<Asked, Answer>): Answering<Asked, Answer> =>
    (asked, token) => {
      const document = find(asked.textDocument.uri);
      if (!document || !configs.isConfig(document.uri)) return next(asked, token);
      if (token.isCancellationRequested || isElsewhere(document)) return null;
      const { uri } = document;
      return guarded<Answer | null>(name, () => columns.out(uri, answer(document, document.offsetAt(columns.positionIn(uri, asked.position)), asked)), null);
    };
  return {
    hover: before<TextDocumentPositionParams, Hover>('hover', (document, offset) => configHover(document.getText(), offset, contextOf(document))),
    completion: before<CompletionParams, CompletionList>('completion', (document, offset, { context }) =>
      configCompletions(document.getText(), offset, context?.triggerKind === CompletionTriggerKind.TriggerCharacter, contextOf(document)),
    ),
  };
}
