import assert from 'node:assert/strict';
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type LabCase, RUNTIMES } from '../case.ts';
import { pod, service } from '../request.ts';
import { runOnce, serve, withFolder } from '../runner.ts';
import { mountBelow } from './host.ts';

const STATUS = "grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status | tr -s '\\t\\n' '  '";

/** Cases that check the laboratory itself: the kernel, or gVisor, reports each setting as requested. */
export const RUNTIME_CASES: readonly LabCase[] = [
  status('root with the default set', [], /CapEff: 00000000a80425fb CapBnd: 00000000a80425fb NoNewPrivs: 0 Seccomp: 2/),
  status('another user has none of the set', ['user: 1000:1000'], /CapEff: 0000000000000000 CapBnd: 00000000a80425fb/),
  status('drop ALL empties the bounding set', ['cap_drop: [ALL]'], /CapEff: 0000000000000000 CapBnd: 0000000000000000/),
  status('no_new_privs and no filter', ['security_opt: [no-new-privileges:true, seccomp=unconfined]'], /NoNewPrivs: 1 Seccomp: 0/),
  {
    name: 'runtime: the default filter refuses a user namespace and the keyring',
    run: async ({ root }) => {
      const ask = (...fields: string[]) =>
        runOnce({ runtime: 'runc', request: service('user: 1000:1000', ...fields), layers: [root], args: ['unshare', '--user', 'true'] });
      assert.match((await ask()).output, /Operation not permitted/);
      assert.equal((await ask('security_opt: [seccomp=unconfined]')).status, 0);
    },
  },
  {
    // the fixes of the rules about host paths that are safe without evidence for an image
    name: 'runtime: what everybody may read of the host is read as before, when its mount and what is mounted below it become read-only',
    run: ({ root }) =>
      withFolder(async (folder) => {
        chmodSync(folder, 0o755);
        writeFileSync(path.join(folder, 'file'), 'public\n');
        const undo = await mountBelow(folder);
        try {
          writeFileSync(path.join(folder, 'below/file'), 'below\n');
          const seen = ['readOnly: false', 'readOnly: true', 'readOnly: true, recursiveReadOnly: IfPossible'].flatMap((mount) =>
            [0, 1000].map(async (user) => {
              const security = `securityContext: { runAsUser: ${user}, capabilities: { drop: [ALL] } }`;
              const request = pod(
                [`volumes: [{ name: a, hostPath: { path: '${folder}' } }]`],
                `volumeMounts: [{ name: a, mountPath: /data, ${mount} }]`,
                security,
              );
              const { output } = await runOnce({
                runtime: 'runc',
                request,
                layers: [root],
                args: ['/bin/sh', '-c', 'ls -lR /data; cat /data/file /data/below/file'],
              });
              return output;
            }),
          );
          const [first = '', ...others] = await Promise.all(seen);
          assert.match(first, /^public\nbelow$/m);
          for (const other of others) assert.equal(other, first);
        } finally {
          await undo();
        }
      }),
  },
  ...RUNTIMES.map(
    (runtime): LabCase => ({
      name: `runtime: a read-only root can't be written, and has a writable tmpfs beside it (${runtime})`,
      run: async ({ root }) => {
        const args = ['/bin/sh', '-c', 'touch /x; touch /tmp/x && echo written'];
        const { output } = await runOnce({ runtime, request: service('read_only: true', 'tmpfs: /tmp'), layers: [root], args });
        // the two outputs come in any order
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
          const args = ['redis-server', '--dir', '/data', '--save', '900 1'];
          const { answered, status } = await serve({ runtime, request: service(`volumes: ['${folder}:/data']`), layers: [root], args }, 'redis-cli set a b');
          assert.deepEqual({ answered, status, kept: readdirSync(folder) }, { answered: true, status: 0, kept: ['dump.rdb'] });
        }),
    }),
  ),
];

function status(what: string, fields: readonly string[], expected: RegExp): LabCase {
  return {
    name: `runtime: ${what}`,
    run: async ({ root }) => {
      const { output } = await runOnce({ runtime: 'runc', request: service(...fields), layers: [root], args: ['/bin/sh', '-c', STATUS] });
      assert.match(output, expected);
    },
  };
}
