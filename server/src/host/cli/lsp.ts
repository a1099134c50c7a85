import type { Command } from 'commander';

/** Serves the Language Server Protocol; the connection decides when the process ends. */
export function addLsp(program: Command): void {
  program
    .command('lsp')
    .description('run the language server')
    .option('--stdio', 'talk over standard input and output (the only way offered here)')
    .action(async () => {
      // the protocol library looks for the channel among the arguments of the process
      if (!process.argv.includes('--stdio')) process.argv.push('--stdio');
      // loaded only when it is asked for; in dist/ it is the bundle of the server (scripts/bundle.mjs)
      await import('../lsp/node-main.ts');
    });
}
