import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { fileReader } from '../file-reader.ts';
import { serve } from './server.ts';

/** Serves on what the command line names: `--stdio`, `--node-ipc` or `--socket`. */
export function startNodeServer(): void {
  // bundled to dist/server/node.js or dist/cli.js: the pages stand beside dist
  const folder = typeof __dirname === 'string' ? __dirname : dirname(process.argv[1] ?? '.');
  const root = folder.replace(/[\\/]dist(?:[\\/]server)?$/, '');
  const docsBase = `${pathToFileURL(join(root, 'docs', 'rules')).href}/`;
  const read = fileReader();
  serve(createConnection(ProposedFeatures.all), { docsBase, readFile: (uri) => readUri(read, uri) });
}

function readUri(read: (path: string) => string | undefined, uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return read(fileURLToPath(uri));
  } catch {
    return undefined; // an address that is no path here
  }
}
