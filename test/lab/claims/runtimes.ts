import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { DEFAULT_CAPABILITIES } from '../../../server/src/isolation/capabilities.ts';
import type { LabRequest } from '../bundle.ts';
import { type LabCase, RUNTIMES } from '../case.ts';
import { runOnce, serve, withFolder } from '../runner.ts';

/** A container that asks for nothing, under the defaults of Docker. */
export const PLAIN: LabRequest = {
  uid: 0,
  gid: 0,
  capabilities: DEFAULT_CAPABILITIES,
  noNewPrivileges: false,
  seccomp: 'default',
  readOnlyRoot: false,
  lowPorts: true,
  mounts: [],
};

const STATUS = "grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status | tr -s '\\t\\n' '  '";

/** That the laboratory gives what is asked of it: each setting as the kernel, or gVisor, reports it. */
export const RUNTIME_CASES: readonly LabCase[] = [
  status('root with the default set', PLAIN, /CapEff: 00000000a80425fb CapBnd: 00000000a80425fb NoNewPrivs: 0 Seccomp: 2/),
  status('another user has none of the set', { ...PLAIN, uid: 1000, gid: 1000 }, /CapEff: 0000000000000000 CapBnd: 00000000a80425fb/),
  status('drop ALL empties the bounding set', { ...PLAIN, capabilities: [] }, /CapEff: 0000000000000000 CapBnd: 0000000000000000/),
  status('no_new_privs and no filter', { ...PLAIN, noNewPrivileges: true, seccomp: 'unconfined' }, /NoNewPrivs: 1 Seccomp: 0/),
  {
    name: 'runtime: the default filter refuses a user namespace and the keyring',
    run: async ({ root }) => {
      const ask = (seccomp: LabRequest['seccomp']) =>
        runOnce({ runtime: 'runc', request: { ...PLAIN, seccomp, uid: 1000, gid: 1000 }, layers: [root], args: ['unshare', '--user', 'true'] });
      assert.match((await ask('default')).output, /Operation not permitted/);
      assert.equal((await ask('unconfined')).status, 0);
    },
  },
  ...RUNTIMES.map(
    (runtime): LabCase => ({
      name: `runtime: a read-only root can't be written, and has a writable tmpfs beside it (${runtime})`,
      run: async ({ root }) => {
        const mounts = [{ destination: '/tmp', type: 'tmpfs' as const, options: ['mode=1777'] }];
        const args = ['/bin/sh', '-c', 'touch /x; touch /tmp/x && echo written'];
        const { output } = await runOnce({ runtime, request: { ...PLAIN, readOnlyRoot: true, mounts }, layers: [root], args });
        // two outputs, in no order
        assert.match(output, /Read-only file system/);
        assert.match(output, /^written$/m);
      },
    }),
  ),
  ...RUNTIMES.map(
    (runtime): LabCase => ({
      name: `runtime: a folder of the host is mounted, and a service is asked until it answers, and stopped (${runtime})`,
      run: ({ root }) =>
        withFolder(async (folder) => {
          const mounts = [{ destination: '/data', type: 'bind' as const, source: folder, options: ['rbind', 'rw'] }];
          const args = ['redis-server', '--dir', '/data', '--save', '900 1'];
          const { answered, status } = await serve({ runtime, request: { ...PLAIN, mounts }, layers: [root], args }, 'redis-cli set a b');
          assert.deepEqual({ answered, status, kept: readdirSync(folder) }, { answered: true, status: 0, kept: ['dump.rdb'] });
        }),
    }),
  ),
];

function status(what: string, request: LabRequest, expected: RegExp): LabCase {
  return {
    name: `runtime: ${what}`,
    run: async ({ root }) => {
      const { output } = await runOnce({ runtime: 'runc', request, layers: [root], args: ['/bin/sh', '-c', STATUS] });
      assert.match(output, expected);
    },
  };
}
