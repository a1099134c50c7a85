import type { PathOp, Safety } from '../fix/ops.ts';
import { containerImage } from '../isolation/images/use.ts';
import { isUnset } from '../manifest/field.ts';
import type { ContainerView, PodView } from '../manifest/kubernetes/views.ts';
import { quotedName } from '../manifest/subject-name.ts';
import { hasFurtherGroups } from './groups.ts';

/** The group by which another user can write what a container claims, and how sure that is. */
export interface VolumeGroup {
  readonly ops: readonly PathOp[];
  /** The best grade of a fix with these operations. */
  readonly atBest: Safety;
  /** What must be true, as the end of a sentence with "if". */
  readonly condition?: string;
  /** Why the author decides. */
  readonly objection?: string;
  /** The program of the image surely stops. */
  readonly breaks?: true;
}

const NONE: VolumeGroup = { ops: [], atBest: 'safe' };

/**
 * The kubelet opens every file of every volume of the pod to fsGroup: also those that must be for their owner alone, and those of other
 * containers. A squashed NFS share refuses that, and the file does not show the storage. So this is never safe.
 * Sources: kubernetes/kubernetes, pkg/volume/volume_linux.go (rwMask); kubernetes-csi/csi-driver-nfs#894.
 */
const OPENED = 'its storage takes fsGroup and no file there must be for its owner alone';

/**
 * Gives what containers of a pod claim to the group of another user, unless the pod has groups for that.
 * @param gid the group of that user
 */
export function volumeGroup(pod: PodView, containers: readonly ContainerView[], gid: number): VolumeGroup {
  const claims = containers.flatMap(claimsWritten);
  const fsGroup = pod.spots.securityContext.get('fsGroup').integer();
  if (claims.length === 0 || fsGroup.value !== undefined) return NONE;
  if (!isUnset(fsGroup)) return { ops: [], atBest: 'review' };
  if (hasFurtherGroups(pod)) return { ops: [], atBest: 'review', condition: 'its further groups may write its volumes' };
  const ops: PathOp[] = [{ op: 'set', at: fsGroup.site, value: gid }];
  const refused = containers.flatMap((container) => refusedFile(container) ?? [])[0];
  if (refused !== undefined) return { ops, atBest: 'manual', objection: `fsGroup opens ${refused} to a group, which it refuses`, breaks: true };
  const labels = containers.map(({ label }) => label);
  const other = pod.containers.find((one) => !labels.includes(one.label) && claimsWritten(one).some((claim) => !claims.includes(claim)));
  if (other) return { ops, atBest: 'manual', objection: `fsGroup changes the files of ${quotedName(other.called)}, too` };
  return { ops, atBest: 'review', condition: OPENED };
}

/** The names of the volumes that a container claims and writes. */
function claimsWritten({ pod, spot }: ContainerView): string[] {
  const volumes = pod.spots.spec.get('volumes').items();
  const isClaimed = (name: string) => {
    const volume = volumes.find((one) => one.get('name').text().value === name);
    // the volume of a StatefulSet may be a claim template, which the pod does not show
    return volume ? ['persistentVolumeClaim', 'ephemeral', 'csi'].some((key) => volume.get(key).written) : pod.ref.kind === 'StatefulSet';
  };
  const written = spot
    .get('volumeMounts')
    .items()
    .filter((mount) => mount.get('readOnly').boolean().value !== true);
  return written.flatMap((mount) => mount.get('name').text().value ?? []).filter(isClaimed);
}

/** The file that the program of a container refuses if a group may read it. */
function refusedFile(container: ContainerView): string | undefined {
  const use = containerImage(container);
  const { ownerAlone } = use?.facts ?? {};
  return ownerAlone && (ownerAlone.when === undefined || ownerAlone.when.test(use?.words.join(' ') ?? '')) ? ownerAlone.file : undefined;
}
