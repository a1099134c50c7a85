import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { snippetFile } from '../scripts/generate/snippets.ts';
import { analyse } from './kit/laws.ts';

const ROOT = path.join(import.meta.dirname, '../snippets');
const MODELS = ['trusted-internal', 'untrusted-code', 'multi-tenant', 'ai-agent', 'ci-build', 'regulated'];

/** The text that a user gets by pressing only the tab key. */
function filled(body: string): string {
  return body.replace(/\$\{\d+\|([^,|]*)[^}]*\|\}/g, '$1').replace(/\$\{\d+:([^}]*)\}/g, '$1');
}

describe.each(['kubernetes', 'compose'])('snippets for %s', (dialect) => {
  const snippets = Object.entries(snippetFile(path.join(ROOT, dialect)));

  it.each(snippets)('%s is YAML and raises nothing, whatever the threat model', (name, { body, prefix }) => {
    const text = `${filled(body.join('\n'))}\n`;
    expect(prefix).toMatch(/^bh-[a-z-]+$/);
    expect(text).not.toContain('$');
    expect(parseAllDocuments(text).flatMap((document) => document.errors)).toEqual([]);
    for (const threatModel of MODELS) {
      const { findings, problems, relevant } = analyse(dialect === 'compose' ? 'compose.yaml' : `${name}.yaml`, text, { threatModel });
      expect(relevant).toBe(true);
      expect([...findings.map(({ rule, message }) => `${threatModel}, ${rule.id}: ${message}`), ...problems.map(({ message }) => message)]).toEqual([]);
    }
  });

  it('have a prefix each', () => {
    const prefixes = snippets.map(([, { prefix }]) => prefix);
    expect(new Set(prefixes).size).toBe(snippets.length);
  });
});
