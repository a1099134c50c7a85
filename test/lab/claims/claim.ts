import type { Runtime } from '../runner.ts';

/** A sentence on a rule page, and the commands that show whether it is true. */
export interface Claim {
  readonly rule: string;
  /** The sentence as written on the page, or the part of it that is checked. */
  readonly sentence: string;
  /**
   * A shell command in the container. Its status is 0 if the container can do what the sentence says. `FOLDER` is the folder of the host that
   * scenes mount, `HOSTPID` a root process of the host with all capabilities.
   */
  readonly attempt: string;
  /** A shell command in a container of root with the folder at /data, before every attempt. */
  readonly prepare?: string;
  /** Prepares the host for the attempt; resolves with a function that undoes it. */
  readonly host?: (folder: string) => Promise<() => unknown>;
  /** Another container of the pod, or another service: a shell command that keeps running, and one with status 0 as soon as it is ready. */
  readonly beside?: { readonly command: string; readonly ready: string; readonly uid?: number };
  /** Scenes with the weakness and without: the attempt succeeds in at least one, and fails in at least one. */
  readonly scenes: readonly Scene[];
}

/** One container, given by its manifest. */
export interface Scene {
  /** The fields of the service, or of the container of the pod. */
  readonly fields: readonly string[];
  /** The fields of the pod; absent for a service. */
  readonly pod?: readonly string[];
  /** `runc` by default. */
  readonly runtime?: Runtime;
  /** With containerd 1 (and CRI-O), only root and NET_BIND_SERVICE may bind ports below 1024. */
  readonly engine?: 'containerd 1';
  readonly succeeds: boolean;
}

/** A service with these fields, run by Docker, in which the attempt succeeds. */
export function can(...fields: readonly string[]): Scene {
  return { fields, succeeds: true };
}

/** A service with these fields, run by Docker, in which the attempt fails. */
export function cannot(...fields: readonly string[]): Scene {
  return { fields, succeeds: false };
}

/** The same scene in a pod with these fields, run by containerd. */
export function inPod({ fields, ...scene }: Scene, ...pod: readonly string[]): Scene {
  return { ...scene, fields, pod };
}

/** The same scene in gVisor. */
export function inGvisor(scene: Scene): Scene {
  return { ...scene, runtime: 'runsc' };
}

/** IDs of a user and a group of the host that no image uses. */
export const [OTHER_USER, OTHER_GROUP] = [4242, 4243];

/** Makes a file that only {@link OTHER_USER} may read. */
export const PRIVATE_FILE = `echo private > /data/private; chmod 600 /data/private; chown ${OTHER_USER}:${OTHER_USER} /data/private`;

/** Mounts the folder of the host. */
export const DATA = "volumes: ['FOLDER:/data']";

/** Opens a raw socket that sees every packet of the network namespace (AF_PACKET, SOCK_RAW, ETH_P_ALL). */
export const RAW_SOCKET = "perl -e 'socket(S, 17, 3, 0x0300) or exit 1'";

/** Writes a file with its own content, so that nothing changes. */
export const writes = (file: string) => `cat ${file} > /dev/shm/value && cat /dev/shm/value > ${file}`;
