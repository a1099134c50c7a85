import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import type { Snapshot } from '../../server/src/engine/snapshot.ts';
import { fullTitle } from '../../server/src/present/titles.ts';
import { applyEdits } from '../../server/src/text/text.ts';

const analyse = (text: string): Snapshot => new Engine(DEFAULT_SETTINGS).analyse({ uri: 'compose.yaml', text });

/** The titles of the fixes of the first finding of a rule, each with the lines that it changes. */
function variants(text: string, rule: string) {
  const analysis = analyse(text);
  const finding = analysis.findings.find((f) => f.rule.id === rule);
  if (!finding) throw new Error(`${rule} is not found in\n${text}`);
  return analysis.fixesOf(finding).map((fix) => {
    const compiled = analysis.compileFix(finding, fix);
    return { title: fullTitle(fix), after: compiled.ok ? applyEdits(text, compiled.edits) : compiled.why };
  });
}

const MERGED = `x-common: &common
  restart: always # all of them
  privileged: true
  cap_add: [NET_ADMIN, SYS_TIME]
services:
  web:
    <<: *common
    image: example/web:1
  job:
    <<: *common
    image: example/job:1
  other:
    image: example/other:1
`;

describe('a value that services share through an anchor', () => {
  test('is one finding, at its place, with the names of the services', () => {
    const found = analyse(MERGED).findings.filter((f) => f.rule.id === 'privileged-container');
    expect(found.map(({ target, also }) => [target.called.name, also.map((other) => other.target.called.name)])).toEqual([['web', ['job']]]);
    expect(found[0]?.related.map(({ message }) => message)).toContain('takes effect in "job"');
  });

  test('has a fix for all of them, and one for each alone', () => {
    expect(variants(MERGED, 'privileged-container')).toEqual([
      { title: 'Remove privileged, for both services that share it', after: MERGED.replace('  privileged: true\n', '') },
      { title: 'Remove privileged, only in "web"', after: MERGED.replace('    image: example/web:1\n', '    image: example/web:1\n    privileged: false\n') },
      { title: 'Remove privileged, only in "job"', after: MERGED.replace('    image: example/job:1\n', '    image: example/job:1\n    privileged: false\n') },
    ]);
  });

  test('in a list is removed from the list, or from a copy of it', () => {
    const [all, only] = variants(MERGED, 'capability-added-sys-time');
    expect(all?.after).toBe(MERGED.replace('[NET_ADMIN, SYS_TIME]', '[NET_ADMIN]'));
    expect(only?.after).toContain('    image: example/web:1\n    cap_add: [NET_ADMIN]\n');
    expect(only?.after).toContain('  cap_add: [NET_ADMIN, SYS_TIME]\n');
  });

  test('through an alias is changed where it is written', () => {
    const text =
      'services:\n  a:\n    image: example/a:1\n    volumes: &vols\n      - /run/docker.sock:/run/docker.sock\n      - data:/data\n  b:\n    image: example/b:1\n    volumes: *vols\nvolumes: { data: {} }\n';
    const titles = variants(text, 'container-runtime-socket-mounted').map(({ title }) => title);
    expect(titles.some((title) => title.endsWith('for both services that share it'))).toBe(true);
    // it is written in "a": "b" then gets a copy
    expect(titles.filter((title) => title.includes('only in'))).toEqual(['Remove the mount, only in "a"', 'Remove the mount, only in "b"']);
  });

  test('that only one service uses is changed where it is written', () => {
    const text = 'x-one: &one\n  privileged: true\nservices:\n  web:\n    <<: *one\n    image: example/web:1\n';
    expect(variants(text, 'privileged-container')).toEqual([
      { title: 'Remove privileged', after: text.replace('x-one: &one\n  privileged: true', 'x-one: &one {}') },
    ]);
  });

  test('is changed for all by "fix all", and for a single service by "harden"', () => {
    const analysis = analyse(MERGED);
    const all = applyEdits(MERGED, analysis.fixAll(['safe', 'review'], (f) => f.rule.id === 'privileged-container').edits);
    expect(all).toBe(MERGED.replace('  privileged: true\n', ''));
    const target = analysis.targetsAt(MERGED.indexOf('example/web'))[0]?.target;
    const hardened = applyEdits(MERGED, analysis.harden(target as NonNullable<typeof target>).edits);
    expect(hardened.slice(0, hardened.indexOf('services:'))).toBe(MERGED.slice(0, MERGED.indexOf('services:')));
    expect(hardened.slice(hardened.indexOf('  job:'))).toBe(MERGED.slice(MERGED.indexOf('  job:')));
    expect(hardened).toContain('    privileged: false\n');
  });

  test('of a service that another extends is one finding', () => {
    const text = 'services:\n  base:\n    image: example/a:1\n    ipc: host\n  web:\n    extends: base\n    command: run\n';
    const found = analyse(text).findings.filter((f) => f.rule.id === 'host-ipc');
    expect(
      found.map(({ target, also, span }) => [target.called.name, also.map((other) => other.target.called.name), text.slice(span.start, span.end)]),
    ).toEqual([['base', ['web'], 'ipc: host']]);
  });
});

describe('a missing setting of a service that others extend', () => {
  const OWNER = 'services:\n  a: &a\n    image: example/a:1\n  b:\n    <<: *a\n    image: example/b:1\n';

  test('is added for all of them', () => {
    const analysis = analyse(OWNER);
    const finding = analysis.findings.find((f) => f.rule.id === 'writable-root-filesystem' && f.target.called.name === 'a');
    const [fix] = finding ? analysis.fixesOf(finding) : [];
    expect(fix && fullTitle(fix)).toMatch(/2 services that share it$|both services that share it$/);
    const compiled = finding && fix && analysis.compileFix(finding, fix);
    expect(compiled?.ok && applyEdits(OWNER, compiled.edits)).toContain('    image: example/a:1\n    read_only: true\n');
  });

  test('is added once by "fix all"', () => {
    const after = applyEdits(OWNER, analyse(OWNER).fixAll(['safe', 'review'], (f) => f.rule.id === 'allow-privilege-escalation').edits);
    expect(after.match(/no-new-privileges/g)).toHaveLength(1);
    expect(analyse(after).findings.filter((f) => f.rule.id === 'allow-privilege-escalation')).toEqual([]);
  });
});

test('an item that two services list, of which one extends the other, is not taken from one list alone', () => {
  const text = `services:
  common:
    image: postgres:16
    extra_hosts: ["host.docker.internal:host-gateway", "db:10.0.0.1"]
  child:
    extends: common
    extra_hosts: ["host.docker.internal:host-gateway"]
  web:
    extends: child
`;
  const why = '"web" takes extra_hosts host.docker.internal:host-gateway from "child" too: change it there first';
  expect(variants(text, 'host-gateway-alias').map(({ after }) => after)).toEqual([why]);
});
