import type { ImageFacts, ImageRow, TagFamily, WritablePath } from './facts.ts';

/** What a row says beside the defaults: root all along, no capability needed, nothing written, no_new_privs works. */
export type Stated = Partial<Omit<ImageFacts, 'name' | 'proven'>>;

/** @param tags left out: the facts hold for every tag */
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

export const DEBIAN = /^(?:slim|trixie|bookworm|bullseye|buster|stretch|jessie)$/;
export const UBUNTU = /^(?:ubuntu[\d.]*|noble|jammy|focal|bionic|xenial)$/;
export const ALPINE = /^alpine[\d.]*$/;
export const ANY_BASE = /^(?:slim|trixie|bookworm|bullseye|buster|stretch|jessie|alpine[\d.]*)$/;

export const data = (path: string): WritablePath => ({ path, kind: 'data' });
export const scratch = (path: string): WritablePath => ({ path, kind: 'scratch' });
/** Sockets, pid files and the like. */
export const small = (path: string): WritablePath => ({ path, kind: 'scratch', small: true });
export const config = (path: string): WritablePath => ({ path, kind: 'config' });
export const TMP = scratch('/tmp');
export const EXEC_TMP: WritablePath = { path: '/tmp', kind: 'scratch', exec: true };

export const STEPS_DOWN = ['CHOWN', 'DAC_OVERRIDE', 'SETGID', 'SETUID'];
/** Signals to workers of another user need KILL as well (kill(2)): the tables of practice leave it out. */
export const WORKERS = ['KILL', 'SETGID', 'SETUID'];
export const BELOW_1024 = 'it listens on ports from 1024 up, or the node allows all ports to everybody';

/** It starts as root and changes to this user. */
export function stepsDown(uid: number, gid: number): Stated {
  return { dropsPrivileges: true, uid, gid, capabilitiesAsRoot: STEPS_DOWN };
}

/** Its USER, by number or by name. */
export function runsAs(uid: number, gid: number, userName?: string): Stated {
  return { imageUser: userName === undefined ? 'numeric' : 'named', ...(userName === undefined ? {} : { userName }), uid, gid };
}
