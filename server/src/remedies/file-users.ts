import { effectiveKubernetes } from '../isolation/kubernetes.ts';
import { otherClaimWriters } from '../isolation/mounts/claims.ts';
import { isWritable } from '../isolation/mounts/volumes.ts';
import { commandWords } from '../isolation/needs/table.ts';
import { oncePerService } from '../isolation/once.ts';
import type { Question, ServiceView } from '../manifest/compose/views.ts';
import type { ContainerView } from '../manifest/kubernetes/views.ts';
import type { Spot } from '../manifest/spot.ts';
import { groupOfProcess } from './groups.ts';

/** A user and group, by number. */
export interface FileUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The user other than root whom the file gives the volumes of a container: by a `chown` of a container of the pod that shares one, by the
 * user of another that writes to one, also of another workload that writes to the same claim, or by fsGroup. `undefined` where it says nothing.
 */
export function userOfVolumes(container: ContainerView): FileUser | undefined {
  const { pod } = container;
  const mounts = pod.volumes.flatMap((volume) => (volume.mounts.some((mount) => mount.container.label === container.label) ? volume.mounts : []));
  const fsGroup = pod.spots.securityContext.get('fsGroup').integer().value;
  return (
    chownedTo(mounts.flatMap(({ container: { spot } }) => [spot.get('command'), spot.get('args')])) ??
    mounts.flatMap((mount) => (isWritable(mount) && mount.container.label !== container.label ? (userOfContainer(mount.container) ?? []) : []))[0] ??
    otherClaimWriters(container).flatMap(({ user }) => user ?? [])[0] ??
    (fsGroup ? { uid: fsGroup, gid: fsGroup } : undefined)
  );
}

/** The user other than root as which a container is written to run; without a group, that of the same number. */
function userOfContainer(container: ContainerView): FileUser | undefined {
  const { value, certain } = effectiveKubernetes(container).user;
  if (!certain || typeof value !== 'number' || value === 0) return undefined;
  return { uid: value, gid: groupOfProcess([container.securityContext, container.pod.spots.securityContext], value).gid };
}

/** The user other than root whom the file gives the files of a service: by a `chown` of one that shares them, or as the user of one that writes them. */
export function userOfFiles(service: ServiceView): FileUser | undefined {
  const users = service.project.ask(USERS_OF_FILES);
  return service.volumes.flatMap(({ source }) => (source === undefined ? [] : (users.get(source) ?? [])))[0];
}

/** The user of each source that a service mounts and gives away, or writes as that user. */
const USERS_OF_FILES: Question<ReadonlyMap<string, FileUser>> = {
  answer(services) {
    const users = new Map<string, FileUser>();
    for (const userOf of [ownerOfFiles, writerOfFiles])
      for (const service of services) {
        const user = service.volumes.length > 0 ? userOf(service) : undefined;
        const written = service.volumes.filter(({ readOnly }) => userOf === ownerOfFiles || !readOnly);
        if (user) for (const { source } of written) if (source !== undefined && !users.has(source)) users.set(source, user);
      }
    return users;
  },
};

/** The user other than root as which a service is written to run, by number; without a group, that of the same number. */
export const writerOfFiles = oncePerService(({ user }): FileUser | undefined => {
  const [, uid, gid] = /^(\d+)(?::(\d+))?$/.exec(user.value ?? '') ?? [];
  return uid === undefined || Number(uid) === 0 ? undefined : { uid: Number(uid), gid: Number(gid ?? uid) };
});

/** The user whom a service gives files by a `chown`. */
export const ownerOfFiles = oncePerService(({ spot }) => chownedTo([spot.get('entrypoint'), spot.get('command')]));

function chownedTo(commands: readonly Spot[]): FileUser | undefined {
  for (const command of commands) {
    const [, uid, gid] = /\bchown\s(?:-\S+\s)*(\d+)(?::(\d+))?\s/.exec(commandWords(command).join(' ')) ?? [];
    if (uid !== undefined && Number(uid) > 0) return { uid: Number(uid), gid: Number(gid ?? uid) };
  }
  return undefined;
}
