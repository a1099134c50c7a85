import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import type { Snapshot } from '../../server/src/engine/snapshot.ts';
import { fullTitle } from '../../server/src/present/titles.ts';
import { applyEdits } from '../../server/src/text/text.ts';
import { mergedProject } from '../kit/compose.ts';

const analyse = (text: string): Snapshot => new Engine(DEFAULT_SETTINGS).analyse({ uri: 'compose.yaml', text });

const modelOf = (text: string) => Object.fromEntries(mergedProject({ 'compose.yaml': text }, 'compose.yaml')) as Record<string, Record<string, unknown>>;

/** The titles of all fixes of a rule that can be made, each with the names of the services that it changes. */
function reaches(text: string, rule: string): Record<string, string[]> {
  const snapshot = analyse(text);
  const before = modelOf(text);
  return Object.fromEntries(
    snapshot.findings
      .filter((finding) => finding.rule.id === rule)
      .flatMap((finding) =>
        snapshot.fixesOf(finding).flatMap((fix) => {
          const compiled = snapshot.compileFix(finding, fix);
          if (!compiled.ok) return [];
          const after = modelOf(applyEdits(text, compiled.edits));
          const changed = Object.keys(before).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
          return [[fullTitle(fix), changed.map((name) => name.slice('services.'.length))]];
        }),
      ),
  );
}

/** The merged services of a text after the safe fixes of all of them. */
const mended = (text: string) => modelOf(applyEdits(text, analyse(text).fixAll(['safe']).edits));

describe('a fix of what several services share', () => {
  test('is made for each alone where they need different ones', () => {
    const text = 'x-b: &b\n  image: nginx:1.27\nservices:\n  a: *b\n  c:\n    <<: *b\n    cap_add: [NET_RAW]\n';
    const alone = (body: string) => mended(`services:\n  c:\n${body}`)['services.c'];
    const after = mended(text);
    expect(after['services.c']).toEqual(alone('    image: nginx:1.27\n    cap_add: [NET_RAW]\n'));
    expect(after['services.a']).toEqual(alone('    image: nginx:1.27\n'));
  });

  test('does not give the user of one image to another', () => {
    const after = mended('services:\n  a: &a\n    image: postgres:16\n  c:\n    <<: *a\n    image: nginx:1.27\n  e:\n    <<: *a\n    image: example/app:1\n');
    expect([after['services.c']?.['user'], after['services.e']?.['user']]).toEqual([undefined, undefined]);
  });

  test('does not take from a service what its own user needs', () => {
    const text = (c: string) => `services:\n  a: &a\n    image: redis:7\n  c:\n    ${c}\n    user: root\n    tmpfs: [/x]\n    volumes: [./d:/data]\n`;
    const { tmpfs: _, ...after } = mended(text('<<: *a'))['services.c'] ?? {};
    const { tmpfs: __, ...alone } = mended(text('image: redis:7'))['services.c'] ?? {};
    expect(after).toEqual(alone);
  });

  test('is graded by the worst of them', () => {
    const text = 'x-v: &v\n  read_only: false\nservices:\n  a:\n    <<: *v\n    image: redis:7\n  c:\n    <<: *v\n    image: example/app:1\n';
    const snapshot = analyse(text);
    const shared = snapshot.findings.flatMap((finding) => snapshot.fixesOf(finding)).filter(({ scope }) => scope === 'shared');
    expect(shared.map(({ safety }) => safety)).not.toContain('safe');
  });

  test('is not told of services that have their own value', () => {
    const text =
      'x-s: &s\n  cap_add: [SYS_TIME]\nservices:\n  a:\n    <<: *s\n    image: example/a:1\n  b:\n    <<: *s\n    image: example/b:1\n  d:\n    <<: *s\n    image: example/d:1\n    cap_add: []\n';
    const found = reaches(text, 'capability-added-sys-time');
    expect(Object.keys(found).filter((title) => title.endsWith('for both services that share it'))).toHaveLength(1);
    for (const [title, changed] of Object.entries(found))
      expect([title, changed]).toEqual([title, title.endsWith('"a"') ? ['a'] : title.endsWith('"b"') ? ['b'] : ['a', 'b']]);
  });

  test('names what extends the service, too', () => {
    const text = 'services:\n  base:\n    image: example/a:1\n    ipc: host\n  web:\n    extends: base\n    command: run\n';
    const found = reaches(text, 'host-ipc');
    expect(Object.keys(found).map((title) => title.replace(/^.*, /, ''))).toEqual(['for both services that share it', 'only in "web"']);
    expect(Object.values(found)).toEqual([['base', 'web'], ['web']]);
  });
});

