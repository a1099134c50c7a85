/** A path to which the program of an image writes. */
export interface WritablePath {
  readonly path: string;
  /**
   * - `data`: belongs on a volume.
   * - `scratch`: is empty in the image, so a tmpfs or `emptyDir` is enough.
   * - `config`: has files of the image, which an empty mount would hide. Only the author can mount something there.
   */
  readonly kind: 'data' | 'scratch' | 'config';
  /** The program loads programs or libraries from there. A tmpfs of Docker forbids that by default. */
  readonly exec?: true;
  /** Only sockets, pid files and similar files are written, a few MiB at most. Without it, the size is unknown. */
  readonly small?: true;
  /** The program must own the folder, because it changes its mode. A volume that belongs to its group is not enough. */
  readonly owned?: true;
  /** Nobody knows the user that writes there: it must be open to all, as an emptyDir is and a tmpfs of Docker may not be. */
  readonly open?: true;
  /** The program writes there only if something is mounted at or below this path. */
  readonly when?: string;
  /** The program does not write there if its command has this word. */
  readonly unless?: string;
}

/** The known facts of an image. Each row of the table gives its source. */
export interface ImageFacts {
  /** The name for messages, such as `postgres (Debian)`. */
  readonly name: string;
  /** At least the users are verified in the sources of the image. Only then may the facts make a fix safe; else they are advice. */
  readonly proven: boolean;
  /** The form of `USER` in the image; without `USER` it runs as root. `varies`: a name in some versions, a number in others. */
  readonly imageUser: 'root' | 'named' | 'numeric' | 'varies';
  /** The name in `USER`. */
  readonly userName?: string;
  /** The number of a user other than root with which the image is known to work; `undefined` if none is known. `gid`: its group. */
  readonly uid?: number;
  readonly gid?: number;
  /** Any user works; `uid` and `gid` are a suggestion. */
  readonly anyUser?: true;
  /** A further condition for that user, as the end of a sentence with "if". With a condition, a fix that sets the user needs review. */
  readonly conditions?: string;
  /** A file on its volume that it refuses if its group may read it, as fsGroup makes it at each start. `when`: only with such arguments. */
  readonly ownerAlone?: { readonly file: string; readonly when?: RegExp };
  /** The path of the configuration file that `conditions` is about. Unless a mount replaces it, the program does not run as that user. */
  readonly configuration?: string;
  /** The image starts as root and changes to `uid` itself. */
  readonly dropsPrivileges: boolean;
  /** First arguments with which the entrypoint still starts its own program. Options (`-x`) and `*.conf` always do. */
  readonly programs: readonly string[];
  /** The fewest capabilities that it needs if it is started as root; canonical names, without `CAP_`. */
  readonly capabilitiesAsRoot: readonly string[];
  /** The fewest capabilities that it needs if it is started as `uid`. */
  readonly capabilitiesNonRoot: readonly string[];
  /** The file capabilities of its programs. The programs do not start without them in the bounding set, and do not gain them with no_new_privs. */
  readonly fileCapabilities?: readonly string[];
  /** The paths to which its program writes. */
  readonly writable: readonly WritablePath[];
  /** The program also writes to other paths: `writable` is only a part. */
  readonly writesElsewhere?: true;
  /** The image is a base for applications: it does not have the program that runs, so these facts are not about that program. */
  readonly base?: true;
  /** The environment variable with the path of the data folder. */
  readonly dataVariable?: string;
  /** The TCP ports on which it listens by default. */
  readonly ports: readonly number[];
  /** Whether a variable `NAME_FILE` names a file with the value of the variable `NAME`. */
  readonly fileVariables: 'supported' | 'refused' | 'unknown';
  /** Whether the image works with no_new_privs. */
  readonly noNewPrivileges: 'works' | 'breaks' | 'unknown';
  /** One short sentence for hovers. */
  readonly notes?: string;
}

/** The tags of a repository to which a row applies. A tag is cut at `-` and `_`. Parts that are versions, channels or platforms fit any family. */
export interface TagFamily {
  /** The other parts that a tag may have. */
  readonly words?: RegExp;
  /** The parts that a tag must have, one for each pattern. */
  readonly needs?: readonly RegExp[];
  /** The first version of the family. A tag without a version is the newest. */
  readonly since?: readonly [major: number, minor: number];
  /** The first version that is no longer of the family. */
  readonly until?: readonly [major: number, minor: number];
  /** Only tags without a version. */
  readonly unversioned?: true;
}

/** A row of the image table: repositories and tags, and the facts of their images. */
export interface ImageRow {
  /** Repositories of Docker Hub without registry and `library/`; others with their registry. `name/*` means all repositories below. */
  readonly repositories: readonly string[];
  /** Repositories that `name/*` does not include. */
  readonly except?: readonly string[];
  /** Without it, the facts hold for every tag. */
  readonly tags?: TagFamily;
  readonly facts: ImageFacts;
}
