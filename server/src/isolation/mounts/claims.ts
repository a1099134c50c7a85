import { isUnset } from '../../manifest/field.ts';
import type { ClaimWriter, ContainerView, MountView, PodView, VolumeView } from '../../manifest/kubernetes/views.ts';
import { volumeSpot } from '../../manifest/kubernetes/volume-spots.ts';
import type { Spot } from '../../manifest/spot.ts';
import { containerImage } from '../images/use.ts';
import { effectiveKubernetes } from '../kubernetes.ts';
import { isWritable } from './volumes.ts';

/** A container that mounts a claim. */
export interface ClaimUse {
  readonly writes: boolean;
  /** The container, as the one that writes it. */
  readonly writer: ClaimWriter;
}

/** The containers of a pod that mount claims which it names. */
export function claimUses(pod: PodView): ClaimUse[] {
  const { called, ref, spots } = pod;
  // most pods have none: their mounts need not be looked up
  if (
    !spots.spec
      .get('volumes')
      .items()
      .some((volume) => volume.get('persistentVolumeClaim').written)
  )
    return [];
  return pod.volumes.flatMap((volume) => {
    const claim = claimOf(pod, volume);
    if (claim === undefined) return [];
    return volume.mounts.map((mount) => ({
      writes: writesClaim(pod, volume, mount),
      writer: { claim, namespace: ref.namespace, called, user: userOfWriter(mount.container) },
    }));
  });
}

/** Those containers of other workloads of the file that write to a claim which a container mounts. */
export function otherClaimWriters({ pod, label }: ContainerView): ClaimWriter[] {
  if (pod.claimWriters.length === 0) return [];
  const own = pod.volumes.flatMap((volume) => (volume.mounts.some(({ container }) => container.label === label) ? (claimOf(pod, volume) ?? []) : []));
  return pod.claimWriters.filter(({ claim }) => own.includes(claim));
}

/** Whether a mount is surely writable, also where it mounts a claim: the volume may make all of its mounts read-only. */
export function writesClaim(pod: PodView, volume: VolumeView, mount: MountView): boolean {
  const whole = claimSpot(pod, volume).get('readOnly').boolean();
  return isWritable(mount) && (isUnset(whole) || whole.value === false);
}

function claimSpot(pod: PodView, volume: VolumeView): Spot {
  return volumeSpot(pod, volume).get('persistentVolumeClaim');
}

function claimOf(pod: PodView, volume: VolumeView): string | undefined {
  return claimSpot(pod, volume).get('claimName').text().value;
}

/** The user to whom what a container writes surely belongs, if it is not root: the written one, or that to which its image changes by itself. */
function userOfWriter(container: ContainerView): ClaimWriter['user'] {
  const { user } = effectiveKubernetes(container);
  const group = [container.securityContext, container.pod.spots.securityContext].map((spot) => spot.get('runAsGroup').integer()).find((one) => !isUnset(one));
  if (user.certain && typeof user.value === 'number' && user.value > 0) return { uid: user.value, gid: group?.value || user.value };
  const use = user.value === 'image' ? containerImage(container) : undefined;
  const { uid, gid } = use?.asShipped ? use.facts : {};
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}