/** The services of which each is named with a list of its own: the first holds the anchor. */
const HOLDER = (...takers: readonly string[]) =>
  `services:\n  a:\n    image: example/a:1\n    security_opt: &opt [seccomp=unconfined, "label=type:x"]\n${takers.map((name) => `  ${name}:\n    image: example/${name}:1\n    security_opt: *opt\n`).join('')}`;

describe('a service that holds the anchor', () => {
  test('is changed alone where one other takes the value: that gets the value as it was', () => {
    const found = reaches(HOLDER('b'), 'seccomp-unconfined');
    expect(Object.entries(found).map(([title, changed]) => [title.replace(/^.*, /, ''), changed])).toEqual([
      ['for both services that share it', ['a', 'b']],
      ['only in "a"', ['a']],
      ['only in "b"', ['b']],
    ]);
    const merged = 'services:\n  a: &a\n    image: example/a:1\n    privileged: true\n  b:\n    <<: *a\n    image: example/b:1\n';
    expect(reaches(merged, 'privileged-container')['Remove privileged, only in "a"']).toEqual(['a']);
  });

  test('is not changed alone where more take it, and says who', () => {
    const why = (text: string) => {
      const snapshot = analyse(text);
      const [finding] = snapshot.findings.filter(({ rule }) => rule.id === 'seccomp-unconfined');
      return snapshot.fixesOf(finding as NonNullable<typeof finding>).flatMap((fix) => ('blocked' in fix ? [[fullTitle(fix), fix.blocked]] : []));
    };
    const title = 'Remove seccomp=unconfined, only in "a"';
    expect(why(HOLDER('b'))).toEqual([]);
    expect(why(HOLDER('b', 'c'))).toEqual([[title, '"b" and "c" take it from "a": write it in each of them first']]);
    expect(why(HOLDER('b', 'c', 'd'))).toEqual([[title, '"b" and 2 others take it from "a": write it in each of them first']]);
  });
});

