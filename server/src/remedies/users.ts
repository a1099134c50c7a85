import type { Fix, FixWords, PathOp, Safety } from '../fix/ops.ts';
import { effectiveCompose } from '../isolation/compose.ts';
import { UNUSED_ID } from '../isolation/defaults.ts';
import type { EffectiveContainer } from '../isolation/effective.ts';
import { containerImage, type ImageUse, serviceImage } from '../isolation/images/use.ts';
import { effectiveKubernetes } from '../isolation/kubernetes.ts';
import { filesForRootAlone, inHomeOfRoot } from '../isolation/mounts/hidden-files.ts';
import { serviceRootReason } from '../isolation/needs/compose.ts';
import { containerRootReason } from '../isolation/needs/kubernetes.ts';
import { runsAs } from '../isolation/privileges.ts';
import type { ServiceView } from '../manifest/compose/views.ts';
import { below, isUnset } from '../manifest/field.ts';
import type { ContainerView, PodView } from '../manifest/kubernetes/views.ts';
import type { Spot } from '../manifest/spot.ts';
import type { Site } from '../syntax/site.ts';
import { type FileUser, userOfFiles, userOfVolumes } from './file-users.ts';
import { groupOfProcess, groupOfService } from './groups.ts';
import { type ImageUser, userInPod, userOf } from './images.ts';
import { tmpfsFor } from './tmpfs.ts';
import { type VolumeGroup, volumeGroup } from './volume-group.ts';
import { leftByService, leftByWorkloads, leftInPod } from './writers.ts';

/** Runs a container as the user of its image, or as an unused one. */
export function containerUser(container: ContainerView): Fix {
  const use = containerImage(container);
  const user = userOf(use);
  const reason = containerRootReason(container) ?? hiddenFrom(container);
  if (use && user) {
    const left = leftInPod(container, user.uid);
    const safety = left !== undefined && user.safety === 'safe' ? 'review' : user.safety;
    return graded(wordsOf(user, left), safety, userInPod(container, user), reason, volumeGroup(container.pod, freshTo(use, container), gidOf(container, user)));
  }
  const { pod, securityContext } = container;
  return anyUser([securityContext, pod.spots.securityContext], userOfVolumes(container) ?? UNUSED, { pod, containers: [container] }, reason);
}

/** Runs a service as the user of its image, or as an unused one. The fix is `manual` if the service may not work as another user. */
export function serviceUser(service: ServiceView): Fix {
  const user = userOf(serviceImage(service));
  const at = service.user.site;
  const reason = serviceRootReason(service);
  const { uid, gid } = user ?? userOfFiles(service) ?? UNUSED;
  const left = user && leftByService(service, uid);
  const words = user ? wordsOf(user, left) : { title: `Run as user ${uid}` };
  const group = groupOfService(service) ?? gid;
  const tmpfs = tmpfsFor(service, uid, group);
  const ops: [PathOp, ...PathOp[]] = [{ op: 'set', at, value: `${uid}:${group}` }, ...tmpfs.ops];
  const objection = reason ?? (tmpfs.closed === undefined ? undefined : `the tmpfs at ${tmpfs.closed} belongs to root`);
  if (objection !== undefined) return { ...words, objection, safety: 'manual', breaks: true, ops };
  if (!user) return { ...words, condition: unknown(uid, reason).condition, safety: 'review', ops };
  // files that it or another wrote as root so far belong to root
  const ofRoot = left !== undefined || runsAs(effectiveCompose(service)) === 'root';
  return { ...words, safety: user.safety === 'safe' && ofRoot ? 'review' : user.safety, ops };
}

/** The volumes of a container may not be its user's yet, if its image starts as root. */
function freshTo({ facts }: ImageUse, container: ContainerView): readonly ContainerView[] {
  return facts.imageUser === 'root' ? [container] : [];
}

function gidOf({ securityContext, pod }: ContainerView, { gid }: ImageUser): number {
  return groupOfProcess([securityContext, pod.spots.securityContext], gid).gid;
}

/**
 * A fix that sets a user, and what its volumes need. The author chooses the user if the workload may not work as another one.
 * @param reason why it may not
 */
