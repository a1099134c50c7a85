import { describe, expect, it } from 'vitest';
import { readConfig } from '../../server/src/config/file.ts';
import { configHelpAt, configSuggestionsAt } from '../../server/src/engine/completion/configuration.ts';
import { RULES } from '../../server/src/rules/index.ts';

/** A text with its cursor at `|`. */
function cursor(marked: string) {
  const offset = marked.indexOf('|');
  return [marked.replace('|', ''), offset] as const;
}
const suggestions = (marked: string) => configSuggestionsAt(...cursor(marked));
const labels = (marked: string) => suggestions(marked).map(({ label }) => label);
/** The text after the completion with this label. */
function accepted(marked: string, wanted: string) {
  const [text] = cursor(marked);
  const found = suggestions(marked).find(({ label }) => label === wanted);
  return found && text.slice(0, found.span.start) + found.newText + text.slice(found.span.end);
}

describe('completion in a configuration', () => {
  it('offers the keys that are not there yet, with what they mean', () => {
    expect(labels('|')).toEqual(
      expect.arrayContaining(['extends', 'threatModel', 'rules', 'podSecurity', 'runtimeClasses', 'images', 'projects', 'allow', 'overrides']),
    );
    expect(labels('threatModel: regulated\nthr|')).not.toContain('threatModel');
    expect(suggestions('ig|').find(({ label }) => label === 'ignore')?.brief).toMatch(/^Files and folders that are not judged/);
    expect([accepted('thr|', 'threatModel'), accepted('rul|', 'rules')]).toEqual(['threatModel: ', 'rules:']);
  });

  it.each([
    ['threatModel: |', ['trusted-internal', 'ai-agent']],
    ['threatModel:|', ['regulated']],
    ['overrides:\n  - files: [a]\n    threatModel: m|', ['multi-tenant']],
    ['overrides:\n  - |', ['files', 'threatModel', 'rules', 'podSecurity', 'diagnostics']],
    ['diagnostics:\n  |', ['missing', 'syntax']],
    ['diagnostics: { syntax: | }', ['auto', 'on', 'off']],
    ['podSecurity: { | }', ['level', 'version']],
    ['podSecurity:\n  level: |', ['privileged', 'baseline', 'restricted']],
    ['podSecurity:\n  version: |', ['latest', 'v1.37']],
    ['kubernetesVersion: |', ['1.36']],
    ['runtimeClasses:\n  fast: |', ['gvisor', 'kata', 'none']],
    ['runtimeClasses: { a: kata, b: none }\nruntimeClass: |', ['a']],
    ['images:\n  - image: x\n    |', ['user', 'writable', 'data', 'capabilities']],
    ['images:\n  - image: x\n    capabilities: [|]', ['NET_BIND_SERVICE']],
    ['allow:\n  - |', ['rules', 'reason', 'until', 'resource', 'container', 'files']],
    ['allow:\n  - rules: [host-|]', ['host-network']],
    ['allow:\n  - rules:\n      - host-|', ['host-network']],
    ['rules:\n  host-|', ['host-network']],
    ['rules:\n  host-network: |', ['critical', 'info', 'off']],
    ['rules: { host-network: | }', ['low']],
    ['rules:\n  projected-token-scope:\n    |', ['severity', 'maxSeconds']],
    ['rules:\n  host-network: { severity: | }', ['medium']],
    ['overrides:\n  - files: [a]\n    rules:\n      host-network: |', ['off']],
  ])('%j', (marked, some) => expect(labels(marked)).toEqual(expect.arrayContaining(some)));

  it('names each rule with its title, and none twice', () => {
    const offered = suggestions('rules:\n  host-pid: low\n  |');
    expect(offered).toHaveLength(RULES.length - 1);
    expect(offered.find(({ label }) => label === 'host-network')).toMatchObject({
      brief: 'Host network namespace shared',
      rule: 'host-network',
      newText: 'host-network: ',
    });
    expect(labels('allow:\n  - rules: [host-pid, |]')).not.toContain('host-pid');
  });

  it('writes versions in quotes, which would be numbers', () => {
    expect(accepted('kubernetesVersion: |', '1.30')).toBe('kubernetesVersion: "1.30"');
    expect(accepted('kubernetesVersion: "1.3|"', '1.30')).toBe('kubernetesVersion: "1.30"');
    expect(accepted('podSecurity: { version: | }', 'v1.30')).toBe('podSecurity: { version: v1.30 }');
  });

  it.each([
    ['podSecurity:\n  lev|', 'level'],
    ['threatModel:|', 'regulated'],
    ['allow:\n|', 'rules'],
    ['rules:\n  host-network: |', 'off'],
    ['overrides:\n  - files: [a]\n    diagnostics: { syntax: | }', 'off'],
  ])('%j: what is taken can be read', (marked, label) => {
    const text = accepted(marked, label);
    if (text === undefined) return expect(labels(marked)).not.toContain(label);
    expect(readConfig(text).problems.filter(({ message }) => /syntax|indent|bad/i.test(message))).toEqual([]);
  });

  it.each(['# thr|', 'reason: it is |', 'extends: |', 'allow:\n  - reason: |'])('offers nothing in %j', (marked) => expect(labels(marked)).toEqual([]));
});

describe('hovers in a configuration', () => {
  const help = (marked: string) => configHelpAt(...cursor(marked));
  const told = (marked: string) => {
    const [text] = cursor(marked);
    const found = help(marked);
    return found && [text.slice(found.span.start, found.span.end), found.says, found.rules.map(({ id }) => id)];
  };

  it.each([
    ['threat|Model: regulated', 'threatModel', /^How far the workloads are trusted/],
    ['threatModel: reg|ulated', 'regulated', /^Data that the law/],
    ['podSecurity: { le|vel: baseline }', 'level', /^The level that the cluster enforces/],
    ['overrides:\n  - files: [a]\n    image|s: []', 'images', /^What is true of images/],
    ['allow:\n  - un|til: 2027-01-01', 'until', /^The last day/],
    ['rules: { projected-token-scope: { maxSec|onds: 600 } }', 'maxSeconds', /by default/],
  ])('%j', (marked, word, says) => expect(told(marked)).toEqual([word, expect.stringMatching(says), []]));

  it.each([
    ['rules:\n  host-|network: low', 'host-network', ['host-network']],
    ['allow:\n  - rules: [host|-pid]', 'host-pid', ['host-pid']],
    ['allow:\n  - rules: [CKV_K8S|_16]', 'CKV_K8S_16', ['privileged-container']],
  ])('%j', (marked, word, rules) => expect(told(marked)).toEqual([word, '', rules]));

  it.each(['|', 'x|y: 1', '# comm|ent', 'rules: { no-such: l|ow }'])('says nothing at %j', (marked) => expect(help(marked)).toBeUndefined());
});
