import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { readPlain } from '../bytes.ts';
import { decode } from '../decode.ts';
import { fileReader } from '../file-reader.ts';
import { mayBeManifest, walk } from '../walk.ts';
import { Frames } from './frames.ts';
import { answerRefused, connectionOptions, failed } from './lifecycle.ts';
import { serve } from './server.ts';
import { JsonWriter } from './writer.ts';

/** Serves on what the command line names: `--stdio`, `--node-ipc` or `--socket`. */
export function startNodeServer(): void {
  // bundled to dist/server/node-main.js: the pages stand beside dist
  const folder = typeof __dirname === 'string' ? __dirname : dirname(process.argv[1] ?? '.');
  const root = folder.replace(/[\\/]dist(?:[\\/]server)?$/, '');
  const docsBase = `${pathToFileURL(join(root, 'docs', 'rules')).href}/`;
  const connection = process.argv.includes('--stdio')
    ? createConnection(ProposedFeatures.all, messages(), new JsonWriter(process.stdout).asStream, connectionOptions())
    : createConnection(ProposedFeatures.all, connectionOptions());
  answerRefused(connection);
  serve(connection, { docsBase, failed, files: { ...fileReader(pathOf), below }, soon: setImmediate });
}

/** Standard input, as long as it consists of messages. A server that can't read any further ends, so that the client hears of it. */
function messages(): NodeJS.ReadableStream {
  // what prints would print between messages
  console.log = console.error;
  return process.stdin.pipe(
    new Frames().on('error', (error) => {
      process.stderr.write(`bulkhead: cannot read what the client sends: ${error.message}\n`);
      process.exit(1);
    }),
  );
}

/** Larger JSON files are no manifests that people write. */
const MAX_MEGABYTES = 4;

/** The manifests below a folder; none where it cannot be listed, or is not on this machine. */
function* below(folder: string): Generator<string> {
  if (!folder.startsWith('file:')) return;
  for (const path of walk(fileURLToPath(folder), () => undefined)) if (!/\.json$/i.test(path) || isManifest(path)) yield pathToFileURL(path).href;
}

function isManifest(path: string): boolean {
  const read = readPlain(path, MAX_MEGABYTES);
  const text = read.ok ? decode(read.bytes) : read;
  return text.ok && mayBeManifest(text.text);
}

/** @throws if the URI is not the path of a file on this machine */
function pathOf(uri: string): string {
  if (!uri.startsWith('file:')) throw new Error(`no file: ${uri}`);
  return fileURLToPath(uri);
}
