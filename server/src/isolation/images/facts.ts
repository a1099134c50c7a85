/** A path to which an image writes, beside what its user mounts. */
export interface WritablePath {
  readonly path: string;
  /**
   * `data` belongs on a volume; `scratch` is empty in the image, so that a tmpfs or emptyDir does; `config` holds files of the image that
   * an empty mount would hide, so that nothing can be mounted there without its author.
   */
  readonly kind: 'data' | 'scratch' | 'config';
  /** Programs or libraries are unpacked and loaded from there: Docker's tmpfs forbids that by default. */
  readonly exec?: true;
  /** Holds sockets, pid files and the like, a few MiB at most. Of other paths nobody knows how much they take. */
  readonly small?: true;
  /** The program must own the folder itself, for its mode: a volume mounted right there and given to its group does not do. */
  readonly owned?: true;
  /** Written only when something is mounted at or below this path. */
  readonly when?: string;
}

/** What is known of an image. Facts only; what to make of them is for the rules to say. */
export interface ImageFacts {
  /** For messages: `postgres (Debian)`. */
  readonly name: string;
  /** Verified in the sources of the image, at least in its users: may decide that a fix is safe. Else it is advice only. */
  readonly proven: boolean;
  /** The form of `USER`; none is root. `varies`: a name in some versions, a number in others. */
  readonly imageUser: 'root' | 'named' | 'numeric' | 'varies';
  /** The name that `USER` gives. */
  readonly userName?: string;
  /** A user and group other than root with which it is known to work; absent where there is none. */
  readonly uid?: number;
  readonly gid?: number;
  /** Any user works; `uid` and `gid` suggest one. */
  readonly anyUser?: true;
  /** What must hold beside for that user, one short sentence: a fix that sets it then needs review. */
  readonly conditions?: string;
  /** Where the configuration is that `conditions` speak of. As it is shipped the program does not run as that user. */
  readonly configuration?: string;
  /** It starts as root and changes to `uid` itself. */
  readonly dropsPrivileges: boolean;
  /** First arguments with which its entrypoint still starts its own program; options (`-x`) and `*.conf` need no mention. */
  readonly programs: readonly string[];
  /** The least it needs when it is started as root; canonical names, without `CAP_`. */
  readonly capabilitiesAsRoot: readonly string[];
  /** The least it needs when it is started as `uid`. */
  readonly capabilitiesNonRoot: readonly string[];
  /** Programs with file capabilities: they do not start unless these are in the bounding set, and gain nothing under no_new_privs. */
  readonly fileCapabilities?: readonly string[];
  readonly writable: readonly WritablePath[];
  /** It writes elsewhere too: `writable` is only a part. */
  readonly writesElsewhere?: true;
  /** What runs is not in the image: it is a base for applications, of which the facts know nothing. */
  readonly base?: true;
  /** The variable that moves the data folder. */
  readonly dataVariable?: string;
  /** TCP ports it listens on by default. */
  readonly ports: readonly number[];
  /** Whether `NAME_FILE` gives the value of the variable `NAME` from a file. */
  readonly fileVariables: 'supported' | 'refused' | 'unknown';
  readonly noNewPrivileges: 'works' | 'breaks' | 'unknown';
  /** One short sentence for hovers. */
  readonly notes?: string;
}

/** Which tags of a repository a row is for. Versions, channels such as `latest` and platforms fit any family. */
export interface TagFamily {
  /** Other parts that a tag may have (it is cut at `-`). */
  readonly words?: RegExp;
  /** Parts that it must have, one for each pattern. */
  readonly needs?: readonly RegExp[];
  /** From this version on; a tag without a version is the newest. */
  readonly since?: readonly [major: number, minor: number];
  /** Before this version. */
  readonly until?: readonly [major: number, minor: number];
  /** Only tags that name no version. */
  readonly unversioned?: true;
}

export interface ImageRow {
  /** As `docker.io` without `library/` names them, or with their registry; `name/*` stands for all below. */
  readonly repositories: readonly string[];
  readonly except?: readonly string[];
  /** Left out: the facts hold for every tag. */
  readonly tags?: TagFamily;
  readonly facts: ImageFacts;
}
