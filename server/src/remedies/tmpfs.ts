import type { PathOp } from '../fix/ops.ts';
import { effectiveCompose } from '../isolation/compose.ts';
import { type ImageUse, isSamePath, serviceImage } from '../isolation/images/use.ts';
import { runsAs } from '../isolation/privileges.ts';
import type { ServiceView, TmpfsView } from '../manifest/compose/views.ts';

// Docker mounts a tmpfs for root, with the mode of the folder that the image has there, else with 1777. Sources: runc, `mountToRootfs` of
// libcontainer/rootfs_linux.go; docs.docker.com, "tmpfs mounts".

/** Folders that every user may write, in every image. */
const OPEN = ['/tmp', '/var/tmp', '/dev/shm'];

/** The options by which a new tmpfs at a path is writable for the user of a service; none if it is so by itself, or if that user may be root. */
export function ownerOptions(service: ServiceView, path: string): readonly string[] {
  if (OPEN.some((open) => isSamePath(path, open))) return [];
  const effective = effectiveCompose(service);
  const who = runsAs(effective);
  const { imageUser = 'root', uid, gid } = serviceImage(service)?.facts ?? {};
  if (who === 'image' && imageUser !== 'root') return uid === undefined ? [] : ownedBy(uid, gid);
  if (who !== 'non-root') return [];
  const [, user, group] = /^(\d+)(?::(\d+))?$/.exec(String(effective.user.value)) ?? [];
  return user === undefined ? ['mode=1777'] : ownedBy(user, group);
}

/** What another user means for the tmpfs mounts of a service. */
export interface TmpfsChange {
  /** Gives those to the user that it could not write. */
  readonly ops: readonly PathOp[];
  /** The path of one that cannot be given to it here. */
  readonly closed: string | undefined;
}

/** The change of the tmpfs mounts of a service that is to run as another user. A Swarm ignores them. */
export function tmpfsFor(service: ServiceView, uid: number, gid: number | string): TmpfsChange {
  const mounts = service.project.swarm ? [] : service.tmpfs.filter((mount) => !isOpen(mount, uid, gid, serviceImage(service)));
  const ops: PathOp[] = [];
  let closed: string | undefined;
  for (const { site, target, options, text } of mounts) {
    // in long syntax there is no owner, and a variable would be lost
    if (text === '' || text.includes('$')) closed ??= target;
    else ops.push({ op: 'set', at: site, value: `${target}:${[...options.filter((option) => !/^[ug]id=/.test(option)), ...ownedBy(uid, gid)].join(',')}` });
  }
  return { ops, closed };
}

/** Whether a user may write a tmpfs, by its options or by the folder of the image. */
function isOpen({ target, options }: TmpfsView, uid: number, gid: number | string, use: ImageUse | undefined): boolean {
  const option = (name: string) => options.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
  const written = option('mode');
  if (option('uid') === String(uid)) return true;
  // the folders of sockets are open to all in these images
  const open = OPEN.some((path) => isSamePath(path, target)) || use?.facts.writable.some(({ path, small }) => small && isSamePath(path, target));
  if (written === undefined) return open === true;
  const mode = Number.parseInt(written, 8);
  return (mode & 0o2) !== 0 || ((mode & 0o20) !== 0 && option('gid') === String(gid));
}

function ownedBy(uid: number | string, gid: number | string | undefined): string[] {
  return [`uid=${uid}`, ...(/^\d+$/.test(String(gid)) ? [`gid=${gid}`] : [])];
}
