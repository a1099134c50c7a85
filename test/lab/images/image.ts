/** An image as the laboratory has it: Debian's program behind a script of ours that does what the published entrypoint does. */
export interface LabImage {
  /** As manifests name it: the facts are looked up by this. */
  readonly image: string;
  /** Where the behaviour of {@link prepare} and {@link entry} is told. */
  readonly source: string;
  /** What its Dockerfile does to the root filesystem: a shell script, with the image's user in `$U` and `$G`, and `own NAME` to name it. */
  readonly prepare: string;
  /** Its entrypoint, a shell script. */
  readonly entry: string;
  /** Variables that manifests set. */
  readonly env?: Readonly<Record<string, string>>;
  /** A request to the service, by a client in the container: 0 is an answer, 99 is none for ever. */
  readonly probe: string;
  /** Where its data is, as its documentation mounts it. */
  readonly data?: string;
  /** The user and group whom its folder has to belong to beforehand, if it starts as root and does not see to that itself. */
  readonly owner?: number;
  /** The variable that names a folder below that, and the folder. */
  readonly below?: Readonly<Record<string, string>>;
  /** A second way to start it: with files of the host, and the request that needs them. */
  readonly keyed?: {
    /** Their text by their path in the container; `cert` and `key` are made. */
    readonly files: Readonly<Record<string, string>>;
    /** The one that only its owner may read, where the program reads it as root. */
    readonly key?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly probe: string;
  };
}
