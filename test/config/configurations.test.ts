import { describe, expect, it } from 'vitest';
import { Configurations } from '../../server/src/config/configurations.ts';
import { readConfig } from '../../server/src/config/file.ts';
import { Engine } from '../../server/src/engine/engine.ts';

/** Configurations over files that a test writes, by absolute name. A folder exists if a file is in it. */
function over(files: Record<string, string>, roots: readonly string[] = [], only?: string | null) {
  const names = () => Object.keys(files);
  const access = { text: (name: string) => files[name], exists: (name: string) => names().some((file) => file === name || file.startsWith(`${name}/`)) };
  return new Configurations(access, roots, only);
}

const settingsIn = (configurations: Configurations, file: string) => configurations.of(file).settings;
const severityIn = (configurations: Configurations, file: string, rule: string) => settingsIn(configurations, file).rules.get(rule)?.severity;

describe('which configuration counts', () => {
  const files = {
    '/w/.git/HEAD': '',
    '/w/.bulkhead.yaml': 'threatModel: multi-tenant\n',
    '/w/a/.bulkhead.yaml': 'threatModel: ai-agent\n',
    '/.bulkhead.yaml': 'threatModel: regulated\n',
  };

  it.each([
    ['/w/a/b/pod.yaml', 'ai-agent'],
    ['/w/c/pod.yaml', 'multi-tenant'],
    ['/elsewhere/pod.yaml', 'trusted-internal'],
  ])('for %s, the nearest one up to the root of the repository: %s', (file, model) => {
    expect(settingsIn(over(files), file).threatModel).toBe(model);
  });

  it('in no repository, only one at or below an open folder', () => {
    const loose = { '/.bulkhead.yaml': 'threatModel: regulated\n', '/w/.bulkhead.yaml': 'threatModel: multi-tenant\n' };
    expect(settingsIn(over(loose, ['/w/a']), '/w/a/pod.yaml').threatModel).toBe('trusted-internal');
    expect(settingsIn(over(loose, ['/w']), '/w/a/pod.yaml').threatModel).toBe('multi-tenant');
    expect(settingsIn(over(loose), '/w/a/pod.yaml').threatModel).toBe('trusted-internal');
  });

  it('can be named, or be none', () => {
    expect(settingsIn(over({ ...files, '/x.yaml': 'threatModel: regulated\n' }, [], '/x.yaml'), '/w/a/pod.yaml').threatModel).toBe('regulated');
    expect(settingsIn(over(files, [], null), '/w/a/pod.yaml').threatModel).toBe('trusted-internal');
  });

  it('is found by URI, too', () => {
    const uris = Object.fromEntries(Object.entries(files).map(([name, text]) => [`file://${name}`, text]));
    expect(settingsIn(over(uris), 'file:///w/a/pod.yaml').threatModel).toBe('ai-agent');
  });
});

describe('what counts', () => {
  it('is the editor or command line, then the overrides, then the file, then what it extends', () => {
    const configurations = over({
      '/w/.git/HEAD': '',
      '/w/.bulkhead.yaml':
        'extends: ../team/base.yaml\nkubernetesVersion: "1.31"\nrules: { host-pid: low }\noverrides:\n  - files: [agents/]\n    threatModel: ai-agent\n    rules: { host-pid: info }\n',
      '/team/base.yaml': 'threatModel: regulated\nkubernetesVersion: "1.30"\nrules: { host-ipc: low, host-pid: critical }\n',
    });
    configurations.give({ runtimeClass: 'kata', rules: { 'host-network': 'off' } });
    const pod = settingsIn(configurations, '/w/app/pod.yaml');
    expect([pod.threatModel, pod.kubernetesVersion, pod.runtimeClass]).toEqual(['regulated', '1.31', 'kata']);
    expect(['host-ipc', 'host-pid', 'host-network'].map((rule) => pod.rules.get(rule)?.severity)).toEqual(['low', 'low', 'off']);
    const agent = settingsIn(configurations, '/w/agents/pod.yaml');
    expect([agent.threatModel, agent.rules.get('host-pid')?.severity]).toEqual(['ai-agent', 'info']);
  });

  it('keeps the option that one file sets when another sets the severity', () => {
    for (const [above, below] of [
      ['low', '{ maxSeconds: 600 }'],
      ['{ maxSeconds: 600 }', 'low'],
    ]) {
      const configurations = over({
        '/w/.git/HEAD': '',
        '/w/.bulkhead.yaml': `extends: base.yaml\nrules: { projected-token-scope: ${above} }\n`,
        '/w/base.yaml': `rules: { projected-token-scope: ${below} }\n`,
      });
      const rule = settingsIn(configurations, '/w/pod.yaml').rules.get('projected-token-scope');
      expect([rule?.severity, rule?.options['maxSeconds']]).toEqual(['low', 600]);
    }
  });

  it('is the same object as long as it is equal', () => {
    const configurations = over({ '/w/.git/HEAD': '', '/w/.bulkhead.yaml': 'threatModel: regulated\n' });
    const before = settingsIn(configurations, '/w/a.yaml');
    configurations.refresh();
    expect(settingsIn(configurations, '/w/b.yaml')).toBe(before);
  });

  it('leaves out what the file ignores, by patterns of .gitignore', () => {
    const configurations = over({ '/w/.git/HEAD': '', '/w/a/.bulkhead.yaml': 'ignore: ["old/", "*.gen.yaml", "!keep.gen.yaml"]\n' });
    const ignored = ['/w/a/old/x.yaml', '/w/a/b/x.gen.yaml', '/w/a/keep.gen.yaml', '/w/a/x.yaml', '/w/old/x.yaml'].map(
      (file) => configurations.of(file).ignored,
    );
    expect(ignored).toEqual([true, true, false, false, false]);
  });
});

