import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import { viewIn } from '../kit/compose.ts';

type Files = Readonly<Record<string, string>>;

/** The variables of a service: their values, `undefined` for an unknown one. */
function variablesOf(files: Files, main = 'compose.yaml', service = 'a') {
  const found = viewIn(files, main)?.services.find(({ name }) => name === service);
  return { variables: Object.fromEntries(found?.variables.map(({ key, value }) => [key, value.value]) ?? []), known: found?.variablesKnown };
}

function analyse(files: Files, main = 'compose.yaml') {
  return new Engine(DEFAULT_SETTINGS, { text: (uri) => files[uri] }).analyse({ uri: main, text: files[main] as string });
}

const service = (...lines: readonly string[]) => `services:\n  a:\n    image: a:1\n${lines.map((line) => `    ${line}\n`).join('')}`;

describe('variables of `env_file`', () => {
  it.each([
    ['one file', 'env_file: a.env', { A: 'a', B: 'a' }],
    ['a later file wins', 'env_file: [a.env, b.env]', { A: 'a', B: 'b', C: 'b' }],
    ['the long form', 'env_file: [{ path: ./b.env, required: true }]', { B: 'b', C: 'b' }],
    ['an optional file that is there', 'env_file: [{ path: b.env, required: false }]', { B: 'b', C: 'b' }],
    ['another folder', 'env_file: more/c.env', { C: 'deep' }],
    ['a variable in the path', 'env_file: ${FILE:-b}.env', { B: 'b', C: 'b' }],
  ])('%s', (_, line, variables) => {
    const files = { 'compose.yaml': service(line), 'a.env': 'A=a\nB=a\n', 'b.env': 'B=b\nC=b\n', 'more/c.env': 'C=deep\n' };
    expect(variablesOf(files)).toEqual({ variables, known: true });
  });

  it('`environment` wins over them', () => {
    const text = service('env_file: a.env', 'environment: { A: own, C: c }');
    expect(variablesOf({ 'compose.yaml': text, 'a.env': 'A=a\nB=b\n' }).variables).toEqual({ A: 'own', B: 'b', C: 'c' });
  });

  it('variables of the project win over those of the file; what neither gives is unknown', () => {
    const files = { 'compose.yaml': service('env_file: a.env'), '.env': 'OUTER=project\n', 'a.env': 'OWN=o\nOUTER=file\nX=$OWN-$OUTER\nY=$SHELL_ONLY\nBARE\n' };
    expect(variablesOf(files)).toEqual({ variables: { OWN: 'o', OUTER: 'file', X: 'o-project', Y: undefined, BARE: undefined }, known: true });
  });

  it('the format `raw` takes the rest of a line as it is', () => {
    const files = { 'compose.yaml': service('env_file: [{ path: a.env, format: raw }]'), 'a.env': "# note\nA='x' # y\nB=$A\nC=\nD\n" };
    expect(variablesOf(files)).toEqual({ variables: { A: "'x' # y", B: '$A', C: '', D: undefined }, known: true });
  });

  it('a path starts at the folder of its text', () => {
    const files = {
      'compose.yaml': `include: [in/compose.yaml]\n${service('extends: { file: base/base.yaml, service: b }')}`,
      'in/compose.yaml': 'services:\n  i: { image: i, env_file: x.env }\n',
      'base/base.yaml': 'services:\n  b: { image: b, env_file: x.env }\n',
      'in/x.env': 'FROM=in\n',
      'base/x.env': 'FROM=base\n',
    };
    expect(variablesOf(files).variables).toEqual({ FROM: 'base' });
    expect(variablesOf(files, 'compose.yaml', 'i').variables).toEqual({ FROM: 'in' });
    expect(analyse(files).problems).toEqual([]);
  });

  it('an override adds to the list, `!reset` empties it', () => {
    const files = { 'compose.yaml': service('env_file: a.env'), 'a.env': 'A=a\n', 'b.env': 'B=b\n' };
    const override = (value: string) => ({ ...files, 'compose.override.yaml': `services: { a: { env_file: ${value} } }\n` });
    expect(variablesOf(override('b.env')).variables).toEqual({ A: 'a', B: 'b' });
    expect(variablesOf(override('!reset []'))).toEqual({ variables: {}, known: true });
  });
});

