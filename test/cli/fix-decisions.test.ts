import { expect, it } from 'vitest';
import { useWorkspace } from './workspace.ts';

const { bulkhead, read, write } = useWorkspace();

const POD = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  hostNetwork: true # bulkhead: allow host-network -- legacy
  containers:
    - name: web
      image: example.org/web:1
      securityContext: { runAsUser: 0 }
`;

it('fix --to leaves what somebody wrote, or allows, to its author, and says so', async () => {
  write({ 'pod.yaml': POD });
  const { stdout } = await bulkhead(['fix', '--to', 'restricted']);
  expect(stdout).toMatch(/5:3 {2}host-network: a comment allows it\n/);
  expect(stdout).toMatch(/7:13, 9:26 {2}run-as-root: for you to decide: Run as user 10001, .*, though the file decides otherwise\n/);
  expect(read('pod.yaml')).toBe(POD);
});

it('--safety manual takes what is left to the author, but nothing that a comment allows', async () => {
  write({ 'pod.yaml': POD });
  const { stdout } = await bulkhead(['fix', '--to', 'restricted', '--safety', 'manual', '--nearer']);
  expect(stdout).toMatch(/fixed {2}Run as user 10001, .*: Pod web, web \(manual\)\n/);
  expect(read('pod.yaml')).toContain('hostNetwork: true # bulkhead: allow');
  expect(read('pod.yaml')).toContain('runAsUser: 10001');
});
