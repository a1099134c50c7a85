import { type Command, Option } from 'commander';
import { factsAsBuilt } from '../../engine/built-facts.ts';
import { linesIn } from '../../engine/site-lines.ts';
import { harmless } from '../../present/harmless.ts';
import { identityJson } from '../../present/identity/json.ts';
import { identityText, type PlaceText } from '../../present/identity/text.ts';
import { type Identity, identitiesIn } from '../../workspace/identity/report.ts';
import { accessTo } from './access.ts';
import { prepared } from './configured.ts';
import { unreadableLine } from './files.ts';
import type { ExitStatus, Io } from './io.ts';
import { addInputOptions, type InputOptions } from './options.ts';

interface IdentityOptions extends InputOptions {
  readonly format: 'text' | 'json';
}

/** Adds the command `identity` to the program. `done` gets its exit status; a usage error throws instead. */
export function addIdentity(program: Command, io: Io, done: (status: ExitStatus) => void): void {
  addInputOptions(
    program.command('identity').description('say whom each workload runs as, and what its token leads to by the roles and bindings of the same files'),
  )
    .addOption(new Option('--format <name>', 'the form of the answer').choices(['text', 'json']).default('text'))
    .action(async (paths: string[], options: IdentityOptions) => done(await identity(paths, options, io)));
}

/** Prints whom each workload runs as. Roles that no file shows are told, and make the status 2. */
async function identity(paths: readonly string[], options: IdentityOptions, io: Io): Promise<ExitStatus> {
  const { inputs, unreadable } = await prepared(paths, options, io);
  const access = accessTo(inputs, io.cwd);
  const { facts, undecided } = factsAsBuilt(inputs, access);
  const all = identitiesIn(facts);
  const lines = new Map<string, ReturnType<typeof linesIn>>();
  const placeText: PlaceText = ({ file, site }) => {
    const known = lines.get(file) ?? linesIn(access.text(file) ?? '');
    lines.set(file, known);
    return `${file}:${known(site) ?? 1}`;
  };
  const unknown = [...undecided.map(harmless), ...unknownIn(all, placeText)];
  io.out(options.format === 'json' ? identityJson(all, placeText, unknown) : identityText(all, placeText));
  for (const one of unreadable) io.err(unreadableLine(one));
  for (const line of unknown) io.err(`bulkhead: ${line}\n`);
  return unreadable.length + unknown.length > 0 ? 2 : 0;
}

function unknownIn(all: readonly Identity[], placeText: PlaceText): string[] {
  const lines = all.flatMap(({ consequence }) =>
    consequence.unknown.map(({ binding, kind, role, at }) => harmless(`${placeText(at)}: no file shows the ${kind} ${role}, which ${binding} gives`)),
  );
  return [...new Set(lines)];
}
