// Checks the types of one rule, and runs all its tests.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { readOptions } from './options.mjs';

const USAGE = `usage: npm run rule -- ID [--update]

Checks the types of one rule, and runs all its tests.

  --update  writes the markers, .after files, refusals and page of the rule instead of comparing them, and nothing else`;
const { values, positionals } = readOptions(USAGE, { options: { update: { type: 'boolean' } }, allowPositionals: true });
const [id, ...more] = positionals;
if (id === undefined || more.length > 0) {
  console.error(USAGE);
  process.exit(2);
}
const env = { ...process.env, RULE: id, ...(values.update && { UPDATE: '1' }) };
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** What does not compile in the files of this rule; nothing if its file has another name (several rules of one table). */
function typeErrors() {
  const config = ts.getParsedCommandLineOfConfigFile(path.join(root, 'tsconfig.json'), {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} });
  const rules = path.join(root, 'server/src/rules');
  const files = readdirSync(rules, { recursive: true, encoding: 'utf8' }).filter((name) => path.basename(name) === `${id}.ts`);
  const program = ts.createProgram(
    files.map((name) => path.join(rules, name)),
    config.options,
  );
  const errors = program.getRootFileNames().flatMap((name) => {
    const source = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  });
  return ts.formatDiagnostics(errors, { getCanonicalFileName: (name) => name, getCurrentDirectory: () => root, getNewLine: () => '\n' });
}

const errors = typeErrors();
if (errors !== '') console.error(errors);
const { status } = spawnSync('npx', ['vitest', 'run'], { cwd: root, env, stdio: 'inherit' });
process.exitCode = errors === '' ? (status ?? 1) : 1;
