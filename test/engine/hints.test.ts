import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';

/** Each hint as `text|label`, with the text of its line before it, and what decides it. */
function hints(text: string, uri = 'file:///shop/compose.yaml', others: Readonly<Record<string, string>> = {}): string[] {
  const snapshot = new Engine(DEFAULT_SETTINGS, { text: (name) => others[name] }).analyse({ uri, text });
  return snapshot.hints.map(({ at, label, from }) => {
    const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at).trim();
    return `${line}|${label}${from ? ` by ${from.file.text.slice(from.span.start, from.span.end)}` : ''}`;
  });
}

const pod = (spec: string) => `apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec:\n${spec}`;

test.each<[of: string, spec: string, shown: string[]]>([
  ['an image that starts as root', '  containers:\n    - name: web # c\n      image: nginx:1.27 # d\n', ['image: nginx:1.27|← root (image)']],
  ['an image with a user of its own', '  containers:\n    - name: web\n      image: prom/prometheus:v3\n', []],
  ['an unknown image', '  containers:\n    - name: web\n      image: example.com/a:1\n', []],
  ['a user that is written', '  containers:\n    - name: web\n      image: nginx:1.27\n      securityContext: { runAsUser: 101 }\n', []],
  [
    'a user of the pod, for the container without one',
    '  securityContext: { runAsUser: 1000 }\n  containers:\n    - { name: a, image: nginx }\n    - { name: b, image: nginx, securityContext: { runAsUser: 101 } }\n',
    ['- { name: a|← user 1000 (pod) by runAsUser: 1000'],
  ],
  [
    'a filter that the pod switches off',
    '  securityContext: { seccompProfile: { type: Unconfined }, runAsUser: 7 }\n  containers:\n    - name: a\n      image: x\n',
    ['- name: a|← user 7 (pod) by runAsUser: 7', '- name: a|← seccomp off (pod) by type: Unconfined'],
  ],
  ['a template that decides', '  securityContext: {{ .Values.x }}\n  containers:\n    - name: a\n      image: nginx\n', []],
])('%s', (_, spec, shown) => {
  expect(hints(pod(spec), 'file:///p.yaml')).toEqual(shown);
});

test('a value that an override replaces has its name, and only there', () => {
  const text = 'services:\n  a:\n    image: nginx:1.27\n    privileged: false\n    user: "101"\n';
  const override = 'services:\n  a:\n    privileged: true\n    read_only: true\n';
  expect(hints(text, undefined, { 'file:///shop/compose.override.yaml': override })).toEqual(['privileged: false|← compose.override.yaml by privileged: true']);
  expect(hints(text)).toEqual([]);
  expect(hints('services:\n  a:\n    image: redis:7\n    command: x\n')).toEqual(['image: redis:7|← root (image)']);
});

test('a limit that a LimitRange gives, and where it stands', () => {
  const range = (name: string) =>
    `apiVersion: v1\nkind: LimitRange\nmetadata: { name: ${name} }\nspec: { limits: [{ type: Container, default: { memory: 512Mi } }] }\n`;
  const web = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: app, image: "example/app:1" }] }\n';
  expect(hints(`${web}---\n${range('limits')}`, 'file:///p.yaml')).toEqual(['spec: { containers: [{ name: app|← 512Mi (LimitRange) by name: limits']);
  expect(hints(`${web.replace('example/app:1"', 'example/app:1", resources: { limits: { memory: 1Gi } }')}---\n${range('limits')}`, 'file:///p.yaml')).toEqual(
    [],
  );
});
