import { Command, CommanderError } from 'commander';
import { harmless } from '../../present/harmless.ts';
import { VERSION } from '../../version.ts';
import { addCheck } from './check.ts';
import { addConfig } from './config.ts';
import { addExplain } from './explain.ts';
import { addFix } from './fix.ts';
import { addIdentity } from './identity.ts';
import { addImport } from './import.ts';
import { addInit } from './init.ts';
import { type ExitStatus, type Io, UsageError } from './io.ts';
import { addLsp } from './lsp.ts';
import { addMcp } from './mcp.ts';
import { addReach } from './reach.ts';
import { addRules } from './rules.ts';

/** A message of several lines that may quote arguments and names. */
function harmlessLines(text: string): string {
  return text.split('\n').map(harmless).join('\n');
}

/** Runs the command that the arguments name, and answers the exit status; `undefined` while a server keeps running. */
export async function run(args: readonly string[], io: Io): Promise<ExitStatus | undefined> {
  let status: ExitStatus | undefined;
  const done = (result: ExitStatus) => {
    status = result;
  };
  const program = new Command('bulkhead')
    .description('Kubernetes and Compose manifests, isolated by default.')
    .version(VERSION)
    .helpCommand(false)
    .showHelpAfterError('(`bulkhead --help` shows what there is)')
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err, outputError: (text, write) => write(`bulkhead: ${harmlessLines(text.replace(/^error: /, ''))}`) })
    .addHelpText('after', '\nExit status: 0 nothing at or above --fail-on, 1 findings, 2 a usage error, or a file that could not be read or judged.');
  addCheck(program, io, done);
  addFix(program, io, done);
  addExplain(program, io, done);
  addConfig(program, io, done);
  addInit(program, io, done);
  addReach(program, io, done);
  addIdentity(program, io, done);
  addImport(program, io, done);
  addRules(program, io, done);
  addLsp(program);
  addMcp(program, io, run, done);
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof UsageError)) throw error;
    io.err(`bulkhead: ${harmlessLines(error.message)}\n`);
    return 2;
  }
}
