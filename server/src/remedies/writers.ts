import { effectiveCompose } from '../isolation/compose.ts';
import type { EffectiveContainer } from '../isolation/effective.ts';
import { containerImage, type ImageUse, serviceImage } from '../isolation/images/use.ts';
import { effectiveKubernetes } from '../isolation/kubernetes.ts';
import { otherClaimWriters } from '../isolation/mounts/claims.ts';
import { isWritable } from '../isolation/mounts/volumes.ts';
import { runsAs } from '../isolation/privileges.ts';
import type { Question, ServiceView } from '../manifest/compose/views.ts';
import type { ContainerView } from '../manifest/kubernetes/views.ts';
import { quotedName, type SubjectName } from '../manifest/subject-name.ts';

/**
 * What must be true of a container that writes a volume of this one, perhaps as root: what it leaves there need not belong to the user.
 * `undefined` if there is none in its pod, nor in another workload of the file.
 * @param uid the user as which the container is to run
 */
export function leftInPod(container: ContainerView, uid: number): string | undefined {
  const { pod, label } = container;
  const shared = pod.volumes.filter(({ mounts }) => mounts.some((mount) => mount.container.label === label && isWritable(mount)));
  const others = shared.flatMap(({ mounts }) => mounts.filter((mount) => mount.container.label !== label && isWritable(mount)));
  const other = others.find((mount) => mayWriteAsRoot(effectiveKubernetes(mount.container), containerImage(mount.container), uid));
  return other ? left(other.container.called) : leftByWorkloads([container], uid);
}

/** The same of other workloads of the file, which write to a claim of these containers. */
export function leftByWorkloads(containers: readonly ContainerView[], uid: number): string | undefined {
  const writer = containers.flatMap(otherClaimWriters).find(({ user }) => user?.uid !== uid);
  return writer && left(writer.called);
}

/** The same of another service, which writes a named volume of this one. */
export function leftByService(service: ServiceView, uid: number): string | undefined {
  const own = writtenVolumes(service);
  if (own.length === 0) return undefined;
  const writers = service.project.ask(ROOT_WRITERS);
  const other = own.flatMap((volume) => writers.get(volume) ?? []).find((one) => one.name !== service.name && one.uid !== uid);
  return other && left({ kind: 'Service', name: other.name });
}

function left(other: SubjectName): string {
  return `${quotedName(other)} leaves its files to that user`;
}

/** The services that write each named volume, perhaps as root; `uid` is the user that their own entrypoint changes to. */
const ROOT_WRITERS: Question<ReadonlyMap<string, readonly { readonly name: string; readonly uid: number | undefined }[]>> = {
  answer(services) {
    const writers = new Map<string, { name: string; uid: number | undefined }[]>();
    for (const service of services)
      for (const volume of writtenVolumes(service)) {
        if (runsAs(effectiveCompose(service)) === 'non-root') continue;
        const use = serviceImage(service);
        const writer = { name: service.name, uid: use?.asShipped ? use.facts.uid : undefined };
        writers.set(volume, [...(writers.get(volume) ?? []), writer]);
      }
    return writers;
  },
};

function writtenVolumes({ volumes }: ServiceView): string[] {
  return volumes.flatMap(({ type, source, readOnly }) => (type === 'volume' && !readOnly ? (source ?? []) : []));
}

/** Not if its own entrypoint changes to the same user. */
function mayWriteAsRoot(effective: EffectiveContainer, use: ImageUse | undefined, uid: number): boolean {
  return runsAs(effective) !== 'non-root' && !(use?.asShipped && use.facts.uid === uid);
}
