import type { Site } from '../../syntax/site.ts';
import type { Entry, Field, ListField } from '../field.ts';
import type { Spot } from '../spot.ts';
import type { TeamFacts } from '../team.ts';

/**
 * A Compose project as Docker would run it: override files, extended and included services are merged, variables of `.env` are replaced.
 * If a part could not be read, its services are `partial`.
 */
export interface ProjectView {
  /** The root of the document under analysis. */
  readonly site: Site;
  /** The top-level `name`; `undefined` if it is not written or unknown. */
  readonly name: string | undefined;
  /** Every service, also those of included files. Expensive: a rule that reads it makes its findings depend on all services. */
  readonly services: readonly ServiceView[];
  /** The answer to a question about all services, worked out once. A rule that asks depends on the answer alone, which seldom changes. */
  ask<T>(question: Question<T>): T;
  /** The top-level definitions of each kind. Cheap. */
  readonly volumes: Definitions;
  readonly networks: Definitions;
  readonly secrets: Definitions;
  readonly configs: Definitions;
  /** Entries of `include` of the file under analysis. */
  readonly includes: readonly Spot[];
  /** It is written for `docker stack deploy`: a Swarm runs its services. */
  readonly swarm: boolean;
  /** What the team says of its images and runtimes. */
  readonly team: TeamFacts;
  /** A file could not be read (a missing or remote include): there may be unknown services and definitions. */
  readonly partial: boolean;
}

/** A question about all services of a project. Its answer is plain data that compares as JSON does; a `Map` counts as its entries. */
export interface Question<T> {
  answer(services: readonly ServiceView[]): T;
}

/** A merged top-level map of the project, such as `volumes`. */
export interface Definitions {
  readonly names: readonly string[];
  /** The definition with a name. If there is none: a spot that is not written, at the place where it would be defined. */
  get(name: string): Spot;
}

/** A service as Compose would run it, merged from all its files and the services that it extends. Fields have the names of the specification. */
export interface ServiceView {
  readonly project: ProjectView;
  readonly name: string;
  /** The service. Missing protections are shown at its key. */
  readonly site: Site;
  /** The merged service, for fields that this view does not have. */
  readonly spot: Spot;
  /** Only an included file describes the service. Rules read it, but findings are reported in that file. */
  readonly included: boolean;
  /** A text of the service cannot be read, or it has neither `image` nor `build`. An absent field is then unknown. */
  readonly partial: boolean;
  /** The `extends` of the service, as written in the file under analysis. */
  readonly extends: Spot;
  readonly image: Field<string>;
  /** `build`: a text or a map. */
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
  /** Whether the service has a map `deploy.resources`: then new limits go there. */
  readonly usesDeployResources: boolean;
  /** The entries of `environment`. */
  readonly environment: readonly Entry[];
  /** All variables: those of `environment`, and others that the files of `env_file` give. */
  readonly variables: readonly Variable[];
  /** All variables are known by name: `environment` and every file of `env_file` can be read. */
  readonly variablesKnown: boolean;
  /** Entries of `extra_hosts`: name and address. */
  readonly extraHosts: readonly Entry[];
  /** The entries of `networks`; `undefined` if the key is not written (the service then joins the network `default`, or has a `network_mode`). */
  readonly networks: readonly NamedUse[] | undefined;
  /** The entries of `volumes`. */
  readonly volumes: readonly VolumeUse[];
  /** The entries of `volumes` that mount a path of the host: binds, and named volumes that `driver_opts` make binds. */
  readonly mounts: readonly BindView[];
  /** The entries of `tmpfs`, and the volumes with `type: tmpfs`. */
  readonly tmpfs: readonly TmpfsView[];
  readonly devices: readonly DeviceView[];
  readonly ports: readonly PortView[];
  readonly secrets: readonly GrantView[];
  readonly configs: readonly GrantView[];
}

/** A variable of a service. */
export interface Variable extends Pick<Entry, 'key' | 'value'> {
  /** The file of `env_file` that gives it, as written. The site is then that of its path, and fixes cannot change the value. */
  readonly file?: string;
}

/** A name that a service refers to, and the place of the reference. */
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
  /** The path of the host or the name of the volume; `undefined` if there is none or if a variable decides. */
  readonly source: string | undefined;
  /** The path in the container; `undefined` if it can't be read. */
  readonly target: string | undefined;
  readonly readOnly: boolean;
  /** The options after the target in short syntax (`ro,z`); options of the long syntax are translated. A variable stays as written. */
  readonly options: readonly string[];
  /** The entry as written, with its variables; empty in long syntax. */
  readonly text: string;
  /** The entry, for other fields of the long syntax. */
  readonly spot: Spot;
}

/** One mount of a path of the host. */
export interface BindView {
  /** The list item. */
  readonly site: Site;
  /** The place to underline: the item in short syntax, `source` in long syntax, `device` of a volume that `driver_opts` make a bind. */
  readonly at: Site;
  /** The path of the host (`./data`, `/`, `~/x`); never empty. `$PWD` and `$HOME` are `.` and `~`. A relative path starts at the folder of its file. */
  readonly source: string;
  /** The path in the container; `undefined` if it can't be read. */
  readonly target: string | undefined;
  readonly readOnly: boolean;
  /** `volume`: a named volume with `driver_opts` that make it a bind. */
  readonly syntax: 'short' | 'long' | 'volume';
  /** The entry as written, with its variables; empty in long syntax. */
  readonly text: string;
  /** In short syntax: the text after the target, such as `ro,z`; else empty. */
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
  /** The entry as written, with its variables; empty in long syntax. */
  readonly text: string;
}

/** One entry of `devices`. */
export interface DeviceView {
  readonly site: Site;
  /** A path of the host, or the name of a CDI device (`nvidia.com/gpu=all`). */
  readonly source: string;
  readonly target: string;
  /** Letters of `rwm`: read, write, mknod. `rwm` if the entry gives none. */
  readonly permissions: string;
  /** The entry as written; empty in long syntax. */
  readonly text: string;
}

/** A secret or config that a service may read. */
export interface GrantView {
  /** The list item. */
  readonly site: Site;
  readonly name: string;
  /** The absolute path of the file in the container. By default, `/run/secrets/NAME` for a secret and `/NAME` for a config. */
  readonly target: string;
  readonly spot: Spot;
}

/** One entry of `ports`. */
export interface PortView {
  /** The list item. */
  readonly site: Site;
  /** The place to underline: the item in short syntax, else the `published` (or `target`) pair. */
  readonly at: Site;
  readonly syntax: 'short' | 'long';
  /** In short syntax, the entry as written, with its variables; in long syntax, `published:target`. */
  readonly text: string;
  /** The address of the host; `undefined` if none is given. */
  readonly hostIp: string | undefined;
  readonly published: string | undefined;
  readonly target: string;
  /** `tcp` where none is written. */
  readonly protocol: string;
}
