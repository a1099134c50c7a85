import type { ImageFacts, ImageRow, TagFamily, WritablePath } from './facts.ts';

/** The facts of a row that differ from the defaults: it runs as root, needs no capability, writes nothing, and works with no_new_privs. */
export type Stated = Partial<Omit<ImageFacts, 'name' | 'proven'>>;

/**
 * A row of the table.
 * @param status `V` verified in the sources of the image, `P` its users verified and the rest known from practice, `U` unverified: advice only
 * @param tags left out: the facts hold for every tag
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
/** Sockets, pid files and the like. */
export const small = (path: string): WritablePath => ({ path, kind: 'scratch', small: true });
/** A path with files of the image that the program changes at its start. */
export const config = (path: string): WritablePath => ({ path, kind: 'config' });
/** The folder for temporary files. */
export const TMP = scratch('/tmp');
/** The folder for temporary files, if the program unpacks libraries there and loads them. */
export const EXEC_TMP: WritablePath = { path: '/tmp', kind: 'scratch', exec: true };

/** The capabilities of an entrypoint that starts as root, gives its files to a user and becomes that user. Canonical names, without `CAP_`. */
export const STEPS_DOWN = ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'];
/** The capabilities of a main process as root whose workers run as another user. It needs KILL to signal them (kill(2)): many lists forget it. */
export const WORKERS = ['KILL', 'SETGID', 'SETUID'];
/** The condition of an image that listens on a port below 1024, as `conditions` states it. */
export const BELOW_1024 = 'it listens on ports from 1024 up, or the node allows all ports to everybody';

/** The image starts as root and changes to this user. */
export function stepsDown(uid: number, gid: number): Stated {
  return { dropsPrivileges: true, uid, gid, capabilitiesAsRoot: STEPS_DOWN };
}

/** The image has this USER, as a number or, with `userName`, as a name. */
export function runsAs(uid: number, gid: number, userName?: string): Stated {
  return { imageUser: userName === undefined ? 'numeric' : 'named', ...(userName === undefined ? {} : { userName }), uid, gid };
}
