import { commandWords } from '../isolation/needs/table.ts';
import { oncePerService } from '../isolation/once.ts';
import type { Question, ServiceView } from '../manifest/compose/views.ts';
import type { ContainerView } from '../manifest/kubernetes/views.ts';
import type { Spot } from '../manifest/spot.ts';

/** A user and group, by number. */
export interface FileUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The user other than root whom the file gives the volumes of a container: by a `chown` of a container of the pod that shares one, or by
 * fsGroup. `undefined` where it says nothing.
 */
export function userOfVolumes(container: ContainerView): FileUser | undefined {
  const { pod } = container;
  const shared = pod.volumes.filter(({ mounts }) => mounts.some((mount) => mount.container.label === container.label));
  const givers = pod.containers.filter((other) => shared.some(({ mounts }) => mounts.some((mount) => mount.container.label === other.label)));
  const fsGroup = pod.spots.securityContext.get('fsGroup').integer().value;
  return chownedTo(givers.flatMap(({ spot }) => [spot.get('command'), spot.get('args')])) ?? (fsGroup ? { uid: fsGroup, gid: fsGroup } : undefined);
}

/** The user other than root whom a `chown` of a service that shares a volume gives its files; `undefined` where the file says nothing. */
export function userOfFiles(service: ServiceView): FileUser | undefined {
  const users = service.project.ask(USERS_OF_FILES);
  return service.volumes.flatMap(({ source }) => (source === undefined ? [] : (users.get(source) ?? [])))[0];
}

/** The user of each source that a service mounts and gives away. */
const USERS_OF_FILES: Question<ReadonlyMap<string, FileUser>> = {
  answer(services) {
    const users = new Map<string, FileUser>();
    for (const service of services) {
      const user = service.volumes.length > 0 ? ownerOfFiles(service) : undefined;
      if (user) for (const { source } of service.volumes) if (source !== undefined && !users.has(source)) users.set(source, user);
    }
    return users;
  },
};

/** The user whom a service gives files by a `chown`. */
export const ownerOfFiles = oncePerService(({ spot }) => chownedTo([spot.get('entrypoint'), spot.get('command')]));

function chownedTo(commands: readonly Spot[]): FileUser | undefined {
  for (const command of commands) {
    const [, uid, gid] = /\bchown\s(?:-\S+\s)*(\d+)(?::(\d+))?\s/.exec(commandWords(command).join(' ')) ?? [];
    if (uid !== undefined && Number(uid) > 0) return { uid: Number(uid), gid: Number(gid ?? uid) };
  }
  return undefined;
}
