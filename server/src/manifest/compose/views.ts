import type { Site } from '../../syntax/site.ts';
import type { Entry, Field, ListField } from '../field.ts';
import type { Spot } from '../spot.ts';

/**
 * A Compose project as the engine would run it: override files, extended and included services merged, variables of `.env` filled in.
 * If a part could not be read, services are `partial`.
 */
export interface ProjectView {
  /** The root of the file under analysis. */
  readonly site: Site;
  readonly name: string | undefined;
  /** Every service, those of included files too. Asking for them costs: a service's findings then depend on all others. */
  readonly services: readonly ServiceView[];
  /** Top-level definitions, by kind and name, with the place where each is (or would be) defined. Cheap. */
  readonly volumes: Definitions;
  readonly networks: Definitions;
  readonly secrets: Definitions;
  readonly configs: Definitions;
  /** Entries of `include` of the file under analysis. */
  readonly includes: readonly Spot[];
  /** Something could not be read (a missing or remote include): there may be services and definitions that are not known. */
  readonly partial: boolean;
}

/** A top-level map of the project such as `volumes`. */
export interface Definitions {
  readonly names: readonly string[];
  /** The definition; if there is none, a spot that is not written. */
  get(name: string): Spot;
}

/** A service as Compose would run it: merged from all its files and from what it extends. Fields are named as in the specification. */
export interface ServiceView {
  readonly project: ProjectView;
  readonly name: string;
  /** The service; its key is where missing protections are shown. */
  readonly site: Site;
  /** The merged service, for fields that no view names. */
  readonly spot: Spot;
  /** The service comes from an included file: rules look at it, but it is reported there. */
  readonly included: boolean;
  /** The service takes values from a place that cannot be read: an absent field is then unknown. */
  readonly partial: boolean;
  /** The `extends` of the service as it is written in the file under analysis. */
  readonly extends: Spot;
  readonly image: Field<string>;
  /** `build`, a text or a map. */
  readonly build: Spot;
  readonly privileged: Field<boolean>;
  readonly readOnly: Field<boolean>;
  readonly useApiSocket: Field<boolean>;
  readonly user: Field<string>;
  readonly groupAdd: ListField;
  readonly pid: Field<string>;
  readonly ipc: Field<string>;
  readonly uts: Field<string>;
  readonly cgroup: Field<string>;
  readonly networkMode: Field<string>;
  readonly usernsMode: Field<string>;
  readonly runtime: Field<string>;
  readonly capAdd: ListField;
  readonly capDrop: ListField;
  readonly securityOpt: ListField;
  readonly memLimit: Field<string>;
  /** `deploy.resources.limits.memory` */
  readonly deployMemoryLimit: Field<string>;
  readonly pidsLimit: Field<number>;
  /** `deploy.resources.limits.pids` */
  readonly deployPidsLimit: Field<number>;
  /** True when the service has `deploy.resources`, so that limits go there. */
  readonly usesDeployResources: boolean;
  readonly environment: readonly Entry[];
  /** Entries of `extra_hosts`: name and address. */
  readonly extraHosts: readonly Entry[];
  /** Networks that it joins, by the name in the file; `undefined` if it says nothing (the `default` network) or has a `network_mode`. */
  readonly networks: readonly NamedUse[] | undefined;
  /** Every entry of `volumes`. */
  readonly volumes: readonly VolumeUse[];
  /** The entries that give it a path of the host: binds, and named volumes that are binds by their `driver_opts`. */
  readonly mounts: readonly BindView[];
  /** Entries of `tmpfs` and volumes of that type. */
  readonly tmpfs: readonly TmpfsView[];
  readonly devices: readonly DeviceView[];
  readonly ports: readonly PortView[];
  readonly secrets: readonly GrantView[];
  readonly configs: readonly GrantView[];
}

/** A name that a service uses, and where it says so. */
export interface NamedUse {
  readonly name: string;
  readonly site: Site;
}

/** One entry of `volumes`. */
export interface VolumeUse {
  /** The list item. */
  readonly site: Site;
  readonly type: 'bind' | 'volume' | 'anonymous' | 'tmpfs' | 'npipe' | 'other';
  readonly syntax: 'short' | 'long';
  /** The host path or the name of the volume; `undefined` if there is none or a variable decides. */
  readonly source: string | undefined;
  /** The path in the container; `undefined` if it can't be read. */
  readonly target: string | undefined;
  readonly readOnly: boolean;
  /** Options of the short form after the target (`ro,z`), or of the long form as the short one would say them. A variable stays as written. */
  readonly options: readonly string[];
  /** The entry as written, variables and all; empty in long syntax. */
  readonly text: string;
  /** The entry, for fields of the long form. */
  readonly spot: Spot;
}

/** One mount of a path of the host. */
export interface BindView {
  /** The list item. */
  readonly site: Site;
  /** What to underline: the item in short syntax, the `source` pair in long syntax, the `device` of a volume that is a bind by its options. */
  readonly at: Site;
  /** The host path as written (`./data`, `/`, `~/x`, `${PWD}/x`); never empty. Relative ones start at the folder of the file they are in. */
  readonly source: string;
  /** The path in the container; `undefined` if it can't be read. */
  readonly target: string | undefined;
  readonly readOnly: boolean;
  /** `volume`: a named volume with `driver_opts` that make it a bind. */
  readonly syntax: 'short' | 'long' | 'volume';
  /** The entry as written, variables and all; empty in long syntax. */
  readonly text: string;
  /** The short form's text after the target, such as `ro,z`; empty when there is none. */
  readonly options: string;
  readonly use: VolumeUse;
}

/** One entry of `tmpfs`. */
export interface TmpfsView {
  /** The list item, or the scalar. */
  readonly site: Site;
  readonly target: string;
  /** Options such as `size=64m`, `exec`; Docker adds `noexec,nosuid,nodev`. */
  readonly options: readonly string[];
}

/** One entry of `devices`. */
export interface DeviceView {
  readonly site: Site;
  /** A path of the host, or the name of a CDI device (`nvidia.com/gpu=all`). */
  readonly source: string;
  readonly target: string;
  /** `rwm` where nothing is said. */
  readonly permissions: string;
  /** The entry as written; empty in long syntax. */
  readonly text: string;
}

/** A secret or config that a service is granted. */
export interface GrantView {
  /** The list item. */
  readonly site: Site;
  readonly name: string;
  /** Where it is mounted: an absolute path; secrets go to `/run/secrets/NAME`, configs to `/NAME` by default. */
  readonly target: string;
  readonly spot: Spot;
}

/** One entry of `ports`. */
export interface PortView {
  /** The list item. */
  readonly site: Site;
  /** What to underline: the item in short syntax, else the `published` (or `target`) pair. */
  readonly at: Site;
  readonly syntax: 'short' | 'long';
  /** The entry as written, variables and all, in short syntax; in long syntax `published:target`. */
  readonly text: string;
  /** The address it is published on; `undefined` when none is given. */
  readonly hostIp: string | undefined;
  readonly published: string | undefined;
  readonly target: string;
}
