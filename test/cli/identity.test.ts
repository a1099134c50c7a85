import { describe, expect, it } from 'vitest';
import { manifests } from '../workspace/identity/shorthand.ts';
import { useWorkspace } from './workspace.ts';

const { bulkhead, write } = useWorkspace();

const identity = (...args: string[]) => bulkhead(['identity', '--no-config', ...args]);

describe('bulkhead identity', () => {
  it('says whom each workload runs as and where its token leads, with the lines that say so', async () => {
    write({
      'app.yaml': manifests(['runs prod/api as builder', 'runs prod/web off', 'sa prod/builder', 'runs prod/quiet as quiet']),
      'rbac.yaml': manifests([
        'clusterrole deployer: create pods',
        'bind prod/ci-admin: deployer to sa:prod/builder',
        'everywhere root: cluster-admin to sa:prod/root',
      ]),
    });
    expect(await identity()).toEqual({
      status: 0,
      stderr: '',
      stdout: `prod/api[Deployment] as prod/builder, with a token: takes over the cluster
  prod/builder may create pods in prod: it runs pods with any account and Secret there (RoleBinding ci-admin, ClusterRole deployer: rbac.yaml:6)
  prod/root may do anything everywhere: nothing is denied to it (ClusterRoleBinding root, ClusterRole cluster-admin, which every cluster has: rbac.yaml:31)
prod/quiet[Deployment] as prod/quiet, with a token: has no binding in these files
prod/web[Deployment] as prod/default, without a token
`,
    });
  });

  it('tells roles that no file shows', async () => {
    write({
      'app.yaml': manifests(['runs prod/api as ci', 'everywhere ci: deployer to sa:prod/ci', 'bind prod/all: Role gone to group:system:serviceaccounts']),
    });
    const { status, stdout, stderr } = await identity();
    expect([status, stdout]).toEqual([2, 'prod/api[Deployment] as prod/ci, with a token: leads nowhere that is known\n']);
    expect(stderr).toBe(
      'bulkhead: app.yaml:22: no file shows the ClusterRole deployer, which ci gives\nbulkhead: app.yaml:36: no file shows the Role gone, which all gives\n',
    );
  });

  it('says the same as JSON', async () => {
    write({ 'app.yaml': manifests(['namespace prod', 'runs prod/api', 'bind prod/all: edit to group:system:serviceaccounts:prod']) });
    const { status, stdout } = await identity('--format', 'json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      unknown: [],
      workloads: [
        {
          workload: { kind: 'Deployment', namespace: 'prod', name: 'api', at: 'app.yaml:15' },
          account: { namespace: 'prod', name: 'default', shown: false },
          token: true,
          bindings: 1,
          grade: 'node',
          scope: 'prod',
          means: 'gets root on a node, as the namespace prod enforces no Pod Security level',
          chain: [
            {
              account: { namespace: 'prod', name: 'default' },
              power: 'run-pods',
              can: 'create pods',
              means: 'it runs pods with any account and Secret there',
              scope: 'prod',
              subject: { kind: 'Group', name: 'system:serviceaccounts:prod', at: 'app.yaml:30' },
              binding: { kind: 'RoleBinding', name: 'all' },
              role: { kind: 'ClusterRole', name: 'edit', at: 'app.yaml:27', builtIn: true },
            },
          ],
        },
      ],
    });
  });
});
