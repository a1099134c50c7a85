import type { ImageFacts, ImageRow, TagFamily, WritablePath } from './facts.ts';

/** The facts of a row that differ from the defaults. By default, an image runs as root, needs no capability, writes nothing and works with no_new_privs. */
export type Stated = Partial<Omit<ImageFacts, 'name' | 'proven'>>;

/**
 * Makes a row of the image table.
 * @param status see {@link IMAGE_ROWS}
 * @param tags `undefined`: the facts hold for every tag
 */
export function row(status: 'V' | 'P' | 'U', name: string, repositories: readonly string[], tags: TagFamily | undefined, stated: Stated): ImageRow {
  const facts: ImageFacts = {
    imageUser: 'root',
    dropsPrivileges: false,
    programs: [],
    capabilitiesAsRoot: [],
    capabilitiesNonRoot: [],
    writable: [],
    ports: [],
    fileVariables: 'unknown',
    noNewPrivileges: 'works',
    ...stated,
    name,
    proven: status !== 'U',
  };
  return { repositories, ...(tags ? { tags } : {}), facts };
}

/** Rows of a table, each followed by one for the tags before its first version: they may have another user, so there the facts are advice. */
export function withOlder(...rows: readonly ImageRow[]): ImageRow[] {
  return rows.flatMap((one) => (one.tags?.since ? [one, olderThan(one, one.tags.since)] : [one]));
}

function olderThan({ repositories, tags: { since: _, ...tags } = {}, facts }: ImageRow, until: NonNullable<TagFamily['until']>): ImageRow {
  const below = `below ${until[0]}${until[1] > 0 ? `.${until[1]}` : ''}`;
  const name = facts.name.endsWith(')') ? `${facts.name.slice(0, -1)}, ${below})` : `${facts.name} (${below})`;
  const conditions = [facts.conditions ?? [], 'that is its user in this version'].flat().join(', and ');
  return { repositories, tags: { ...tags, until }, facts: { ...facts, name, proven: false, conditions } };
}

/** Parts of a tag that name Debian and its releases. */
export const DEBIAN = /^(?:slim|trixie|bookworm|bullseye|buster|stretch|jessie)$/;
/** Parts of a tag that name Ubuntu and its releases. */
export const UBUNTU = /^(?:ubuntu[\d.]*|noble|jammy|focal|bionic|xenial)$/;
/** Parts of a tag that name Alpine Linux. */
export const ALPINE = /^alpine[\d.]*$/;
/** Parts of a tag that name Debian or Alpine Linux, if the facts hold for both. */
export const ANY_BASE = /^(?:slim|trixie|bookworm|bullseye|buster|stretch|jessie|alpine[\d.]*)$/;

/** A path whose content should outlive the container. */
export const data = (path: string): WritablePath => ({ path, kind: 'data' });
/** A path that is empty in the image and may be lost with the container. */
export const scratch = (path: string): WritablePath => ({ path, kind: 'scratch' });
/** A path for sockets, pid files and similar files. */
export const small = (path: string): WritablePath => ({ path, kind: 'scratch', small: true });
/** A path with files of the image that the program changes at its start. */
export const config = (path: string): WritablePath => ({ path, kind: 'config' });
/** The folder for temporary files. */
export const TMP = scratch('/tmp');
/** The folder for temporary files, if the program unpacks libraries there and loads them. */
export const EXEC_TMP: WritablePath = { path: '/tmp', kind: 'scratch', exec: true };

/** The capabilities of an entrypoint that starts as root, gives its files to another user and then runs as that user. */
export const STEPS_DOWN = ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'];
/** The capabilities of a main process that runs as root and has workers with another user. KILL is needed to signal them (kill(2)). */
export const WORKERS = ['KILL', 'SETGID', 'SETUID'];
/** The `conditions` of an image that listens on a port below 1024. */
export const BELOW_1024 = 'it listens on ports from 1024 up, or the node allows all ports to everybody';

/** The facts of an image that starts as root and changes to this user. */
export function stepsDown(uid: number, gid: number): Stated {
  return { dropsPrivileges: true, uid, gid, capabilitiesAsRoot: STEPS_DOWN };
}

/** The facts of an image with this `USER`: a number or, with `userName`, a name. */
export function runsAs(uid: number, gid: number, userName?: string): Stated {
  return { imageUser: userName === undefined ? 'numeric' : 'named', ...(userName === undefined ? {} : { userName }), uid, gid };
}
