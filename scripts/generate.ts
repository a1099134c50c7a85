// Writes every generated file from its source. `--check` writes nothing, and fails if a file is stale.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { saidIn } from './generate/l10n.ts';
import { ruleExamples, rulePages } from './generate/rules.ts';
import { configJsonSchema, configuration, messagesSchema, settingsJsonSchema, settingTexts } from './generate/schemas.ts';
import { snippetsOf } from './generate/snippets.ts';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** package.json with generated settings; everything else stays as written by hand. */
function packageJson(): string {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  return json({ ...manifest, contributes: { ...manifest.contributes, configuration: configuration() } });
}

/** package.nls.json: the texts of the settings, generated, and those of commands and the walkthrough, as written by hand. */
function packageTexts(): string {
  const texts: Record<string, string> = JSON.parse(readFileSync('package.nls.json', 'utf8'));
  const byHand = Object.entries(texts).filter(([key]) => !key.startsWith('setting.'));
  return json({ ...Object.fromEntries(byHand), ...settingTexts() });
}

/** What the client says in English, for translators: `l10n/bundle.l10n.<language>.json` beside it has the same keys. */
function bundle(): string {
  return json(Object.fromEntries(saidIn('client/src').translated.map((text) => [text, text])));
}

const files = new Map<string, string>([
  ['package.json', packageJson()],
  ['package.nls.json', packageTexts()],
  ['l10n/bundle.l10n.json', bundle()],
  ['schemas/generated/settings.schema.json', json(settingsJsonSchema())],
  ['schemas/generated/config.schema.json', json(configJsonSchema())],
  ['schemas/generated/messages.schema.json', json(messagesSchema())],
  ['server/src/engine/generated/snippets.json', json(snippetsOf('snippets'))],
  ['server/src/present/generated/examples.json', json(ruleExamples())],
  ...rulePages('docs/rules'),
]);

/** Folders that have only generated files: a file that is no longer generated is removed. */
const OWNED = ['docs/rules', 'server/src/present/generated', 'server/src/engine/generated', 'schemas/generated'];
const leftovers = OWNED.flatMap((folder) => (existsSync(folder) ? readdirSync(folder).map((name) => path.posix.join(folder, name)) : [])).filter(
  (file) => !files.has(file),
);
const stale = [...files].filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text);

if (process.argv.includes('--check')) {
  for (const [file] of stale) console.error(`stale: ${file}`);
  for (const file of leftovers) console.error(`not generated any more: ${file}`);
  if (stale.length + leftovers.length > 0) {
    console.error('Run `npm run generate` and commit the result.');
    process.exitCode = 1;
  }
} else {
  for (const [file, text] of stale) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`wrote ${file}`);
  }
  for (const file of leftovers) {
    rmSync(file);
    console.log(`removed ${file}`);
  }
}