describe('a file of `env_file` that cannot be read', () => {
  it('is a problem at its path, unless it may be missing', () => {
    for (const [line, at] of [
      ['env_file: gone.env', 'env_file: gone.env'],
      ['env_file: [gone.env]', 'gone.env'],
      ['env_file: [{ path: gone.env }]', 'path: gone.env'],
    ] as const) {
      const files = { 'compose.yaml': service(line) };
      const [problem, ...others] = analyse(files).problems;
      expect(problem).toMatchObject({
        code: 'compose-file-missing',
        message: '"gone.env" cannot be read: Compose needs it, and the variables that it sets are not known',
      });
      expect(files['compose.yaml'].slice(problem?.span.start)).toMatch(at);
      expect(others).toEqual([]);
      expect(variablesOf(files).known).toBe(false);
    }
    const optional = { 'compose.yaml': service('env_file: [{ path: gone.env, required: false }]') };
    expect(analyse(optional).problems).toEqual([]);
    expect(variablesOf(optional).known).toBe(false);
  });

  it('is none where only a part of the service is here, or a variable names it', () => {
    for (const text of ['services: { a: { env_file: gone.env } }\n', service('env_file: ${FILE}'), service('env_file: ~/x.env')])
      expect(analyse({ 'compose.yaml': text }).problems.filter(({ code }) => code === 'compose-file-missing')).toEqual([]);
  });

  it('is also one that Compose cannot read', () => {
    const files = { 'compose.yaml': service('env_file: a.env'), 'a.env': 'A=a\nno variable\n' };
    expect(analyse(files).problems.map(({ message }) => message)).toEqual(['line 2 of "a.env" is not "NAME=value": Compose refuses the file']);
  });

  it('is also one with more variables than a machine could start', () => {
    const many = Array.from({ length: 60_000 }, (_, i) => `V${i}=1\n`).join('');
    const files = { 'compose.yaml': `x-a: &a { image: a:1, env_file: a.env }\nservices:\n  a: *a\n  b: *a\n`, 'a.env': many };
    const { problems, unjudged } = analyse(files);
    expect(problems.map(({ code }) => code)).toEqual(['too-large']);
    expect(unjudged.map(({ kind }) => kind)).toEqual(['large']);
  });
});

describe('what is known of them', () => {
  const found = (image: string, env: string, ...lines: readonly string[]) =>
    analyse({ 'compose.yaml': service(...lines, 'env_file: a.env').replace('a:1', image), 'a.env': env }).findings;
  const said = (image: string, env: string, ...lines: readonly string[]) =>
    found(image, env, ...lines).map(
      ({ rule, message, fixes }) => `${rule.id} ${message} ${fixes().map(({ title, safety, objection }) => `${safety} ${title} ${objection}`)}`,
    );

  it('credentials are told once for each file, never with a value', () => {
    const all = said('postgres:17', 'POSTGRES_PASSWORD=correct-horse\nURL=postgres://u:battery-staple@db/x\nPORT=5432\nTOKEN_FILE=/run/t\n');
    const secrets = all.filter((one) => one.startsWith('secret'));
    expect(secrets).toHaveLength(1);
    expect(secrets[0]).toContain('"a" gets 2 credentials from a.env');
    expect(all.join('\n')).not.toMatch(/correct-horse|battery-staple/);
    expect(said('a:1', 'PASSWORD=\nMODE=x\n').filter((one) => one.startsWith('secret'))).toEqual([]);
    expect(said('a:1', 'PASSWORD=x7y\n', 'environment: { PASSWORD: "" }').filter((one) => one.startsWith('secret'))).toEqual([]);
  });

  it('the user that an entrypoint changes to', () => {
    expect(said('example.org/x:1', 'PUID=1000\n').find((one) => one.startsWith('run-as-root '))).toContain('the entrypoint takes PUID');
    expect(said('example.org/x:1', 'OTHER=1000\n').find((one) => one.startsWith('run-as-root '))).not.toContain('PUID');
  });

  it('the socket of an engine', () => {
    const volume = 'volumes: [/srv/engine.sock:/srv/engine.sock]';
    expect(found('a:1', 'DOCKER_HOST=unix:///srv/engine.sock\n', volume).map(({ rule }) => rule.id)).toContain('container-runtime-socket-mounted');
    expect(found('a:1', 'DOCKER_HOST=unix:///other.sock\n', volume).map(({ rule }) => rule.id)).not.toContain('container-runtime-socket-mounted');
    expect(found('a:1', 'DOCKER_HOST=tcp://10.1.2.3:2375\n').map(({ rule }) => rule.id)).toContain('engine-api-over-tcp');
  });

  it('a fix is as safe as with the same variables in `environment`', () => {
    const fixes = (text: string, env: string) =>
      analyse({ 'compose.yaml': text, 'a.env': env }).findings.flatMap(({ rule, fixes: of }) =>
        of().map(({ title, safety }) => `${rule.id} ${safety} ${title}`),
      );
    const inFile = service('env_file: a.env').replace('a:1', 'postgres:17');
    const inline = service('environment: { PGDATA: /data/x, TZ: UTC }').replace('a:1', 'postgres:17');
    expect(fixes(inFile, 'PGDATA=/data/x\nTZ=UTC\n')).toEqual(fixes(inline, ''));
    expect(fixes(inFile, 'PGDATA=/data/x\nTZ=UTC\n')).not.toEqual(fixes(inFile, 'TZ=UTC\n'));
  });
});
