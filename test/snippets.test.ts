import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { snippetsOf } from '../scripts/generate/snippets.ts';
import { filled } from '../server/src/engine/completion/snippets.ts';
import { analyse } from './kit/laws.ts';

const MODELS = ['trusted-internal', 'untrusted-code', 'multi-tenant', 'ai-agent', 'ci-build', 'regulated'];
/** What a snippet cannot ask for: what a plain cluster or engine lacks (a sandbox, user namespaces), and the amounts of a quota. */
const LACKING = ['runtime-class-missing', 'user-namespace-not-used', 'namespace-quota-missing'];

const snippets = snippetsOf(path.join(import.meta.dirname, '../snippets')).map((snippet) => [snippet.prefix, snippet] as const);

describe('snippets', () => {
  it.each(snippets)('%s is YAML and raises nothing that a plain cluster could have, whatever the threat model', (prefix, { dialect, body }) => {
    const text = `${filled(body.join('\n'))}\n`;
    expect(prefix).toMatch(/^bh-[a-z-]+$/);
    expect(text).not.toContain('$');
    expect(text).not.toMatch(/^ *(?:runtimeClassName|runtime|hostUsers):/m);
    expect(parseAllDocuments(text).flatMap((document) => document.errors)).toEqual([]);
    for (const threatModel of MODELS) {
      const { findings, problems, relevant } = analyse(dialect === 'compose' ? 'compose.yaml' : `${prefix}.yaml`, text, { threatModel });
      const told = findings.filter(({ rule }) => !LACKING.includes(rule.id));
      expect(relevant).toBe(true);
      expect([...told.map(({ rule, message }) => `${threatModel}, ${rule.id}: ${message}`), ...problems.map(({ message }) => message)]).toEqual([]);
    }
  });

  it.each(snippets.filter(([, { body }]) => body.some((line) => / image: /.test(line))))('%s asks for the image first', (_, { body }) => {
    expect(body.join('\n')).toMatch(/ image: \$\{1:/);
  });

  it('have a prefix each', () => {
    expect(new Set(snippets.map(([prefix]) => prefix)).size).toBe(snippets.length);
  });
});
