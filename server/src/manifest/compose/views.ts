import type { Site } from '../../syntax/site.ts';
import type { Field, ListField } from '../field.ts';
import type { Spot } from '../spot.ts';

/** A Compose file as one file shows it; files that it includes or extends are not read. */
export interface ProjectView {
  readonly site: Site;
  readonly name: string | undefined;
  readonly services: readonly ServiceView[];
  /** Keys of the top-level `volumes`. */
  readonly volumeNames: readonly string[];
}

export interface ServiceView {
  readonly project: ProjectView;
  readonly name: string;
  /** The service; its key is where missing protections are shown. */
  readonly site: Site;
  /** The service, for fields that no view names. */
  readonly spot: Spot;
  /** `extends` takes unseen values from elsewhere: what is absent here is then unknown. */
  readonly extends: boolean;
  readonly image: Field<string>;
  readonly privileged: Field<boolean>;
  readonly readOnly: Field<boolean>;
  readonly useApiSocket: Field<boolean>;
  readonly user: Field<string>;
  readonly pid: Field<string>;
  readonly ipc: Field<string>;
  readonly uts: Field<string>;
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
  readonly mounts: readonly BindView[];
  readonly ports: readonly PortView[];
}

/** One entry of `volumes` that mounts a path of the host; named and anonymous volumes are not binds. */
export interface BindView {
  /** The list item. */
  readonly site: Site;
  /** What to underline: the item in short syntax, the `source` pair in long syntax. */
  readonly at: Site;
  /** The host path as written (`./data`, `/`, `~/x`, `${PWD}/x`); never empty. */
  readonly source: string;
  /** The path in the container; `undefined` where it can't be read. */
  readonly target: string | undefined;
  readonly readOnly: boolean;
  readonly syntax: 'short' | 'long';
  /** The entry as written, variables and all; empty in long syntax. */
  readonly text: string;
  /** The short form's text after the target, such as `ro,z`; empty when there is none. */
  readonly options: string;
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
