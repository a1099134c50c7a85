import type { Command } from 'commander';
import { renderRulePage } from '../../present/markdown/page.ts';
import { RULES } from '../../rules/index.ts';
import { type ExitStatus, type Io, UsageError } from './io.ts';
import { unknownRule } from './options.ts';

export function addExplain(program: Command, io: Io, done: (status: ExitStatus) => void): void {
  program
    .command('explain')
    .description('say what a rule flags, why it matters and how to check it on the running system')
    .argument('<rule>', 'the id of a rule')
    .action((id: string) => {
      const rule = RULES.find((candidate) => candidate.id === id);
      if (!rule) throw new UsageError(unknownRule(id));
      io.out(renderRulePage(rule));
      done(0);
    });
}
