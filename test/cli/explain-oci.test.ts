import { describe, expect, it } from 'vitest';
import { useWorkspace } from './workspace.ts';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: app, image: a }, { name: side, image: b }] }\n';

describe('explain --oci', () => {
  const { bulkhead, write } = useWorkspace();

  it('prints one object per container, and marks what is unknown', async () => {
    write({ 'pod.yaml': POD });
    const { status, stdout } = await bulkhead(['explain', '--oci', 'pod.yaml']);
    expect(status).toBe(0);
    const printed = JSON.parse(stdout);
    expect(printed).toMatchObject([{ of: 'Pod/web', container: 'app', engine: 'containerd' }, { container: 'side' }]);
    expect(printed[0].unknown).toContainEqual({ what: 'process.user.uid', why: 'the image decides; without a user in the image it is root' });
  });

  it('prints the container that is asked for', async () => {
    write({ 'compose.yaml': 'services: { a: { image: a }, b: { image: b, pid: host } }\n' });
    const { stdout } = await bulkhead(['explain', '--oci', 'compose.yaml', '--container', 'b']);
    expect(JSON.parse(stdout)).toMatchObject([
      { of: 'Service/b', engine: 'docker', linux: { namespaces: expect.arrayContaining([{ type: 'pid', of: 'host' }]) } },
    ]);
  });

  it.each([
    [['explain', '--oci', 'pod.yaml', '--container', 'x'], 'there is no container "x" in pod.yaml: it has app, side'],
    [['explain', '--oci', 'none.yaml'], 'cannot read none.yaml: there is no such file'],
    [['explain', '--oci', 'other.yaml'], 'there is no container and no service in other.yaml'],
    [['explain', 'host-pid', '--oci', 'pod.yaml'], 'give a rule or --oci <file>, not both'],
    [['explain', '--container', 'x'], '--container needs --oci <file>'],
    [['explain'], 'name a rule'],
  ])('%j', async (args, message) => {
    write({ 'pod.yaml': POD, 'other.yaml': 'a: 1\n' });
    const { status, stderr } = await bulkhead(args);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
