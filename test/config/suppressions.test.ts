import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { allowComment } from '../../server/src/config/suppressions.ts';
import { Engine } from '../../server/src/engine/engine.ts';

/** The rules that a pod with these lines in its `spec` breaks, of those that allow comments below name, and the problems of its comments. */
function told(...lines: readonly string[]) {
  const text = ['apiVersion: v1', 'kind: Pod', 'metadata: { name: web }', 'spec:', ...lines.map((line) => `  ${line}`), ''].join('\n');
  const { findings, problems } = new Engine(DEFAULT_SETTINGS).analyse({ uri: 'pod.yaml', text });
  return {
    found: findings.filter(({ rule }) => rule.id === 'host-network').length,
    problems: problems.filter(({ code }) => code.startsWith('allow')).map(({ code }) => code),
  };
}

const ALLOW = '# bulkhead: allow host-network -- it routes';
const WEB = 'containers: [{ name: web, image: example/web:1 }]';

const FINDING = { found: 1, problems: [] };
const SILENT = { found: 0, problems: [] };

describe('what has the form of an `allow` comment and is data silences nothing', () => {
  const data: Record<string, readonly string[]> = {
    'the last line of a literal': ['schedulerName: |-', `  ${ALLOW}`, 'hostNetwork: true', WEB],
    'a line of a folded text': ['schedulerName: >', '  name', `  ${ALLOW}`, 'hostNetwork: true', WEB],
    'a double-quoted text of several lines': ['schedulerName: "name', `  ${ALLOW}"`, 'hostNetwork: true', WEB],
    'a single-quoted text of several lines': [`schedulerName: 'name`, `  ${ALLOW}'`, 'hostNetwork: true', WEB],
    'a quoted text on the line itself': [`{ schedulerName: "a ${ALLOW}", hostNetwork: true, ${WEB} }`],
    'a key': [`{ "a ${ALLOW}": b, hostNetwork: true, ${WEB} }`],
    'a script': ['containers:', '  - name: web', '    image: example/web:1', '    args:', '      - |', '        ls', `        ${ALLOW}`, 'hostNetwork: true'],
    'a literal in the other branch of a template': [
      '{{- if .Values.a }}',
      'schedulerName: name',
      '{{- else }}',
      'schedulerName: |-',
      `  ${ALLOW}`,
      'hostNetwork: true',
      '{{- end }}',
      WEB,
    ],
  };
  test.each(Object.entries(data))('%s', (_, lines) => expect(told(...lines)).toEqual(FINDING));

  test('and is no problem either', () => {
    expect(told('schedulerName: |-', '  # bulkhead: allow host-network', 'hostNetwork: true', WEB)).toEqual(FINDING);
  });
});

describe('a comment silences', () => {
  const comments: Record<string, readonly string[]> = {
    'above the line': [ALLOW, 'hostNetwork: true', WEB],
    'behind the value': [`hostNetwork: true ${ALLOW}`, WEB],
    'behind a block scalar': ['schedulerName: |-', '  name', ALLOW, 'hostNetwork: true', WEB],
    'behind a quoted text': ['schedulerName: "name"', ALLOW, 'hostNetwork: true', WEB],
    'in a flow map': [`{ ${WEB},`, ALLOW, '  hostNetwork: true }'],
    'below a line that cannot be read': ['schedulerName: "name', ALLOW, 'hostNetwork: true', WEB],
    'in a branch of a template': ['{{- if .Values.a }}', 'hostPID: true', '{{- else }}', ALLOW, 'hostNetwork: true', '{{- end }}', WEB],
  };
  test.each(Object.entries(comments))('%s', (_, lines) => expect(told(...lines)).toEqual(SILENT));

  test('behind the header of a block scalar', () => {
    const script = (header: string) => ['containers:', '  - name: web', '    image: example/web:1', `    command: ${header}`, '      sudo su'];
    const found = (header: string) => told(...script(header), 'hostNetwork: true').problems;
    expect(found('|-')).toEqual([]);
    expect(found('|- # bulkhead: allow host-network')).toEqual(['allow-without-reason']);
  });
});

test('what an editor sends stays one line of comment', () => {
  const comment = allowComment({ rules: ['host-pid -- a\nhostPID: true #'], reason: 'a\u001b[31m\r\nb: c\u2028\u202e\u009b d' });
  expect(comment).toBe('bulkhead: allow host-pid -- a hostPID: true # -- a [31m b: c d');
});

describe('the last day of an exception', () => {
  const on = (today: string | undefined, why: string) => {
    const text = `apiVersion: v1\nkind: Pod\nspec:\n  # bulkhead: allow host-network -- ${why}\n  hostNetwork: true\n  ${WEB}\n`;
    const { findings, problems } = new Engine({ ...DEFAULT_SETTINGS, ...(today === undefined ? {} : { today }) }).analyse({ uri: 'pod.yaml', text });
    const found = findings.some(({ rule }) => rule.id === 'host-network');
    return [found ? 'reported' : 'silent', ...problems.map(({ code }) => code)];
  };

  test('is its last', () => {
    expect(on('2027-03-30', 'it routes until 2027-03-31')).toEqual(['silent']);
    expect(on('2027-03-31', 'it routes until 2027-03-31')).toEqual(['silent']);
    expect(on('2027-04-01', 'it routes until 2027-03-31')).toEqual(['reported', 'allow-expired']);
    expect(on('2028-01-01', 'it routes until 2027-12-31.')).toEqual(['reported', 'allow-expired']);
  });

  test('ends nothing where nobody knows the day', () => expect(on(undefined, 'it routes until 2027-03-31')).toEqual(['silent']));

  test('is a day, and no reason', () => {
    expect(on('2026-01-01', 'it routes until 2027-02-29')).toEqual(['reported', 'allow-wrong-date']);
    expect(on('2026-01-01', 'until 2027-03-31')).toEqual(['reported', 'allow-without-reason']);
    expect(on('2029-01-01', 'until 2027-03-31 it was rewritten')).toEqual(['silent']);
  });
});

test.each(['x until 2026-3-1', 'x until tomorrow', 'x until 31.12.2025', 'x until 2025', 'x until 31 December 2025', 'x until: 2025-02-30'])(
  'a last day that is none is said: %s',
  (why) => {
    expect(told(`# bulkhead: allow host-network -- ${why}`, 'hostNetwork: true', WEB)).toEqual({ found: 1, problems: ['allow-wrong-date'] });
  },
);

test.each([
  'x (until 2031-12-31)',
  'x until: 2031-12-31',
  'x UNTIL 2031-12-31',
  'x, until the new driver is out',
  'it runs until the node is drained',
  'kept until v2 of the driver is out everywhere',
])('this allows: %s', (why) => expect(told(`# bulkhead: allow host-network -- ${why}`, 'hostNetwork: true', WEB)).toEqual(SILENT));

describe('what may be meant as an `allow` comment is told', () => {
  test.each([
    '# bulkhead: alow host-network -- x',
    '# bulkhead: ignore host-network -- x',
    '# Bulkhead: allow host-network -- x',
    '# bulkhead allow host-network -- x',
    '# bulkhead:allow-all host-network -- x',
  ])('%s', (comment) => expect(told(comment, 'hostNetwork: true', WEB)).toEqual({ found: 1, problems: ['allow-misspelt'] }));

  test.each(['# bulkhead: the wall between cells', '# see bulkhead: allow', '# bulkhead'])('but not %s', (comment) =>
    expect(told(comment, 'hostNetwork: true', WEB)).toEqual(FINDING),
  );
});
