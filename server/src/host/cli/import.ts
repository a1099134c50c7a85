import path from 'node:path';
import type { Command } from 'commander';
import { stringify } from 'yaml';
import { readKubescape } from '../../config/kubescape.ts';
import { harmless } from '../../present/harmless.ts';
import { type ExitStatus, type Io, UsageError } from './io.ts';
import { readText } from './read.ts';

/** Adds the command `import` to the program. `done` gets its exit status; a usage error throws instead. */
export function addImport(program: Command, io: Io, done: (status: ExitStatus) => void): void {
  program
    .command('import')
    .description('print the exceptions of a file of Kubescape as `allow` of .bulkhead.yaml')
    .argument('<file>', 'the file that `kubescape scan --exceptions` takes')
    .action((file: string) => done(printImported(file, io)));
}

function printImported(given: string, io: Io): ExitStatus {
  const text = given === '' ? undefined : readText(path.resolve(io.cwd, given));
  if (!text?.ok) throw new UsageError(`"${given}" cannot be read${text ? `: ${text.why}` : ''}`);
  const { allow, left, wrong } = readKubescape(text.text);
  if (wrong !== undefined) throw new UsageError(`"${given}" ${wrong}`);
  // each value is data of somebody else: the library quotes what has to be
  io.out(stringify({ allow: allow.map(({ given: one }) => ({ ...one, rules: [...one.rules], reason: harmless(one.reason) })) }, { lineWidth: 0 }));
  for (const one of left) io.err(`bulkhead: left out, or only in part: ${harmless(one)}\n`);
  return 0;
}
