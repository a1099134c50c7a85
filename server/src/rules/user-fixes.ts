import type { Fix, PathOp } from '../fix/ops.ts';
import type { ServiceView } from '../manifest/compose/views.ts';
import { below } from '../manifest/field.ts';
import type { ContainerView, PodView } from '../manifest/kubernetes/views.ts';
import type { Site } from '../syntax/site.ts';
import { type ImageUser, userInPod, userOf } from './image-fixes.ts';
import { useInPod, useInProject } from './image-use.ts';

/** Above the IDs that distributions and images give to their own users, below the 65536 of a user namespace. */
export const USER = 10001;

/** Runs a container as the user of its image, or as one that nobody else has. */
export function containerUser(container: ContainerView): Fix {
  const use = useInPod(container);
  const user = userOf(use);
  if (!use || !user) return { title: UNKNOWN, safety: 'review', ops: asUser(container.securityContext.site, USER, USER) };
  const { ops, safety } = userInPod(container, use, user);
  return { title: titleOf(user), safety, ops: ops as [PathOp, ...PathOp[]] };
}

/** One user for all containers that leave it to the pod, where their images agree. */
export function podUser(pod: PodView, heirs: readonly ContainerView[]): Fix {
  const known = heirs.flatMap((container) => {
    const use = useInPod(container);
    const user = userOf(use);
    return use && user ? [{ user, ...userInPod(container, use, user) }] : [];
  });
  const [first] = known;
  const security = pod.spots.securityContext.site;
  if (!first || known.length < heirs.length || known.some(({ user }) => user.uid !== first.user.uid || user.gid !== first.user.gid)) {
    return { title: UNKNOWN, safety: 'review', ops: asUser(security, USER, USER) };
  }
  const ofPod = known.flatMap(({ ops }) => ops.filter(({ at }) => at.path.at(-1) === 'fsGroup'));
  const safe = known.every(({ safety }) => safety === 'safe');
  return { title: titleOf(first.user), safety: safe ? 'safe' : 'review', ops: [...asUser(security, first.user.uid, first.user.gid), ...ofPod] };
}

export function serviceUser(service: ServiceView): Fix {
  const user = userOf(useInProject(service));
  const at = service.user.site;
  if (!user) return { title: `Run as user ${USER}, if the image works as any user`, safety: 'review', ops: [{ op: 'set', at, value: `${USER}:${USER}` }] };
  return { title: titleOf(user), safety: user.safety, ops: [{ op: 'set', at, value: `${user.uid}:${user.gid}` }] };
}

const UNKNOWN = `Run as user ${USER}, never as root, if the image works as any user`;

function titleOf({ uid, conditions }: ImageUser): string {
  return conditions === undefined ? `Run as user ${uid} of the image` : `Run as user ${uid} of the image, if ${conditions}`;
}

function asUser(securityContext: Site, uid: number, gid: number): [PathOp, ...PathOp[]] {
  return [
    { op: 'set', at: below(securityContext, 'runAsNonRoot'), value: true },
    { op: 'set', at: below(securityContext, 'runAsUser'), value: uid },
    { op: 'set', at: below(securityContext, 'runAsGroup'), value: gid },
  ];
}
