import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import { analyse } from '../kit/laws.ts';

const lines = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i)).join('');
const SERVICE = '    image: nginx\n    privileged: true\n';

/** Texts of a few hundred kilobytes that stand for more than can be judged. */
const LARGE: Readonly<Record<string, string>> = {
  'a bomb of lists': `x-a0: &a0 [1, 2]\n${lines(30, (i) => `x-a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`)}services:\n  a:\n${SERVICE}    cap_add: *a30\n`,
  'a bomb of merge keys': `x-a0: &a0 { image: b }\n${lines(30, (i) => `x-a${i + 1}: &a${i + 1}\n  <<: [*a${i}, *a${i}]\n`)}services:\n  a:\n    <<: *a30\n`,
  'a chain of merge keys': `x-a0: &a0 { image: b }\n${lines(5000, (i) => `x-a${i + 1}: &a${i + 1}\n  <<: *a${i}\n  k${i}: v\n`)}services:\n  a:\n    <<: *a5000\n`,
  'an alias for each service': `x-a: &a { image: nginx, privileged: true }\nservices:\n${lines(8000, (i) => `  s${i}: *a\n`)}`,
  'very many services': `services:\n${lines(5001, (i) => `  s${i}: { image: nginx, privileged: true }\n`)}`,
};

describe('what is too large to be judged', () => {
  it.each(Object.entries(LARGE))('is no clean file: %s', (_, text) => {
    const { findings, problems, unjudged, file } = analyse('compose.yaml', text);
    expect(findings).toEqual([]);
    const [problem] = problems.filter(({ code }) => code === 'too-large');
    expect(problem?.message).toMatch(/^too large to be judged: /);
    expect(problem?.span.end).toBeGreaterThan(problem?.span.start as number);
    expect(problem?.span.end).toBeLessThanOrEqual(file.text.length);
    expect(unjudged.map(({ kind, message }) => [kind, message])).toEqual([['large', problem?.message]]);
  });

  it('is also a pod, and hides no other document', () => {
    const containers = lines(5001, (i) => `  - { name: c${i}, image: nginx }\n`);
    const text = `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n${containers}---\napiVersion: v1\nkind: Pod\nspec: { hostPID: true, containers: [{ name: a, image: a:1 }] }\n`;
    const { findings, problems } = analyse('pod.yaml', text);
    expect(problems.map(({ message }) => message)).toContain('too large to be judged: more than 5000 containers');
    expect(findings.map(({ rule }) => rule.id)).toContain('host-pid');
  });

  it('is not what people write with anchors', () => {
    const common = `x-common: &common\n  restart: always\n  environment: { A: 1, B: 2, C: 3, D: 4 }\n  logging: { driver: local, options: { max-size: 1m } }\n`;
    const { problems, findings } = analyse(
      'compose.yaml',
      `${common}services:\n${lines(200, (i) => `  s${i}:\n    <<: *common\n    image: nginx\n    privileged: true\n`)}`,
    );
    expect(problems).toEqual([]);
    expect(findings.filter(({ rule }) => rule.id === 'privileged-container')).toHaveLength(200);
  });
});

const BOMBS = ['a bomb of lists', 'a bomb of merge keys'].map((name) => LARGE[name] as string);
const OWN = `services:\n  own:\n${SERVICE}`;

/** Files beside a bomb in `bomb.yaml`, with the place that leads there. */
const PROJECTS: Readonly<Record<string, { readonly files: Readonly<Record<string, string>>; readonly at: string; readonly partial: readonly string[] }>> = {
  'an included file': { files: { 'compose.yaml': `include: [bomb.yaml]\n${OWN}` }, at: 'bomb.yaml', partial: [] },
  'a file that an included file includes': {
    files: { 'compose.yaml': `include: [in.yaml]\n${OWN}`, 'in.yaml': 'include: [bomb.yaml]\n' },
    at: 'in.yaml',
    partial: [],
  },
  'an extended file': {
    files: { 'compose.yaml': `${OWN}  heir:\n    image: b\n    extends: { service: a, file: bomb.yaml }\n` },
    at: 'file: bomb.yaml',
    partial: ['heir'],
  },
  'a file of COMPOSE_FILE': { files: { 'compose.yaml': OWN, '.env': 'COMPOSE_FILE=compose.yaml:bomb.yaml' }, at: 'services', partial: ['own'] },
};

describe('what is too large in another file of a project is left out', () => {
  it.each(Object.entries(PROJECTS).flatMap(([name, project]) => BOMBS.map((bomb) => [name, project, bomb] as const)))(
    '%s',
    (_, { files, at, partial }, bomb) => {
      const all: Readonly<Record<string, string>> = { ...files, 'bomb.yaml': bomb };
      const own = all['compose.yaml'] as string;
      const { findings, problems, unjudged } = new Engine(DEFAULT_SETTINGS, { text: (uri) => all[uri] }).analyse({ uri: 'compose.yaml', text: own });
      const [problem, ...others] = problems;
      expect(others).toEqual([]);
      expect(problem?.message).toMatch(/"bomb\.yaml" is too large to be judged: /);
      expect(own.slice(problem?.span.start)).toMatch(new RegExp(`^${at}`));
      expect(unjudged.filter(({ kind }) => kind === 'large').map(({ message }) => message)).toEqual([problem?.message]);
      expect(unjudged.flatMap(({ kind, message }) => (kind === 'part' ? message.split('"')[1] : []))).toEqual(partial);
      expect(findings.map(({ rule, target }) => `${rule.id} ${target.called.name}`)).toContain('privileged-container own');
    },
  );

  it('also another document of the file, which tells it itself', () => {
    for (const bomb of BOMBS) {
      const { findings, unjudged } = analyse('compose.yaml', `${OWN}---\n${bomb}`);
      expect(findings.map(({ rule }) => rule.id)).toEqual(['privileged-container']);
      expect(unjudged.map(({ kind }) => kind)).toEqual(['part', 'large']);
    }
  });
});

it('repeated services, keys, comments and conditions take no time', () => {
  const pod = (spec: string) => `apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec:\n${spec}  containers: [{ name: c, image: nginx }]\n`;
  const texts = {
    'compose.yaml': `services:\n${lines(4000, () => `  a:\n${SERVICE}`)}`,
    'keys.yaml': pod(lines(20_000, () => '  hostPID: true\n')),
    'allow.yaml': pod(`  hostPID: true\n${lines(20_000, () => '  # bulkhead: allow host-network\n')}`),
    'templates/if.yaml': pod(lines(4000, () => '{{- if .Values.x }}\n  hostPID: true\n{{- else }}\n  hostPID: false\n{{- end }}\n')),
  };
  for (const [name, text] of Object.entries(texts)) expect(analyse(name, text).findings.length).toBeGreaterThan(0);
}, 20_000);
