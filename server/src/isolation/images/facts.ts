/** A path to which the program of an image writes. */
export interface WritablePath {
  readonly path: string;
  /**
   * `data` belongs on a volume. `scratch` is empty in the image: a tmpfs or emptyDir is enough. `config` holds files of the image, which an
   * empty mount would hide: only the author can mount something there.
   */
  readonly kind: 'data' | 'scratch' | 'config';
  /** Programs or libraries are unpacked and loaded from there: Docker's tmpfs forbids that by default. */
  readonly exec?: true;
  /** Holds sockets, pid files and the like, a few MiB at most. If it is left out, the size is unknown. */
  readonly small?: true;
  /** The program must own the folder, because it changes the mode: a volume that is mounted right there and belongs to its group is not enough. */
  readonly owned?: true;
  /** Written only when something is mounted at or below this path. */
  readonly when?: string;
}

/** The known facts of an image. Rules decide what follows from them. */
export interface ImageFacts {
  /** For messages: `postgres (Debian)`. */
  readonly name: string;
  /** Verified in the sources of the image, at least in its users: may decide that a fix is safe. Else it is advice only. */
  readonly proven: boolean;
  /** The form of `USER`; an image without it runs as root. `varies`: a name in some versions, a number in others. */
  readonly imageUser: 'root' | 'named' | 'numeric' | 'varies';
  /** The name that `USER` gives. */
  readonly userName?: string;
  /** A user and group other than root with which it is known to work; absent where there is none. */
  readonly uid?: number;
  readonly gid?: number;
  /** Any user works; `uid` and `gid` suggest one. */
  readonly anyUser?: true;
  /** What else must be true for that user, in one short sentence. If it is there, a fix that sets the user needs review. */
  readonly conditions?: string;
  /** The path of the configuration that `conditions` speak of. With the configuration of the image, the program does not run as that user. */
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
  /** The image is a base for applications: the program that runs is not in it, and the facts say nothing about that program. */
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

/** The tags of a repository to which a row applies. Versions, channels such as `latest` and platforms fit any family. */
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

/** A row of the table of images: the repositories and tags that it is for, and what is known of them. */
export interface ImageRow {
  /** As `docker.io` without `library/` names them, or with their registry; `name/*` stands for all below. */
  readonly repositories: readonly string[];
  readonly except?: readonly string[];
  /** Left out: the facts hold for every tag. */
  readonly tags?: TagFamily;
  readonly facts: ImageFacts;
}
