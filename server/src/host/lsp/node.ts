import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { fileReader } from '../file-reader.ts';
import { LENIENT } from './lenient.ts';
import { serve } from './server.ts';

/** Serves on what the command line names: `--stdio`, `--node-ipc` or `--socket`. */
export function startNodeServer(): void {
  // bundled to dist/server/node.js or dist/cli.js: the pages stand beside dist
  const folder = typeof __dirname === 'string' ? __dirname : dirname(process.argv[1] ?? '.');
  const root = folder.replace(/[\\/]dist(?:[\\/]server)?$/, '');
  const docsBase = `${pathToFileURL(join(root, 'docs', 'rules')).href}/`;
  serve(createConnection(ProposedFeatures.all, LENIENT), { docsBase, files: fileReader(pathOf) });
}

/** @throws if the URI is not the path of a file on this machine */
function pathOf(uri: string): string {
  if (!uri.startsWith('file:')) throw new Error(`no file: ${uri}`);
  return fileURLToPath(uri);
}
