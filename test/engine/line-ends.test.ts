import { describe, expect, test } from 'vitest';
import { gapsIn } from '../../server/src/engine/unjudged.ts';
import { analyse } from '../kit/laws.ts';

const pod = ({ name = '', spec = '', more = '' }: { name?: string; spec?: string; more?: string }) => `apiVersion: v1
kind: Pod
metadata:
  name: a${name}
spec:${spec}
  containers:
    - name: c
      image: x${more}
`;
/** The characters that are told, and why the file is not judged as a whole. */
const told = (text: string, file = 'pod.yaml') => {
  const snapshot = analyse(file, text);
  const problems = snapshot.problems.filter(({ code }) => code === 'other-line-end');
  expect(gapsIn(snapshot)).toEqual(expect.arrayContaining(problems.map(({ message }) => message)));
  expect(snapshot.relevant).toBe(true);
  return problems.map(({ span }) => span.start);
};

// what kubectl 1.34 makes of these texts was seen with `kubectl label --local -f FILE -o yaml`
describe.each(['\u2028', '\u2029', '\u0085', '\r'])('%j ends a line for kubectl, and is told', (end) => {
  const named = end === '\r' ? 'a carriage return alone' : `U+${end.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  test.each([
    ['in a comment', pod({ spec: ` # pod${end}  hostPID: true` })],
    ['behind a plain scalar', pod({ more: `${end}      securityContext: {privileged: true}` })],
    ['behind a value that it makes a text', pod({ more: `\n      stdin: true${end} ` })],
    ['in a comment that looks quoted', pod({ name: ` # "b${end}  labels: {q: w} # "` })],
    ['behind a backslash', pod({ name: `\n  annotations: {x: "b\\${end}  c"}` })],
    ['in a block scalar that it ends', pod({ name: `\n  annotations:\n    x: |\n      b${end}spec: {hostPID: true}` })],
    ['in a comment before the document', `# none${end}${pod({})}---\n${pod({})}`],
  ])('%s', (_, text) => {
    expect(told(text)).toContain(text.indexOf(end));
    expect(told(`${pod({})}---\n${text}`), 'in a later document').toHaveLength(told(text).length);
    expect(gapsIn(analyse('pod.yaml', text)).at(-1)).toContain(named);
  });

  test('in Compose files', () => {
    const text = `services:\n  a:\n    image: x # c${end}    privileged: true\n`;
    expect(told(text, 'compose.yaml')).toEqual([text.indexOf(end)]);
    expect(gapsIn(analyse('compose.yaml', text)).at(-1)).toMatch(/^Compose ends the line at/);
  });

  test('but not where it changes nothing', () => {
    expect(told(pod({ name: `\n  annotations: {x: "b${end}  c", y: 'b${end}c'}` }))).toEqual([]);
    expect(told(pod({ name: `\n  annotations:\n    x: |\n      b${end}      c\n    z: q` }))).toEqual([]);
    expect(told(pod({ name: ` # a${end}` }))).toEqual([]);
    expect(told(pod({ name: ` # a${end}# b` }))).toEqual([]);
    expect(analyse('words.yaml', `a: b # c${end}d: e\n`).problems).toEqual([]);
    const long = pod({ name: `\n  annotations:\n${Array.from({ length: 400 }, (_, i) => `    key-${i}: "some${end}text ${i}"`).join('\n')}` });
    expect(told(long)).toEqual([]);
    expect(analyse('pod.yaml', long).problems).toEqual([]);
  });
});

test('a file with nothing but carriage returns is told, although no manifest is seen in it', () => {
  expect(told(pod({ spec: '\n  hostPID: true' }).replaceAll('\n', '\r')).length).toBeGreaterThan(0);
});
