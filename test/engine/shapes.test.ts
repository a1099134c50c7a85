import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';

const problems = (text: string) => {
  const analysis = new Engine(DEFAULT_SETTINGS).analyse({ uri: 'a.yaml', text });
  return analysis.problems.map(({ code, message, span }) => `${code} «${text.slice(span.start, span.end)}» ${message}`);
};
const POD = 'apiVersion: v1\nkind: Pod\n';

describe('a list, a value or null where the API wants a map', () => {
  test.each<[string, string[]]>([
    [`${POD}spec: null\n`, ['wrong-shape «spec: null» "spec" is null, where the API server wants a map']],
    [`${POD}spec:\n  - a\n`, ['wrong-shape «spec:\n  - a» "spec" is a list, where the API server wants a map']],
    [`${POD}spec: {containers: {name: a}}\n`, ['wrong-shape «containers: {name: a}» "containers" is a map, where the API server wants a list']],
    [`${POD}spec: {containers: [a]}\n`, ['wrong-shape «a» an item of "containers" is a single value, where the API server wants a map']],
    [
      'apiVersion: batch/v1\nkind: CronJob\nspec:\n  jobTemplate: soon\n',
      ['wrong-shape «jobTemplate: soon» "jobTemplate" is a single value, where the API server wants a map'],
    ],
  ])('%j', (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  test('a key that is still being typed is not a problem', () => {
    expect(problems(`${POD}spec:\n`)).toEqual([]);
    expect(problems(`${POD}spec:\n  containers:\n`)).toEqual([]);
  });

  test('a value that a template writes is not a problem', () => {
    expect(problems(`${POD}spec: {{ toYaml .Values.spec | nindent 2 }}\n`)).toEqual([]);
  });
});

test('nesting that exhausts the stack is reported once', () => {
  expect(problems(`${POD}spec: ${'['.repeat(30_000)}\n`)).toEqual([expect.stringMatching(/^too-deep .* nested too deeply to be analysed$/s)]);
});

test('a JSON manifest has no place for an allow comment', () => {
  const text =
    '{\n  "apiVersion": "v1",\n  "kind": "Pod",\n  "metadata": { "name": "a" },\n  "spec": { "hostPID": true, "containers": [{ "name": "a", "image": "b" }] }\n}\n';
  const analysis = new Engine(DEFAULT_SETTINGS).analyse({ uri: 'pod.json', text });
  expect(analysis.takesComments).toBe(false);
  expect(analysis.allow(['host-pid'], 'a reason', 4)).toMatchObject({ ok: false });
});
