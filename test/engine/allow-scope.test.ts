import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { allowMends } from '../../server/src/engine/allow-faults.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import { applyEdits } from '../../server/src/text/text.ts';
import { analyse } from '../kit/laws.ts';

const TEXT = `services:
  web:
    image: example/web:1
    privileged: true
    cap_add: [SYS_ADMIN]
    volumes:
      - /etc:/a
      - /var/log:/b
  job:
    image: example/job:1
    privileged: true
    volumes:
      - /etc:/a
`;

/** Where rules are still found: the service or container, once for each finding. */
function left(name: string, text: string, rules: readonly string[]) {
  const { findings, problems } = analyse(name, text);
  const told = findings.filter(({ rule }) => rules.includes(rule.id)).map(({ container }) => container);
  return { told, problems: problems.map(({ code }) => code) };
}

test('an exception goes as far as it is asked to, with one comment', () => {
  const snapshot = analyse('compose.yaml', TEXT);
  const lineOf = (text: string) => snapshot.file.lines.lineOf(TEXT.indexOf(text));
  const comments = (rules: string[], at: string, scope?: 'here' | 'target' | 'file') => {
    const allowed = snapshot.allow(rules, 'a reason until 2031-01-31', lineOf(at), scope);
    if (!allowed.ok) throw new Error(allowed.why);
    const after = applyEdits(TEXT, allowed.edits);
    const comment = after.split('\n').findIndex((line) => line.includes('# bulkhead: allow'));
    return [after.split('\n')[comment]?.trim(), after.split('\n')[comment + 1]?.trim(), ...left('compose.yaml', after, rules).told];
  };
  const privileged = 'privileged-container -- a reason until 2031-01-31';
  expect(comments(['privileged-container'], 'privileged')).toEqual([`# bulkhead: allow ${privileged}`, 'privileged: true', 'job']);
  expect(comments(['privileged-container'], 'privileged', 'target')).toEqual([`# bulkhead: allow ${privileged}`, 'web:', 'job']);
  expect(comments(['privileged-container'], 'privileged', 'file')).toEqual([`# bulkhead: allow-file ${privileged}`, 'services:']);
  const paths = [...new Set(snapshot.findings.map(({ rule }) => rule.id).filter((id) => id.startsWith('host-path-')))];
  const found = left('compose.yaml', TEXT, paths).told;
  expect(found.filter((name) => name === 'web').length, 'host paths of one service').toBeGreaterThan(1);
  expect(comments(paths, '/etc', 'target').slice(2)).toEqual(found.filter((name) => name === 'job'));
});

const POD = `apiVersion: v1
kind: Pod
metadata: { name: shop }
spec:
  containers:
    - name: web
      image: example/web:1
      securityContext: { privileged: true }
    - image: example/log:1
      name: log
      securityContext:
        privileged: true
`;

