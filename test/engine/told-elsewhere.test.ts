import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';

/** The files that tell of the privileged service, where all of them are shown. */
function tellers(files: Readonly<Record<string, string>>, languageId?: string): string[] {
  const engine = new Engine(DEFAULT_SETTINGS, { text: (file) => files[file], isShown: () => (languageId === undefined ? true : { languageId }) });
  return Object.entries(files).flatMap(([uri, text]) => {
    const { findings, parts } = engine.analyse({ uri, text, ...(languageId === undefined ? {} : { languageId }) });
    // an editor is told of the parts
    expect(parts.flatMap((part) => part.findings.map(({ rule }) => rule.id)).sort()).toEqual(findings.map(({ rule }) => rule.id).sort());
    return findings.some(({ rule }) => rule.id === 'privileged-container') ? [uri] : [];
  });
}

const main = (file: string) => `services:\n  web: { image: "example/web:1", extends: { file: ${file}, service: web } }\n`;
const PART = 'services:\n  web:\n    privileged: true\n';
const WHOLE = 'services:\n  web:\n    image: example/web:1\n    privileged: true\n';

test('what another file writes is told once, there if it is known as a Compose file, else where it takes effect', () => {
  expect(tellers({ 'compose.yaml': main('base.yml'), 'base.yml': WHOLE })).toEqual(['base.yml']);
  expect(tellers({ 'compose.yaml': main('base.yml'), 'base.yml': PART })).toEqual(['compose.yaml']);
  expect(tellers({ 'compose.yaml': main('compose.base.yml'), 'compose.base.yml': PART })).toEqual(['compose.base.yml']);
  expect(tellers({ 'web.yaml': main('base.yml'), 'base.yml': WHOLE })).toEqual(['base.yml']);
  expect(tellers({ 'compose.yaml': main('base.yml'), 'base.yml': PART }, 'dockercompose')).toEqual(['base.yml']);
});

test('a file that COMPOSE_FILE names is a Compose file, whatever its name', () => {
  const files = { 'base.yaml': PART, 'prod.yaml': 'services:\n  web: { image: "example/web:1" }\n' };
  expect(tellers(files)).toEqual([]);
  expect(tellers({ ...files, '.env': 'COMPOSE_FILE=base.yaml:prod.yaml\n' })).toEqual(['base.yaml']);
  expect(tellers({ ...files, '.env': 'COMPOSE_FILE=other.yaml\n' })).toEqual([]);
});
