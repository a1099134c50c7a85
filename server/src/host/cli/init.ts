import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { CONFIG_NAME } from '../../config/file.ts';
import { factsIn } from '../../engine/facts.ts';
import { boundaryOf } from '../../isolation/kubernetes.ts';
import { harmless } from '../../present/harmless.ts';
import { count } from '../../present/words.ts';
import { THREAT_MODELS } from '../../rules/rule.ts';
import { reason } from '../bytes.ts';
import { isThere } from '../file-reader.ts';
import { type Input, readInputs, unreadableLine } from './files.ts';
import { type ExitStatus, type Io, UsageError } from './io.ts';

/** Adds the command `init` to the program. `done` gets its exit status; a usage error throws instead. */
export function addInit(program: Command, io: Io, done: (status: ExitStatus) => void): void {
  program
    .command('init')
    .description(`write a ${CONFIG_NAME} for the manifests here, from what is found in them`)
    .action(() => done(init(io)));
}

function init(io: Io): ExitStatus {
  const file = path.join(io.cwd, CONFIG_NAME);
  if (isThere(file)) throw new UsageError(`there is a ${CONFIG_NAME} already`);
  const { inputs, unreadable } = readInputs(['.'], io.cwd);
  for (const one of unreadable) io.err(unreadableLine(one));
  const text = configFor(inputs);
  try {
    // never over a file that came meanwhile
    const handle = openSync(file, 'wx');
    try {
      writeFileSync(handle, text);
    } catch (error) {
      rmSync(file);
      throw error;
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    io.err(`bulkhead: cannot write ${CONFIG_NAME}: ${reason(error)}\n`);
    return 2;
  }
  io.out(
    [
      `${CONFIG_NAME} is written, from ${count(inputs.length, 'YAML or JSON file')}. Look at it, then:`,
      '  bulkhead check',
      '  bulkhead check --baseline .bulkhead-baseline.json --update-baseline   # what is known fails no more',
      '  bulkhead check --baseline .bulkhead-baseline.json                     # in CI',
      '',
    ].join('\n'),
  );
  return unreadable.length > 0 ? 2 : 0;
}

/** The text of a configuration: what was found counts, all else is there to be uncommented. */
function configFor(inputs: readonly Input[]): string {
  const sandboxes = inputs.flatMap(({ file, text }) => {
    if (!text.includes('RuntimeClass')) return [];
    const { runtimeClasses } = factsIn(text, file).declared;
    return runtimeClasses.flatMap(({ name, handler }) =>
      /^[a-z0-9.-]+$/.test(name) && ['sentry', 'vm'].includes(boundaryOf(handler ?? name)) ? [{ name, file }] : [],
    );
  });
  const [sandbox] = sandboxes;
  const examples = [...new Set(inputs.flatMap(({ file }) => /^(?:.*\/)?charts\/[^/]+\/ci(?=\/)/.exec(file)?.[0] ?? []))].filter((folder) =>
    /^[\w./-]+$/.test(folder),
  );
  return [
    '# What counts for the manifests here and below: in editors, on the command line and in CI.',
    '',
    `# Who may run code in the workloads: ${Object.keys(THREAT_MODELS).join(', ')}.`,
    'threatModel: trusted-internal',
    '',
    '# The version of your clusters: fixes that it does not support are blocked.',
    '# kubernetesVersion: "1.33"',
    '',
    ...(sandbox
      ? [`# The sandbox of your clusters, which fixes use (found in ${harmless(sandbox.file)}).`, `runtimeClass: ${sandbox.name}`]
      : ['# The RuntimeClass of a sandbox that your clusters offer: fixes use it.', '# runtimeClass: gvisor']),
    '',
    '# The level of Pod Security that your cluster enforces: what admission would refuse is a finding.',
    '# podSecurity:',
    '#   level: restricted',
    '',
    '# What only you know: agents that you trust with the nodes, and your own images.',
    '# infrastructure:',
    '#   namespaces: [platform-*]',
    '# images:',
    '#   - image: registry.example/web',
    '#     user: 1000',
    '',
    '# Severities of rules, for all files or in overrides: critical, high, medium, low, info, off.',
    '# rules:',
    '#   writable-root-filesystem: info',
    '',
    ...(examples.length > 0
      ? ['# Values that only test charts.', 'ignore:', ...examples.map((folder) => `  - ${folder}/`)]
      : ['# Not judged, as in .gitignore.', '# ignore:', '#   - vendor/']),
    '',
    '# Exceptions where no comment can stand. In YAML, write "# bulkhead: allow <rule> -- <reason>" instead.',
    '# allow:',
    '#   - rules: [host-network]',
    '#     resource: DaemonSet kube-system/agent',
    '#     reason: it announces addresses of the node',
    '#     until: 2027-03-31',
    '',
  ].join('\n');
}
