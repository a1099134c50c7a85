import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { connectionOptions } from './lifecycle.ts';
import { serve } from './server.ts';

declare const self: ConstructorParameters<typeof BrowserMessageReader>[0];

// a worker has no files of its own: the client names the folder of the rule pages
serve(createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self), connectionOptions()), { docsBase: 'docs/rules/' });