describe('a configuration that cannot be used', () => {
  it.each([
    ['thretModel: regulated', '1:1', 'there is no setting "thretModel" here; did you mean "threatModel"?'],
    ['threatModel: regulatd', '1:14', 'threatModel is one of trusted-internal, untrusted-code, multi-tenant, ai-agent, ci-build, regulated, not "regulatd"'],
    ['kubernetesVersion: 1.30', '1:20', 'kubernetesVersion is written in quotes, as in "1.30": without them it is the number 1.3'],
    ['rules:\n  host-netwrk: low', '2:3', 'there is no rule "host-netwrk"; did you mean "host-network"?'],
    ['rules:\n  host-network: loww', '2:17', 'host-network: "loww" is not a severity (critical, high, medium, low, info, off)'],
    ['rules:\n  host-pid: { maxSeconds: 3 }', '2:27', 'host-pid has no option "maxSeconds": it has no options'],
    ['overrides:\n  - files: [a]\n    rules: { host-pd: low }', '3:14', 'there is no rule "host-pd"; did you mean "host-pid"?'],
    ['overrides:\n  - files: []', '2:5', 'files is empty'],
    ['ignore: charts', '1:9', 'ignore is a list, not "charts"'],
    ['- a', '1:1', 'a configuration is a map, not a list'],
    ['rules: { a: *b }', '1:13', 'Unresolved alias (the anchor must be set before the alias): b'],
    ['extends: base.yaml', '1:10', 'extends: "base.yaml" cannot be read'],
    ['extends: ./.bulkhead.yaml', '1:10', 'extends: "./.bulkhead.yaml" extends this file in turn'],
  ])('%j: at %s, %s', (text, place, message) => {
    const configurations = over({ '/w/.git/HEAD': '', '/w/.bulkhead.yaml': text });
    expect(configurations.of('/w/pod.yaml').broken).toBe(true);
    const [{ range, ...wrong } = { range: undefined }] = configurations.wrong;
    expect({ ...wrong, at: `${(range?.start.line ?? 0) + 1}:${(range?.start.character ?? 0) + 1}` }).toMatchObject({
      file: '/w/.bulkhead.yaml',
      message,
      at: place,
    });
  });

  it('leaves its last good state in force', () => {
    const files: Record<string, string> = { '/w/.git/HEAD': '', '/w/.bulkhead.yaml': 'rules: { host-pid: low }\n' };
    const configurations = over(files);
    expect(severityIn(configurations, '/w/pod.yaml', 'host-pid')).toBe('low');
    files['/w/.bulkhead.yaml'] = 'rules: { host-pid: lo }\n';
    configurations.refresh();
    expect([severityIn(configurations, '/w/pod.yaml', 'host-pid'), configurations.of('/w/pod.yaml').broken]).toEqual(['low', false]);
    expect(configurations.wrong).toHaveLength(1);
    delete files['/w/.bulkhead.yaml'];
    configurations.refresh();
    expect([severityIn(configurations, '/w/pod.yaml', 'host-pid'), configurations.wrong]).toEqual([undefined, []]);
  });

  it.each(['', '# nothing yet\n', '---\n', 'rules: {}\n', '$schema: x\n'])('is not one that says nothing: %j', (text) => {
    expect(readConfig(text)).toMatchObject({ config: expect.anything(), problems: [] });
  });

  it.each([
    '\0',
    '{',
    'a: [',
    '&a [*a]',
    'rules: &a { host-pid: [*a] }',
    '? [x]\n: y',
    '!!js/function x',
    `a: ${'['.repeat(20_000)}`,
    `rules: ${'x'.repeat(300_000)}`,
    '<<: 3',
    '1: 2',
    '{__proto__: {threatModel: x}}',
  ])('is any text: %j gives a problem and no exception', (text) => {
    const { config, problems } = readConfig(text);
    expect(config).toBeUndefined();
    expect(problems.length).toBeGreaterThan(0);
  });
});