export function graded(
  words: FixWords,
  safety: Safety,
  ops: readonly [PathOp, ...PathOp[]],
  reason: string | undefined,
  { ops: opened, atBest, condition, objection, breaks }: VolumeGroup,
): Fix {
  const all = [...ops, ...opened] as const;
  if (reason !== undefined) return { ...words, objection: reason, safety: 'manual', breaks: true, ops: all };
  if (objection !== undefined) return { ...words, objection, safety: 'manual', ...(breaks ? { breaks } : {}), ops: all };
  const grade = (['manual', 'review'] as const).find((one) => one === safety || one === atBest) ?? 'safe';
  const texts = [words.condition?.text ?? [], condition ?? []].flat();
  const both = texts.length > 0 ? { condition: { word: words.condition?.word ?? 'if', text: texts.join(', and ') } } : {};
  // of what the image ships, the table says that it does not run as that user
  return { ...words, ...both, safety: grade, ...(grade === 'manual' ? { breaks: true } : {}), ops: all };
}

/** The reason if another user than so far cannot reach what is mounted: the kubelet makes it for root, or it is in its home. Only the author can tell whether fsGroup may open them. */
function hiddenFrom(container: ContainerView): string | undefined {
  const facts = containerImage(container)?.facts;
  if (facts && facts.imageUser !== 'root' && runsAs(effectiveKubernetes(container)) !== 'root') return undefined;
  const path = filesForRootAlone(container);
  if (path !== undefined) return `the mode of ${path} hides its files from it`;
  const mounts = container.spot.get('volumeMounts').items();
  const home = inHomeOfRoot(mounts.map((mount) => mount.get('mountPath').text().value));
  return home === undefined ? undefined : `only root may enter the folder of ${home}`;
}

/**
 * A user for containers whose image nobody knows. What they claim is given to its group, unless the pod has further groups for that.
 * @param contexts the security contexts that count for them, the one to change first
 */
function anyUser(
  contexts: readonly [Spot, ...Spot[]],
  { uid, gid }: FileUser,
  { pod, containers }: { readonly pod: PodView; readonly containers: readonly ContainerView[] },
  reason: string | undefined,
): Fix {
  const group = groupOfProcess(contexts, gid);
  const words = unknown(uid, reason, leftByWorkloads(containers, uid));
  return graded(words, 'review', [...asUser(contexts[0].site, uid), ...group.ops], reason, volumeGroup(pod, containers, group.gid));
}

/** One user for all containers that set none of their own, if their images agree on it. */
export function podUser(pod: PodView, heirs: readonly ContainerView[]): Fix {
  const reason = heirs.flatMap((container) => containerRootReason(container) ?? hiddenFrom(container) ?? [])[0];
  const known = heirs.flatMap((container) => {
    const use = containerImage(container);
    const user = userOf(use);
    return use && user ? [{ user, fresh: freshTo(use, container) }] : [];
  });
  const [first] = known;
  const security = pod.spots.securityContext;
  if (!first || known.length < heirs.length || known.some(({ user }) => user.uid !== first.user.uid || user.gid !== first.user.gid))
    return anyUser([security], heirs.flatMap((heir) => userOfVolumes(heir) ?? [])[0] ?? UNUSED, { pod, containers: heirs }, reason);
  const left = leftByWorkloads(heirs, first.user.uid);
  const grades = [...known.map(({ user }) => user.safety), ...(left === undefined ? [] : (['review'] as const))];
  const safety = (['manual', 'review'] as const).find((grade) => grades.includes(grade)) ?? 'safe';
  const group = groupOfProcess([security], first.user.gid);
  const ops = [...asUser(security.site, first.user.uid), ...group.ops] as const;
  const fresh = known.flatMap((one) => one.fresh);
  return graded(wordsOf(first.user, left), safety, ops, reason, volumeGroup(pod, fresh, group.gid));
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

const UNUSED: FileUser = { uid: UNUSED_ID, gid: UNUSED_ID };

/** Of an image that nobody knows: what it depends on is moot where a reason speaks against it. */
function unknown(uid: number, reason: string | undefined, left?: string): FixWords {
  if (reason !== undefined) return { title: `Run as user ${uid}` };
  const text = uid === UNUSED_ID ? 'the image works as any user' : 'the image works as that user';
  return { title: `Run as user ${uid}, never as root`, condition: { word: 'if', text: left === undefined ? text : `${text} and ${left}` } };
}

/**
 * The user as which a container runs after the fix.
 * @param left what must be true of the files that it did not write as that user
 */
function wordsOf({ uid, condition }: ImageUser, left: string | undefined): FixWords {
  return { title: `Run as user ${uid} of the image`, condition: condition ?? (left === undefined ? undefined : { word: 'if', text: left }) };
}

function asUser(securityContext: Site, uid: number): [PathOp, ...PathOp[]] {
  return [
    { op: 'set', at: below(securityContext, 'runAsNonRoot'), value: true },
    { op: 'set', at: below(securityContext, 'runAsUser'), value: uid },
  ];
}
