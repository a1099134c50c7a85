import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../package.json';
import { settingsSchema } from '../schemas/settings.ts';
import { RULES } from '../server/src/rules/index.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/ARCHITECTURE.md', 'docs/guide/README.md'];
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

describe.each(DOCUMENTS)('%s', (file) => {
  const text = read(file);

  it('links to files that exist', () => {
    const links = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map((match) => match[1] as string).filter((link) => !/^[a-z]+:/.test(link));
    for (const link of links) expect(existsSync(path.resolve(ROOT, path.dirname(file), link)), link).toBe(true);
  });

  it('names scripts that exist', () => {
    const scripts = [...text.matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1]);
    for (const script of scripts) expect(Object.keys(manifest.scripts)).toContain(script);
  });

  it('silences rules that exist', () => {
    const ids = [...text.matchAll(/bulkhead: allow ([\w-]+)/g)].map((match) => match[1]);
    for (const id of ids) expect(RULES.map((rule) => rule.id)).toContain(id);
  });
});

it('the README has every setting and every threat model', () => {
  const readme = read('README.md');
  for (const key of Object.keys(manifest.contributes.configuration.properties)) expect(readme).toContain(`\`${key}\``);
  for (const model of settingsSchema.shape.threatModel.unwrap().options) expect(readme).toContain(model);
});
