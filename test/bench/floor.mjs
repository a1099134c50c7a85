// The floor of any server: it takes the same changes, keeps the text, and sends diagnostics that it was given before.
import { createConnection, StreamMessageReader, StreamMessageWriter, TextDocumentSyncKind, TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

const connection = createConnection(new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout));
const documents = new TextDocuments(TextDocument);
let diagnostics = [];

connection.onInitialize(() => ({ capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental } }));
connection.onRequest('floor/diagnostics', (given) => {
  diagnostics = given;
  return null;
});
documents.onDidChangeContent(({ document }) => {
  document.getText();
  void connection.sendDiagnostics({ uri: document.uri, version: document.version, diagnostics });
});
documents.listen(connection);
connection.listen();
