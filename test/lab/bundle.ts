import { execFileSync } from 'node:child_process';
import type { OciMount, OciRequest } from '../../server/src/isolation/oci/request.ts';
import { defaultFilter } from './seccomp.ts';

/** The first ID of the host for a user namespace. The engine chooses it, so the request does not have it. */
export const FIRST_MAPPED_ID = 100_000;

/**
 * The `config.json` of an OCI bundle for the request of an engine. Without the parts that need the host of an engine (AppArmor, SELinux, CPU
 * limits, all devices of the host), and without binds whose source the laboratory does not have.
 * @param join a process with the namespaces of the pod, or of the other service
 */
export function ociConfig(request: OciRequest, root: string, args: readonly string[], env: Readonly<Record<string, string>>, join?: number): object {
  const { process, linux } = request;
  const { uid = 0, gid = 0, additionalGids } = process.user;
  const mapped = (mappings: typeof linux.uidMappings) => mappings.map((one) => ({ hostID: FIRST_MAPPED_ID, ...one }));
  return {
    ociVersion: '1.0.2',
    ...(linux.namespaces.some(({ type, of }) => type === 'uts' && of !== 'host') ? { hostname: 'lab' } : {}),
    process: {
      terminal: false,
      cwd: '/',
      args,
      env: Object.entries({ PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...env }).map(([name, value]) => `${name}=${value}`),
      user: { uid, gid, additionalGids: [...new Set([gid, ...additionalGids])] },
      capabilities: Object.fromEntries(Object.entries(process.capabilities).map(([set, names]) => [set, names.filter((name) => held().has(name))])),
      noNewPrivileges: process.noNewPrivileges,
    },
    root: { path: root, readonly: request.root.readonly },
    mounts: request.mounts.flatMap(placed),
    linux: {
      namespaces: linux.namespaces.flatMap(({ type, of }) =>
        of === 'host' ? [] : [of === 'own' || join === undefined ? { type } : { type, path: `/proc/${join}/ns/${FILES[type] ?? type}` }],
      ),
      ...(linux.uidMappings.length > 0 ? { uidMappings: mapped(linux.uidMappings), gidMappings: mapped(linux.gidMappings) } : {}),
      resources: {
        ...(linux.resources.pids.limit === undefined ? {} : { pids: linux.resources.pids }),
        ...(linux.resources.memory.limit === undefined ? {} : { memory: { limit: linux.resources.memory.limit } }),
        devices: linux.resources.devices.map(({ allow, access, rule }) => ({ allow, access, ...deviceOf(rule) })),
      },
      maskedPaths: linux.maskedPaths,
      readonlyPaths: linux.readonlyPaths,
      sysctl: linux.sysctl,
      ...(linux.seccomp.profile === 'default' ? { seccomp: defaultFilter(process.capabilities.bounding) } : {}),
    },
  };
}

/** The capabilities of this machine: a container cannot have more. */
let ofMachine: ReadonlySet<string> | undefined;
function held(): ReadonlySet<string> {
  if (ofMachine) return ofMachine;
  const [, names = ''] = /bounding set: (.*)/.exec(execFileSync('setpriv', ['--dump'], { encoding: 'utf8' })) ?? [];
  ofMachine = new Set(names.split(',').map((name) => `CAP_${name.trim().toUpperCase()}`));
  return ofMachine;
}

/** The names in /proc of namespaces that have another name in a bundle. */
const FILES: Readonly<Record<string, string>> = { network: 'net', mount: 'mnt' };

/** A mount with a source on this machine. The shared memory of a pod is made only for the container that runs here. */
function placed({ volume, source, ...mount }: OciMount): object[] {
  if (mount.destination === '/dev/shm' && source === undefined) return [{ ...mount, type: 'tmpfs', source: 'shm', options: SHM }];
  if (mount.type !== 'bind') return [{ ...mount, source: mount.type }];
  return source === undefined ? [] : [{ ...mount, source }];
}

const SHM = ['nosuid', 'noexec', 'nodev', 'mode=1777', 'size=65536k'];

/** A rule of the device cgroup such as `c 1:*`. A part that is not a number becomes `null`, which means any to a runtime. */
function deviceOf(rule: string): object {
  const [type, major, minor] = rule.split(/[ :]/);
  return { type, ...(major === undefined ? {} : { major: Number(major), minor: Number(minor) }) };
}
