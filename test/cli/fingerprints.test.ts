import { expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import { useWorkspace } from './workspace.ts';

const { at, bulkhead, write, findings } = useWorkspace();

const PODS = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  hostPID: true
  containers:
    - { name: web, image: "example.org/web:1" }
    - { name: web, image: "example.org/web:1" }
`;

it('of one file are all different', async () => {
  write({ 'pod.yaml': PODS });
  const prints = (await findings('.'))['pod.yaml']?.map(({ fingerprint }) => fingerprint) ?? [];
  expect(prints.length).toBeGreaterThan(10);
  expect(new Set(prints).size).toBe(prints.length);
});

it('do not depend on where the command was started', async () => {
  write({ 'k8s/shop/pod.yaml': PODS });
  const whole = (await findings('.'))['k8s/shop/pod.yaml']?.map(({ fingerprint }) => fingerprint);
  const { stdout } = await bulkhead(['check', '--format', 'json'], { cwd: at('k8s/shop') });
  expect(JSON.parse(stdout).files[0].findings.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).toEqual(whole);
});

it.each([
  ['file:///home/me/the%20shop/pod%20a%25.yaml', 'the shop/pod a%.yaml'],
  ['vscode-vfs://github/me/shop/k8s/pod.yaml', 'pod.yaml'],
  ['file:///pod%zz.yaml', 'pod%zz.yaml'],
])('are the same in an editor, for %s, as on the command line, for %s', (uri, file) => {
  const prints = (name: string) => new Engine(DEFAULT_SETTINGS).analyse({ uri: name, text: PODS }).findings.map(({ fingerprint }) => fingerprint);
  expect(prints(uri)).toEqual(prints(file));
});