describe('a fix with a part for each service', () => {
  const text = (own: string) =>
    `x-c: &c\n  ipc: host\n  restart: always\nservices:\n  a:\n    <<: *c\n    image: example/a:1\n  b:\n    <<: *c\n    image: example/b:1\n${own}`;

  test('is made for all of them together', () => {
    const found = reaches(text(''), 'host-ipc');
    const [all = '', ...others] = Object.keys(found);
    expect(all).toMatch(/^Remove ipc: host, with 2gb of its own, for both services that share it$/);
    expect(found[all]).toEqual(['a', 'b']);
    expect(others).toHaveLength(2);
    const after = applyEdits(text(''), analyse(text('')).fixAll(['review'], ({ rule }) => rule.id === 'host-ipc').edits);
    expect(after).not.toContain('ipc:');
    expect(after.match(/ {4}shm_size: 2gb/g)).toHaveLength(2);
  });

  test('is made for all where some have theirs already', () => {
    const [head = '', a = '', b = ''] = text('    shm_size: 1g\n').split(/^(?= {2}[ab]:)/m);
    for (const one of [head + a + b, head + b + a]) expect(Object.values(reaches(one, 'host-ipc')).map((changed) => changed.sort())).toContainEqual(['a', 'b']);
  });

  test('is made for each alone where they say different things', () => {
    const device = (name: string, path: string) => `  ${name}:\n    <<: *c\n    image: example/${name}:1\n    devices: [${path}]\n`;
    const divided = `x-c: &c\n  privileged: true\nservices:\n${device('a', '/dev/net/tun')}${device('b', '/dev/fuse')}`;
    expect(Object.values(reaches(divided, 'privileged-container'))).toEqual([['a'], ['b']]);
  });

  test('in one list gives a service its own list', () => {
    const shared = 'x-c: &c\n  cap_add: [NET_ADMIN]\nservices:\n  a:\n    <<: *c\n    image: nginx:1.27\n  b:\n    <<: *c\n    image: redis:7\n';
    const after = mended(shared);
    expect(after['services.a']).toMatchObject({ cap_drop: ['ALL'], cap_add: ['NET_ADMIN', 'CHOWN', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'] });
    expect(after['services.b']).toMatchObject({ cap_drop: ['ALL'], cap_add: ['NET_ADMIN'] });
  });
});

describe('"harden" changes the service that it names, and no other', () => {
  const MERGED =
    'x-common: &common\n  cap_add: [SYS_PTRACE]\n  privileged: true\nservices:\n  a:\n    <<: *common\n    image: nginx:1.27\n  b:\n    <<: *common\n    image: alpine:3\n    cap_drop: [ALL]\n';

  test.each([
    ['a', MERGED],
    ['b', MERGED],
    ['a', HOLDER('b')],
    ['b', HOLDER('b')],
    ['a', HOLDER('b', 'c')],
    ['c', HOLDER('b', 'c')],
  ])('%s', (name, text) => {
    const snapshot = analyse(text);
    const target = snapshot.targetsAt(text.indexOf(`  ${name}:\n`) + 2)[0]?.target;
    expect(target?.called.name).toBe(name);
    const before = modelOf(text);
    const after = modelOf(applyEdits(text, snapshot.harden(target as NonNullable<typeof target>).edits));
    expect(Object.keys(before).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))).toEqual([`services.${name}`]);
  });
});

describe('a fix in a file that others extend', () => {
  const FILES: Record<string, string> = {
    'compose.yaml': 'services:\n  a:\n    extends: { file: base.yaml, service: b }\n  c:\n    extends: { file: base.yaml, service: b }\n',
    'base.yaml': 'services:\n  b:\n    image: example/a:1\n    cap_add: [SYS_TIME]\n',
  };
  const titles = (uri: string): string[] => {
    const engine = new Engine(DEFAULT_SETTINGS, { text: (name) => FILES[name], isShown: () => false });
    for (const [name, text] of Object.entries(FILES)) engine.update({ uri: name, text });
    const snapshot = engine.update({ uri, text: FILES[uri] as string });
    return snapshot.findings.filter(({ rule }) => rule.id === 'capability-added-sys-time').flatMap((finding) => snapshot.fixesOf(finding).map(fullTitle));
  };

  test.each(['compose.yaml', 'base.yaml'])('says how many it changes, from %s', (uri) => {
    const all = titles(uri).filter((title) => !title.includes('only in'));
    expect(all.length).toBeGreaterThan(0);
    for (const title of all) expect(title).toMatch(/for all 3 services that share it$/);
  });
});

test('containers that share a block and need different fixes get their own', () => {
  const text = `apiVersion: v1
kind: Pod
metadata: { name: p }
spec:
  containers:
    - name: a
      image: redis:7
      securityContext: &s
        capabilities: { drop: [NET_RAW] }
    - name: b
      image: nginx:1.27
      securityContext: *s
`;
  const snapshot = new Engine(DEFAULT_SETTINGS).analyse({ uri: 'pod.yaml', text });
  const shared = snapshot.findings.flatMap((finding) =>
    snapshot.fixesOf(finding).flatMap((fix) => (fix.scope === 'shared' ? [`${finding.target.called.name} ${finding.rule.id}`] : [])),
  );
  expect(shared).not.toContain('a capabilities-not-dropped');
  expect(shared).not.toContain('b capabilities-not-dropped');
});

test('an item of a list that another service writes has no entry in its stead', () => {
  const text =
    'services:\n  base:\n    image: example/a:1\n    tmpfs: [/a, "/run:exec"]\n    cap_add: [CHOWN, SYS_TIME]\n  web:\n    extends: base\n    cap_add: [KILL]\n';
  const snapshot = analyse(text);
  const titles = snapshot.findings.flatMap((finding) => (finding.missing ? [] : snapshot.fixesOf(finding).map(fullTitle)));
  expect(titles.filter((title) => title.includes('SYS_TIME')).every((title) => title.includes('for both services'))).toBe(true);
});
