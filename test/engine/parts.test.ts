import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import type { Finding } from '../../server/src/engine/finding.ts';

const lines = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i)).join('');
const TEXTS = {
  'pods.yaml': lines(
    24,
    (i) => `---\napiVersion: v1\nkind: Pod\nmetadata: { name: a${i} }\nspec:\n  hostPID: true\n  containers: [{ name: c, image: nginx:1.${i} }]\n`,
  ),
  'compose.yaml': `x-a: &a { cap_add: [SYS_ADMIN], restart: always }\nservices:\n${lines(24, (i) => `  s${i}:\n    <<: *a\n    image: nginx:1.${i}\n    privileged: true\n    ports: ["${8000 + i}:80"]\n    volumes: ["shared:/shared"]\n`)}volumes: { shared: }\n`,
};

/** What is told of each part of a text, before and after a letter, and what is told of all. */
function typed(uri: string, text: string, from: string, to: string) {
  const engine = new Engine(DEFAULT_SETTINGS);
  const before = engine.update({ uri, text }).parts;
  const { parts: after, findings } = engine.update({ uri, text: text.replace(from, to) });
  return { before, after, findings };
}

const placed = ({ rule, span, message }: Finding, by: number) => `${span.start + by} ${span.end + by} ${rule.id} ${message}`;

test.each(Object.entries(TEXTS))('%s: what is told of all but the one where somebody types stays the same object', (uri, text) => {
  for (const [from, to] of [
    ['nginx:1.7', 'nginx:1.7x'],
    ['    image: nginx:1.7', '    # why\n    image: nginx:1.7'],
    ['  hostPID: true', '  # why\n  hostPID: true'],
  ] as const) {
    const { before, after, findings } = typed(uri, text, from, to);
    const known = new Set(before.map((part) => part.findings));
    expect(after.filter((part) => known.has(part.findings)).length).toBeGreaterThanOrEqual(23);
    expect(after.flatMap((part) => part.findings.map((finding) => placed(finding, part.by)))).toEqual(findings.map((finding) => placed(finding, 0)));
  }
});

test('a service that extends another, and one in which a shared value stands, are told with what they share', () => {
  const text = `services:\n  a: &a\n    image: nginx:1\n    privileged: true\n  b:\n    <<: *a\n    image: nginx:2\n  c: { extends: a, image: nginx:3 }\n  d:\n    image: nginx:4\n    pid: host\n`;
  const { after, findings } = typed('compose.yaml', text, 'nginx:4', 'nginx:4x');
  expect(after.length).toBeGreaterThan(1);
  expect(after.flatMap((part) => part.findings.map((finding) => placed(finding, part.by)))).toEqual(findings.map((finding) => placed(finding, 0)));
});