describe('the exceptions of a configuration', () => {
  const pod = (kind: string, name: string, more = '') =>
    JSON.stringify({
      apiVersion: 'v1',
      kind,
      metadata: { name, namespace: 'shop' },
      spec: {
        hostNetwork: true,
        containers: [
          { name: 'web', image: 'a', securityContext: { privileged: true } },
          { name: 'log', image: 'b', securityContext: { privileged: true } },
        ],
      },
    }) + more;
  const left = (config: string, { file = '/w/a/pod.json', today = '2027-03-31', text = pod('Pod', 'shop') } = {}) => {
    const files = { '/w/.git/HEAD': '', '/w/.bulkhead.yaml': config };
    const access = {
      text: (name: string) => (files as Record<string, string>)[name],
      exists: (name: string) => name in files || name === '/w/.git',
      today: () => today,
    };
    const configurations = new Configurations(access);
    const { settings } = configurations.of(file);
    const { findings } = new Engine(settings).analyse({ uri: file, text });
    const told = findings.filter(({ rule }) => ['privileged-container', 'host-network'].includes(rule.id)).map(({ rule, container }) => container ?? rule.id);
    return [...told, ...configurations.wrong.map(({ message, mild }) => `${mild ? 'mild' : 'wrong'}: ${message}`)];
  };
  const allow = (...lines: string[]) =>
    ['allow:', '  - rules: [privileged-container]', '    reason: it routes', ...lines.map((line) => `    ${line}`), ''].join('\n');
  const ALL = ['host-network', 'web', 'log'];

  it('silence what they name, and nothing else', () => {
    expect(left('').sort()).toEqual([...ALL].sort());
    expect(left(allow())).toEqual(['host-network']);
    expect(left(allow('container: web')).sort()).toEqual(['host-network', 'log']);
    for (const resource of ['Pod', 'Pod shop', 'Pod sh*', 'Pod shop/shop', 'Pod */s*p', '*'])
      expect(left(allow(`resource: "${resource}"`)), resource).toEqual(['host-network']);
    for (const resource of ['Deployment', 'Pod sho', 'Pod s*x', 'Pod other/shop', 'Pod shopshop*shop'])
      expect(left(allow(`resource: "${resource}"`)), resource).toHaveLength(3);
    expect(left(allow('files: [a/]'))).toEqual(['host-network']);
    expect(left(allow('files: [b/]'))).toHaveLength(3);
  });

  it('of all configurations that count hold together', () => {
    const files = { '/w/.git/HEAD': '', '/w/.bulkhead.yaml': `extends: team.yaml\n${allow('container: web')}`, '/w/team.yaml': allow('container: log') };
    const { allow: found } = over(files).of('/w/pod.yaml');
    expect(found.map(({ file, given }) => [file, given.container])).toEqual([
      ['/w/team.yaml', 'log'],
      ['/w/.bulkhead.yaml', 'web'],
    ]);
  });

  it('end, which is told and breaks nothing', () => {
    expect(left(allow('until: 2027-03-31'))).toEqual(['host-network']);
    expect(left(`${allow('until: 2027-03-31')}threatModel: regulated\n`, { today: '2027-04-01' })).toEqual([
      ...left(''),
      'mild: this exception ended on 2027-03-31: what it allowed is reported again',
    ]);
  });

  it.each([
    ['allow:\n  - rules: [privilegd-container]\n    reason: a\n', 'there is no rule "privilegd-container"; did you mean "privileged-container"?'],
    ['allow:\n  - rules: [host-pid]\n', 'reason is a text, not nothing'],
    ['allow:\n  - rules: [host-pid]\n    reason: " "\n', 'reason is empty'],
    ['allow:\n  - rules: []\n    reason: a\n', 'rules is empty'],
    ['allow:\n  - rules: [host-pid]\n    reason: a\n    until: 2027-02-30\n', 'until: a date is written as 2027-03-31'],
    ['allow:\n  - rules: [host-pid]\n    reason: a\n    resource: a b c\n', /^resource: a resource is written as/],
    ['allow:\n  - rules: [host-pid]\n    reason: a\n    resorce: a\n', 'there is no setting "resorce" here; did you mean "resource"?'],
  ])('%j is wrong', (text, message) => expect(readConfig(text).problems.map((problem) => problem.message)).toEqual([expect.stringMatching(message)]));
});