describe('a comment at the first line', () => {
  const RULE = 'privileged-container';
  const ALLOW = `# bulkhead: allow ${RULE} -- a reason`;
  const told = (text: string) => left('pod.yaml', text, [RULE]);

  test('of a container silences what is in it', () => {
    expect(told(POD)).toEqual({ told: ['web', 'log'], problems: [] });
    expect(told(POD.replace('- name: web', `- name: web ${ALLOW}`))).toEqual({ told: ['log'], problems: [] });
    expect(told(POD.replace('    - image', `    ${ALLOW}\n    - image`))).toEqual({ told: ['web'], problems: [] });
  });

  test('of a pod silences what is in it and in its containers', () => {
    expect(told(POD.replace('spec:', `${ALLOW}\nspec:`))).toEqual({ told: [], problems: [] });
    expect(told(POD.replace('spec:', `spec: ${ALLOW}`))).toEqual({ told: [], problems: [] });
    const deployment = (comment: string) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: shop }\nspec:\n  selector: {}\n  template:\n${comment}    ${POD.slice(POD.indexOf('spec:')).replaceAll('\n', '\n    ').trimEnd()}\n`;
    expect(told(deployment(''))).toEqual({ told: ['web', 'log'], problems: [] });
    expect(told(deployment(`    ${ALLOW}\n`))).toEqual({ told: [], problems: [] });
    expect(told(deployment('').replace('\nspec:', `\n${ALLOW}\nspec:`)), 'the spec of the Deployment is no pod').toEqual({
      told: ['web', 'log'],
      problems: ['allow-unused'],
    });
  });

  test('but not at a later one', () => {
    expect(told(POD.replace('name: log', `name: log ${ALLOW}`))).toEqual({ told: ['web', 'log'], problems: ['allow-unused'] });
  });

  test('of a document silences that document, and with allow-file all of them', () => {
    const several = (head: string) => `${head}${POD}---\n${POD.replaceAll('name: ', 'name: other-')}`;
    expect(told(several(''))).toEqual({ told: ['web', 'log', 'other-web', 'other-log'], problems: [] });
    expect(told(several(`${ALLOW}\n`))).toEqual({ told: ['other-web', 'other-log'], problems: [] });
    expect(told(several(`${ALLOW}\n---\n`))).toEqual({ told: ['other-web', 'other-log'], problems: [] });
    expect(told(several('').replace('---\n', `--- ${ALLOW}\n`))).toEqual({ told: ['web', 'log'], problems: [] });
    expect(told(several(`# bulkhead: allow-file ${RULE} -- a reason\n\n`))).toEqual({ told: [], problems: [] });
  });

  test('of a service does not speak for another one that shares the value', () => {
    const shared = `x-all: &all\n  privileged: true\nservices:\n  web:\n    <<: *all\n    image: example/web:1\n  job:\n    <<: *all\n    image: example/job:1\n`;
    const at = (text: string) => left('compose.yaml', text, [RULE]);
    expect(at(shared).told).toHaveLength(1);
    expect(at(shared.replace('  web:', `  ${ALLOW}\n  web:`))).toEqual({ told: at(shared).told, problems: [] });
    expect(at(shared.replace('  web:', `  ${ALLOW}\n  web:`).replace('  job:', `  ${ALLOW}\n  job:`))).toEqual({ told: [], problems: [] });
  });
});

describe('a comment that does nothing can be mended', () => {
  const mended = (comment: string) => {
    const text = POD.replace('    - name: web', `    ${comment}\n    - name: web`);
    const snapshot = new Engine({ ...DEFAULT_SETTINGS, today: '2027-04-01' }).analyse({ uri: 'pod.yaml', text });
    return snapshot.allowFaults.flatMap((fault) =>
      allowMends(snapshot, fault).map(({ edits }) => /# bulkhead.*/.exec(applyEdits(text, edits))?.[0] ?? 'no comment'),
    );
  };

  test('without a rule or a reason it goes', () => {
    expect(mended('# bulkhead: allow')).toEqual(['no comment']);
    expect(mended('# bulkhead: allow privileged-container')).toEqual(['no comment']);
    expect(mended('# bulkhead: allow privileged-container -- a reason until 2027-02-30')).toEqual(['no comment']);
  });

  test('an unknown or unused rule goes, or gets its name', () => {
    expect(mended('# bulkhead: allow privileged-container, host-pid -- a reason until 2028-01-01')).toEqual([
      '# bulkhead: allow privileged-container -- a reason until 2028-01-01',
    ]);
    expect(mended('# bulkhead: allow privileged-containr -- a reason')).toEqual(['# bulkhead: allow privileged-container -- a reason', 'no comment']);
  });

  test('what is over goes, or goes on', () => {
    expect(mended('# bulkhead: allow privileged-container -- a reason until 2027-03-31')).toEqual([
      'no comment',
      '# bulkhead: allow privileged-container -- a reason until 2027-06-30',
    ]);
  });
});
