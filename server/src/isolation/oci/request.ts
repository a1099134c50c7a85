import type { Owner } from '../namespaces.ts';

/**
 * The request of an engine to an OCI runtime for one container: the parts that decide about isolation, with the names of the OCI runtime
 * specification 1.2 (config.md, config-linux.md). An absent value is not requested. If the file does not decide a value, it is the default of
 * the engine, and `unknown` lists it.
 */
export interface OciRequest {
  readonly process: {
    readonly user: OciUser;
    readonly capabilities: Readonly<Record<'bounding' | 'permitted' | 'effective' | 'inheritable' | 'ambient', readonly string[]>>;
    readonly noNewPrivileges: boolean;
    readonly rlimits: readonly { readonly type: string; readonly soft: number; readonly hard: number }[];
    /** Absent if the memory of the node decides. */
    readonly oomScoreAdj?: number;
    readonly apparmorProfile: OciProfile;
    readonly selinux: { readonly mode: 'default' | 'disabled' | 'set'; readonly options: Readonly<Record<string, string>> };
  };
  readonly root: { readonly readonly: boolean };
  readonly mounts: readonly OciMount[];
  readonly linux: {
    readonly namespaces: readonly { readonly type: 'pid' | 'network' | 'ipc' | 'uts' | 'mount' | 'cgroup' | 'user'; readonly of: Owner }[];
    /** Empty without a user namespace. The engine chooses `hostID` for each pod, so it is absent. */
    readonly uidMappings: readonly OciMapping[];
    readonly gidMappings: readonly OciMapping[];
    readonly maskedPaths: readonly string[];
    readonly readonlyPaths: readonly string[];
    readonly seccomp: OciProfile;
    readonly rootfsPropagation: 'rprivate' | 'rslave' | 'rshared';
    readonly resources: OciResources;
    /** Device nodes in addition to the default ones. */
    readonly devices: readonly { readonly source: string; readonly path: string; readonly access: string }[];
    /** The container also has every device of the host. */
    readonly hostDevices: boolean;
    readonly sysctl: Readonly<Record<string, string>>;
  };
  readonly annotations: Readonly<Record<string, string>>;
  readonly unknown: readonly OciUnknown[];
}

/** The user of the process, by number. An absent number is unknown or not requested. */
export interface OciUser {
  readonly uid?: number;
  readonly gid?: number;
  readonly additionalGids: readonly number[];
}

/** A mapping of `size` IDs: they start at `containerID` in the container and at `hostID` on the host. */
export interface OciMapping {
  readonly containerID: number;
  readonly hostID?: number;
  readonly size: number;
}

/** A seccomp or AppArmor profile: none, the default of the engine, or a profile on the host with a file or a name. */
export interface OciProfile {
  readonly profile: 'unconfined' | 'default' | 'localhost';
  readonly name?: string;
}

/** A mount, with the options for the runtime (`ro`, `nosuid`, `size=65536k`). */
export interface OciMount {
  readonly destination: string;
  readonly type: 'proc' | 'sysfs' | 'tmpfs' | 'devpts' | 'mqueue' | 'cgroup' | 'bind';
  /** For a bind, the path of the host as written; absent if the engine makes the source. */
  readonly source?: string;
  readonly options: readonly string[];
  /** The source of a bind if it is not a path in the file, for example `{ kind: 'emptyDir', name: 'tmp' }`. */
  readonly volume?: { readonly kind: string; readonly name?: string };
}

/** The requested limits of cgroup v2. An absent limit is not set. */
export interface OciResources {
  /** In bytes. */
  readonly memory: { readonly limit?: number; readonly swap?: number; readonly reservation?: number };
  /** `quota` and `period` in microseconds, `shares` as a relative weight, `cpus` as a list such as `0-3`. */
  readonly cpu: { readonly quota?: number; readonly period?: number; readonly shares?: number; readonly cpus?: string };
  readonly pids: { readonly limit?: number };
  /** The rules of the device cgroup, in order; `a` means all devices. */
  readonly devices: readonly { readonly allow: boolean; readonly rule: string; readonly access: string }[];
}

/** A part of the request that the file does not decide: its path in the request, and a text that says what decides it. */
export interface OciUnknown {
  readonly what: string;
  readonly why: string;
}

/** Collects the parts of a request that the file does not decide, each once. */
export class Unknowns {
  readonly all: OciUnknown[] = [];

  /** Adds the path of a part, with the reason. */
  add(what: string, why: string): void {
    if (!this.all.some((one) => one.what === what && one.why === why)) this.all.push({ what, why });
  }

  /** Adds a part unless it is certain. The reason then is a template, a variable or another file. */
  unless(certain: boolean, what: string): void {
    if (!certain) this.add(what, 'a template, a variable or another file decides');
  }
}
