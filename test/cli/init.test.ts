import { describe, expect, it } from 'vitest';
import { readConfig } from '../../server/src/config/file.ts';
import { useWorkspace } from './workspace.ts';

const { bulkhead, read, write } = useWorkspace();

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  hostNetwork: true\n  containers: [{ name: web, image: "example.org/web:1" }]\n';
const runtimeClass = (name: string, handler: string) => `apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: { name: ${name} }\nhandler: ${handler}\n`;

describe('bulkhead init', () => {
  it('writes a configuration that is right, also with all that it suggests', async () => {
    write({ 'pod.yaml': POD });
    expect((await bulkhead(['init'])).status).toBe(0);
    const text = read('.bulkhead.yaml');
    expect(readConfig(text)).toMatchObject({ problems: [], config: { threatModel: 'trusted-internal' } });
    const all = readConfig(text.replaceAll(/^# (?=(?:kubernetesVersion|runtimeClass|podSecurity|infrastructure|images|rules|ignore|allow):| )/gm, ''));
    expect(all.problems).toEqual([]);
    expect(Object.keys(all.config ?? {}).sort()).toEqual([
      'allow',
      'ignore',
      'images',
      'infrastructure',
      'kubernetesVersion',
      'podSecurity',
      'rules',
      'runtimeClass',
      'threatModel',
    ]);
  });

  it('takes what it finds', async () => {
    write({ 'a.yaml': runtimeClass('plain', 'runc'), 'b.yaml': runtimeClass('boxed', 'runsc'), 'charts/web/ci/values.yaml': 'a: 1\n' });
    await bulkhead(['init']);
    expect(readConfig(read('.bulkhead.yaml')).config).toEqual({ threatModel: 'trusted-internal', runtimeClass: 'boxed', ignore: ['charts/web/ci/'] });
  });

  it('leaves one that is there as it is', async () => {
    write({ '.bulkhead.yaml': '# mine\n', 'pod.yaml': POD });
    expect(await bulkhead(['init'])).toMatchObject({ status: 2, stderr: 'bulkhead: there is a .bulkhead.yaml already\n' });
    expect(read('.bulkhead.yaml')).toBe('# mine\n');
  });

  it('is the first of three commands after which what is new fails, and nothing else', async () => {
    write({ 'pod.yaml': POD });
    expect((await bulkhead(['check'])).status).toBe(1);
    await bulkhead(['init']);
    expect((await bulkhead(['check', '--baseline', 'known.json', '--update-baseline'])).status).toBe(0);
    expect((await bulkhead(['check', '--baseline', 'known.json'])).status).toBe(0);
    write({ 'pod.yaml': POD.replace('spec:\n', 'spec:\n  hostPID: true\n') });
    const { status, stdout } = await bulkhead(['check', '--baseline', 'known.json', '--format', 'github']);
    expect([status, stdout]).toEqual([1, expect.stringMatching(/^::error file=pod\.yaml,line=5,.*host-pid/m)]);
    expect(stdout.match(/^::/gm)).toHaveLength(1);
  });
});
