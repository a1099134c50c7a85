import type { Owner } from '../namespaces.ts';

/**
 * What an engine asks of an OCI runtime for one container, in the terms of the OCI runtime specification (config.md, config-linux.md,
 * runtime-spec 1.2), as far as it decides about isolation. The engine does not ask for a value that is left out of `process.user`, `resources`
 * and the like. If the file does not decide a value, the engine's default stands here and `unknown` lists it.
 */
export interface OciRequest {
  readonly process: {
    readonly user: OciUser;
    readonly capabilities: Readonly<Record<'bounding' | 'permitted' | 'effective' | 'inheritable' | 'ambient', readonly string[]>>;
    readonly noNewPrivileges: boolean;
    readonly rlimits: readonly { readonly type: string; readonly soft: number; readonly hard: number }[];
    /** Left out if the memory of the node decides. */
    readonly oomScoreAdj?: number;
    readonly apparmorProfile: OciProfile;
    readonly selinux: { readonly mode: 'default' | 'disabled' | 'set'; readonly options: Readonly<Record<string, string>> };
  };
  readonly root: { readonly readonly: boolean };
  readonly mounts: readonly OciMount[];
  readonly linux: {
    readonly namespaces: readonly { readonly type: 'pid' | 'network' | 'ipc' | 'uts' | 'mount' | 'cgroup' | 'user'; readonly of: Owner }[];
    /** Empty without a user namespace. The engine picks `hostID` for each pod, so it is left out. */
    readonly uidMappings: readonly OciMapping[];
    readonly gidMappings: readonly OciMapping[];
    readonly maskedPaths: readonly string[];
    readonly readonlyPaths: readonly string[];
    readonly seccomp: OciProfile;
    readonly rootfsPropagation: 'rprivate' | 'rslave' | 'rshared';
    readonly resources: OciResources;
    /** Device nodes in addition to the default ones. */
    readonly devices: readonly { readonly source: string; readonly path: string; readonly access: string }[];
    /** Every device of the host is there, too. */
    readonly hostDevices: boolean;
    readonly sysctl: Readonly<Record<string, string>>;
  };
  readonly annotations: Readonly<Record<string, string>>;
  readonly unknown: readonly OciUnknown[];
}

/** The user of the process, by number. A number that is left out is unknown or not asked for. */
export interface OciUser {
  readonly uid?: number;
  readonly gid?: number;
  readonly additionalGids: readonly number[];
}

/** `size` IDs from `containerID` on, as the host sees them from `hostID` on. */
export interface OciMapping {
  readonly containerID: number;
  readonly hostID?: number;
  readonly size: number;
}

/** A seccomp or AppArmor profile: none, the engine's own, or one of a file or name on the host. */
export interface OciProfile {
  readonly profile: 'unconfined' | 'default' | 'localhost';
  readonly name?: string;
}

/** A mount, with the options that the runtime is given (`ro`, `nosuid`, `size=65536k`). */
export interface OciMount {
  readonly destination: string;
  readonly type: 'proc' | 'sysfs' | 'tmpfs' | 'devpts' | 'mqueue' | 'cgroup' | 'bind';
  /** For a bind, the path of the host as it is written; left out if the engine makes the source. */
  readonly source?: string;
  readonly options: readonly string[];
  /** The source of a bind if that is not a path of the host, for example `{ kind: 'emptyDir', name: 'tmp' }`. */
  readonly volume?: { readonly kind: string; readonly name?: string };
}

/** The limits of cgroup v2 that are asked for; a limit that is left out is not set. */
export interface OciResources {
  /** Bytes. */
  readonly memory: { readonly limit?: number; readonly swap?: number; readonly reservation?: number };
  /** Microseconds of `period`, and relative `shares`. */
  readonly cpu: { readonly quota?: number; readonly period?: number; readonly shares?: number; readonly cpus?: string };
  readonly pids: { readonly limit?: number };
  /** Rules of the device cgroup, in order; `a` stands for all. */
  readonly devices: readonly { readonly allow: boolean; readonly rule: string; readonly access: string }[];
}

/** A part of the request, by its path, that the file does not decide, and what does. */
export interface OciUnknown {
  readonly what: string;
  readonly why: string;
}

/** Collects the parts of a request that the file does not decide, each once. */
export class Unknowns {
  readonly all: OciUnknown[] = [];

  add(what: string, why: string): void {
    if (!this.all.some((one) => one.what === what && one.why === why)) this.all.push({ what, why });
  }

  /** A value that a template, a variable or another file decides. */
  unless(certain: boolean, what: string): void {
    if (!certain) this.add(what, 'a template, a variable or another file decides');
  }
}
