import type { Fix, FixWords, PathOp, Safety } from '../fix/ops.ts';
import { effectiveCompose } from '../isolation/compose.ts';
import { UNUSED_ID } from '../isolation/defaults.ts';
import type { EffectiveContainer } from '../isolation/effective.ts';
import { containerImage, serviceImage } from '../isolation/images/use.ts';
import { serviceRootReason } from '../isolation/needs/compose.ts';
import { containerRootReason } from '../isolation/needs/kubernetes.ts';
import { runsAs } from '../isolation/privileges.ts';
import type { ServiceView } from '../manifest/compose/views.ts';
import { below, isUnset } from '../manifest/field.ts';
import type { ContainerView, PodView } from '../manifest/kubernetes/views.ts';
import type { Site } from '../syntax/site.ts';
import { type ImageUser, userInPod, userOf } from './images.ts';

/** Runs a container as the user of its image, or as an unused one. */
export function containerUser(container: ContainerView): Fix {
  const use = containerImage(container);
  const user = userOf(use);
  const { ops, safety } =
    use && user
      ? userInPod(container, use, user)
      : { ops: [...asUser(container.securityContext.site, UNUSED_ID, UNUSED_ID), ...group(container)], safety: 'review' as const };
  return graded(user ? wordsOf(user) : UNKNOWN, safety, ops as [PathOp, ...PathOp[]], containerRootReason(container));
}

/** Runs a service as the user of its image, or as an unused one. The fix is `manual` if the service may not work as another user. */
export function serviceUser(service: ServiceView): Fix {
  const user = userOf(serviceImage(service));
  const at = service.user.site;
  const reason = serviceRootReason(service);
  const words = user ? wordsOf(user) : { title: `Run as user ${UNUSED_ID}` };
  const ops: [PathOp] = [{ op: 'set', at, value: user ? `${user.uid}:${user.gid}` : `${UNUSED_ID}:${UNUSED_ID}` }];
  if (reason !== undefined) return { ...words, objection: reason, safety: 'manual', ops };
  if (!user) return { ...words, condition: UNKNOWN.condition, safety: 'review', ops };
  // files that it wrote as root so far belong to root
  return { ...words, safety: user.safety === 'safe' && runsAs(effectiveCompose(service)) === 'root' ? 'review' : user.safety, ops };
}

/** The author chooses the user if the workload may not work as another one. */
function graded(words: FixWords, safety: Safety, ops: readonly [PathOp, ...PathOp[]], reason: string | undefined): Fix {
  if (reason === undefined) return { ...words, safety, ops };
  return { ...(words === UNKNOWN ? { title: `Run as user ${UNUSED_ID}` } : words), objection: reason, safety: 'manual', ops };
}

/** The group that gives a new user access to claimed volumes. */
function group({ pod, spot }: ContainerView): PathOp[] {
  const claims = new Set(
    pod.spots.spec
      .get('volumes')
      .items()
      .filter((volume) => volume.get('persistentVolumeClaim').written || volume.get('ephemeral').written)
      .map((volume) => volume.get('name').text().value),
  );
  const mounts = spot.get('volumeMounts').items();
  const fsGroup = pod.spots.securityContext.get('fsGroup').integer();
  const written = mounts.some((mount) => claims.has(mount.get('name').text().value) && mount.get('readOnly').boolean().value !== true);
  return written && isUnset(fsGroup) ? [{ op: 'set', at: fsGroup.site, value: UNUSED_ID }] : [];
}

/** One user for all containers that set none of their own, if their images agree on it. */
export function podUser(pod: PodView, heirs: readonly ContainerView[]): Fix {
  const reason = heirs.flatMap((container) => containerRootReason(container) ?? [])[0];
  const known = heirs.flatMap((container) => {
    const use = containerImage(container);
    const user = userOf(use);
    return use && user ? [{ user, ...userInPod(container, use, user) }] : [];
  });
  const [first] = known;
  const security = pod.spots.securityContext.site;
  if (!first || known.length < heirs.length || known.some(({ user }) => user.uid !== first.user.uid || user.gid !== first.user.gid))
    return graded(UNKNOWN, 'review', [...asUser(security, UNUSED_ID, UNUSED_ID), ...heirs.flatMap(group).slice(0, 1)], reason);
  const ofPod = known.flatMap(({ ops }) => ops.filter(({ at }) => at.path.at(-1) === 'fsGroup'));
  const safety = (['manual', 'review'] as const).find((grade) => known.some((one) => one.safety === grade)) ?? 'safe';
  return graded(wordsOf(first.user), safety, [...asUser(security, first.user.uid, first.user.gid), ...ofPod], reason);
}

/**
 * A fix that makes the kubelet verify a user that is surely not root: by its number or, on Windows, by the name of its ordinary user;
 * `undefined` if the user is unknown, or is verified already. The fix does not change which user the container runs as.
 */
export function refusingRoot(container: ContainerView, { user, nonRootEnforced }: EffectiveContainer): (Fix & { readonly text: string }) | undefined {
  if (!user.certain || !nonRootEnforced.certain || nonRootEnforced.value || container.runAsNonRoot.value === false) return undefined;
  const { pod } = container;
  const name = [container.securityContext, pod.spots.securityContext]
    .map((spot) => spot.get('windowsOptions', 'runAsUserName').text())
    .find((field) => !isUnset(field));
  // the kubelet refuses ContainerAdministrator only
  if (pod.windows && name?.value !== 'ContainerUser') return undefined;
  if (!pod.windows && (typeof user.value !== 'number' || user.value === 0)) return undefined;
  // if the pod sets the user, the pod also sets this, provided that it is true of all containers
  const shared = !pod.windows && user.source === 'pod' && pod.runAsNonRoot.state === 'absent' && pod.containers.every((one) => one.runAsUser.value !== 0);
  const at = shared ? below(pod.spots.securityContext.site, 'runAsNonRoot') : below(container.securityContext.site, 'runAsNonRoot');
  return {
    text: pod.windows ? 'ContainerUser' : `user ${user.value}`,
    title: 'Set runAsNonRoot to true',
    safety: 'safe',
    ops: [{ op: 'set', at, value: true }],
  };
}

/** The user of an image that is verified not to start as root. */
export function imageUser(container: ContainerView): string | undefined {
  const { facts } = containerImage(container) ?? {};
  return facts?.proven && facts.imageUser !== 'root' ? `the user of its image${facts.uid === undefined ? '' : ` (${facts.uid})`}` : undefined;
}

const UNKNOWN: FixWords = { title: `Run as user ${UNUSED_ID}, never as root`, condition: { word: 'if', text: 'the image works as any user' } };

/** The user as which a container runs after the fix. */
function wordsOf({ uid, condition }: ImageUser): FixWords {
  return { title: `Run as user ${uid} of the image`, condition };
}

function asUser(securityContext: Site, uid: number, gid: number): [PathOp, ...PathOp[]] {
  return [
    { op: 'set', at: below(securityContext, 'runAsNonRoot'), value: true },
    { op: 'set', at: below(securityContext, 'runAsUser'), value: uid },
    { op: 'set', at: below(securityContext, 'runAsGroup'), value: gid },
  ];
}
