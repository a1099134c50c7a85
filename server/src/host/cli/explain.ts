import type { Command } from 'commander';
import { DEFAULT_SETTINGS } from '../../config/settings.ts';
import { Engine } from '../../engine/engine.ts';
import { harmlessJson } from '../../present/harmless.ts';
import { jsonOci } from '../../present/json/oci.ts';
import { EXAMPLES } from '../../present/markdown/examples.ts';
import { renderRulePage } from '../../present/markdown/page.ts';
import { RULES } from '../../rules/index.ts';
import { accessTo } from './access.ts';
import { readInputs } from './files.ts';
import { type ExitStatus, type Io, UsageError } from './io.ts';
import { unknownRule } from './options.ts';

interface ExplainOptions {
  readonly oci?: string;
  readonly container?: string;
}

/** Adds the command `explain` to the program. `done` gets its exit status; a usage error throws instead. */
export function addExplain(program: Command, io: Io, done: (status: ExitStatus) => void): void {
  program
    .command('explain')
    .description('say what a rule flags, why it matters and how to check it on the running system; or what an engine asks of the runtime')
    .argument('[rule]', 'the id of a rule')
    .option('--oci <file>', 'print, as JSON, what an engine would ask of an OCI runtime for each container or service of a file')
    .option('--container <name>', 'only this container or service (with --oci)')
    .action((id: string | undefined, options: ExplainOptions) => {
      if (options.oci !== undefined && id === undefined) explainOci(options.oci, options.container, io);
      else if (options.oci !== undefined) throw new UsageError('give a rule or --oci <file>, not both');
      else if (options.container !== undefined) throw new UsageError('--container needs --oci <file>');
      else explainRule(id, io);
      done(0);
    });
}

function explainRule(id: string | undefined, io: Io): void {
  if (id === undefined) throw new UsageError('name a rule (`bulkhead rules` lists them), or give --oci <file>');
  const rule = RULES.find((candidate) => candidate.id === id);
  if (!rule) throw new UsageError(unknownRule(id));
  io.out(renderRulePage(rule, EXAMPLES[rule.id] ?? []));
}

function explainOci(file: string, container: string | undefined, io: Io): void {
  const { inputs, unreadable } = readInputs([file], io.cwd);
  const [bad] = unreadable;
  if (bad) throw new UsageError(`cannot read ${bad.file}: ${bad.why}`);
  const [input, second] = inputs;
  if (!input || second) throw new UsageError('--oci takes one file');
  const all = new Engine(DEFAULT_SETTINGS, accessTo(inputs, io.cwd)).analyse({ uri: input.file, text: input.text }).ociRequests();
  if (all.length === 0) throw new UsageError(`there is no container and no service in ${input.file}`);
  const chosen = container === undefined ? all : all.filter((one) => one.container === container);
  if (chosen.length === 0) {
    const names = [...new Set(all.map((one) => one.container))].join(', ');
    throw new UsageError(`there is no container "${container}" in ${input.file}: it has ${names}`);
  }
  io.out(`${harmlessJson(JSON.stringify(jsonOci(chosen), null, 2))}\n`);
}
