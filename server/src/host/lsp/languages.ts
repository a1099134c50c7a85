import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { COMPOSE_LANGUAGE } from '../../manifest/compose/read.ts';

/** What other editors call the languages of VS Code: Neovim, then Helix, Zed and Emacs. */
const NAMES: Readonly<Record<string, string>> = {
  'yaml.docker-compose': COMPOSE_LANGUAGE,
  'docker-compose': COMPOSE_LANGUAGE,
  'yaml.helm': 'helm',
};

/** Makes documents, in languages by the names that VS Code gives them. */
export const NAMED_AS_VSCODE = {
  create: (uri: string, languageId: string, version: number, text: string): TextDocument =>
    TextDocument.create(uri, NAMES[languageId] ?? languageId, version, text),
  update: (document: TextDocument, changes: TextDocumentContentChangeEvent[], version: number): TextDocument => TextDocument.update(document, changes, version),
};
