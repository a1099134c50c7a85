import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../package.json';
import { settingsSchema } from '../schemas/settings.ts';
import { DEFAULT_SETTINGS } from '../server/src/config/settings.ts';
import { Engine } from '../server/src/engine/engine.ts';
import { RULES } from '../server/src/rules/index.ts';
import { rulesLike } from '../server/src/rules/other-tools.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

/** Every text that people wrote, and not those in `docs/rules`, which come from the rules. */
const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .map((name) => `docs/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.md') && !name.startsWith('docs/rules/')),
];

/** What a pattern captures in the documents, each with its file. There is some, or the pattern is wrong. */
function named(pattern: RegExp): { readonly file: string; readonly what: string }[] {
  const found = DOCUMENTS.flatMap((file) => [...read(file).matchAll(pattern)].map(([, what = '']) => ({ file, what })));
  expect(found.length).toBeGreaterThan(0);
  return found;
}

describe('the documents', () => {
  it('link to files that exist', () => {
    // the links of the page in the gallery are those of the package: test/cli/package.test.ts looks there
    const links = named(/\]\(([^)#]+)(?:#[^)]*)?\)/g).filter(({ file, what }) => file !== 'docs/GALLERY.md' && !/^[a-z]+:/.test(what));
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter(({ file, what }) => !existsSync(path.resolve(ROOT, path.dirname(file), what)))).toEqual([]);
  });

  it('name scripts that exist', () => {
    expect(named(/npm run (?:-s )?([\w:-]+)/g).filter(({ what }) => !Object.hasOwn(manifest.scripts, what))).toEqual([]);
  });

  it('silence rules that exist', () => {
    expect(named(/bulkhead: allow ([\w-]+)/g).filter(({ what }) => !RULES.some(({ id }) => id === what) && rulesLike('checkov', what).length === 0)).toEqual(
      [],
    );
  });

  it('name files of the tests that exist', () => {
    const files = named(/`(test\/[\w./-]+\.\w+)`/g);
    expect(files.filter(({ what }) => !existsSync(path.join(ROOT, what)))).toEqual([]);
  });
});

it('the README has every setting and every threat model', () => {
  const readme = read('README.md');
  for (const key of Object.keys(manifest.contributes.configuration.properties)) expect(readme).toContain(`\`${key}\``);
  for (const model of settingsSchema.shape.threatModel.unwrap().options) expect(readme).toContain(model);
});

it('every text that package.json leaves to translators is there, and used', () => {
  const keys = [...read('package.json').matchAll(/"%([\w.-]+)%"/g)].map(([, key]) => key);
  expect([...new Set(keys)].sort()).toEqual(Object.keys(JSON.parse(read('package.nls.json'))).sort());
});

it('the example of the walkthrough is weak, and opened by a command', () => {
  const { findings, problems } = new Engine(DEFAULT_SETTINGS).analyse({ uri: 'weak.yaml', text: read('client/media/walkthrough/weak.yaml') });
  expect(problems).toEqual([]);
  expect(findings.filter(({ severity }) => severity === 'high' || severity === 'critical').length).toBeGreaterThan(1);
});
