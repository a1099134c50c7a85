import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { answerRefused, connectionOptions, failed } from './lifecycle.ts';
import { serve } from './server.ts';

declare const self: ConstructorParameters<typeof BrowserMessageReader>[0];

// The bundle of this file is the server for Node, too: dist/server/node.js only adds the ways to talk to a client there.
export { serve };

if (typeof importScripts === 'function') {
  const connection = createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self), connectionOptions());
  answerRefused(connection);
  // a worker has no files of its own: the client names the folder of the rule pages
  serve(connection, { docsBase: 'docs/rules/', failed });
}
