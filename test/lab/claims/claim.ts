import type { Runtime } from '../runner.ts';

/** A sentence on a rule page, and what is run to see whether it is true. */
export interface Claim {
  readonly rule: string;
  /** As it stands on the page: a sentence, or the part of it that is shown. */
  readonly sentence: string;
  /**
   * A shell command in the container: 0 where it can be done. `FOLDER` is the folder of the host that scenes
   * mount, `HOSTPID` a root process of the host with all capabilities.
   */
  readonly attempt: string;
  /** A shell command of a container of root's with the folder at /data, before every attempt. */
  readonly prepare?: string;
  /** Something of the host that the attempt is about; answers how to take it away again. */
  readonly host?: (folder: string) => Promise<() => unknown>;
  /** Another container of the pod, or another service: a shell command that stays, and one that is 0 once it is ready. */
  readonly beside?: { readonly command: string; readonly ready: string; readonly uid?: number };
  /** With the weakness and without: at least one in which the attempt succeeds, and one in which it doesn't. */
  readonly scenes: readonly Scene[];
}

/** One container, by what its manifest says. */
export interface Scene {
  /** Fields of a service, or of the container of a pod. */
  readonly fields: readonly string[];
  /** Fields of the pod, where it is one. */
  readonly pod?: readonly string[];
  /** `runc` unless gVisor decides something. */
  readonly runtime?: Runtime;
  /** containerd 1 and CRI-O leave ports below 1024 to root and NET_BIND_SERVICE. */
  readonly engine?: 'containerd 1';
  readonly succeeds: boolean;
}

/** Under Docker, a service with these fields that can do it. */
export function can(...fields: readonly string[]): Scene {
  return { fields, succeeds: true };
}

/** Under Docker, a service with these fields that can't. */
export function cannot(...fields: readonly string[]): Scene {
  return { fields, succeeds: false };
}

/** The same in a pod with these fields, under containerd. */
export function inPod({ fields, ...scene }: Scene, ...pod: readonly string[]): Scene {
  return { ...scene, fields, pod };
}

/** The same under gVisor. */
export function inGvisor(scene: Scene): Scene {
  return { ...scene, runtime: 'runsc' };
}

/** Two users of the host that no image has. */
export const [OTHER_USER, OTHER_GROUP] = [4242, 4243];

/** A file that only {@link OTHER_USER} may read. */
export const PRIVATE_FILE = `echo private > /data/private; chmod 600 /data/private; chown ${OTHER_USER}:${OTHER_USER} /data/private`;

/** Mounts the folder of the host. */
export const DATA = "volumes: ['FOLDER:/data']";

/** A raw socket that sees every packet of the network namespace (AF_PACKET, SOCK_RAW, ETH_P_ALL). */
export const RAW_SOCKET = "perl -e 'socket(S, 17, 3, 0x0300) or exit 1'";

/** Writes the same value back: nothing changes. */
export const writes = (file: string) => `cat ${file} > /dev/shm/value && cat /dev/shm/value > ${file}`;
