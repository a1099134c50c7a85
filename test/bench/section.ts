import type { Peer } from './client.ts';

/** What a part of the benchmark gets. It returns lines of Markdown. */
export interface Run {
  readonly quick: boolean;
  /** An empty folder for files, removed afterwards. */
  readonly folder: string;
}

export const CLI = 'dist/cli.js';
export const BULKHEAD: Peer = { script: 'dist/server/node.js' };
const YAML_SERVER = 'node_modules/yaml-language-server/out/server/src/server.js';
/** The debounce of yaml-language-server in milliseconds: it waits this long after the last key. */
export const DEBOUNCE = 200;

/** yaml-language-server, with a schema for every file or without one. It never asks the network. */
export function yamlServer(schema?: string): Peer {
  const schemas = schema === undefined ? {} : { [schema]: '*.yaml' };
  return { script: YAML_SERVER, settings: { yaml: { validate: true, schemaStore: { enable: false }, schemas, hover: false, completion: false } } };
}
