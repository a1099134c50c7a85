import type { Fix, PathOp } from '../fix/ops.ts';
import { DEFAULT_CAPABILITIES } from '../isolation/capabilities.ts';
import { effectiveCompose } from '../isolation/compose.ts';
import { useInProject } from '../isolation/images/use.ts';
import { rootReason, serviceNeeds } from '../isolation/needs/compose.ts';
import { runsAs } from '../isolation/privileges.ts';
import type { ServiceView } from '../manifest/compose/views.ts';
import { below, type Field } from '../manifest/field.ts';
import type { Site } from '../syntax/site.ts';
import { removal } from './basic.ts';
import { listed, userOf } from './images.ts';
import { USER, userTitle } from './users.ts';

/** Runs a service as the user of its image, or as one that nobody else has; for the author to choose where something speaks against it. */
export function serviceUser(service: ServiceView): Fix {
  const user = userOf(useInProject(service));
  const at = service.user.site;
  const reason = rootReason(service);
  const title = user ? userTitle(user) : `Run as user ${USER}`;
  const ops: [PathOp] = [{ op: 'set', at, value: user ? `${user.uid}:${user.gid}` : `${USER}:${USER}` }];
  if (reason !== undefined) return { title: `${title}, though ${reason}`, safety: 'manual', ops };
  if (!user) return { title: `${title}, if the image works as any user`, safety: 'review', ops };
  // what it wrote as root so far belongs to root
  return { title, safety: user.safety === 'safe' && runsAs(effectiveCompose(service)) === 'root' ? 'review' : user.safety, ops };
}

/** As the documentation of Selenium has it; a limit, of which only what is used is taken. */
const SHARED_MEMORY = '2gb';

/** Leaves the shared memory of the host: where it says nothing of its own, which would be 64 MiB, it gets more. */
export function ownSharedMemory({ spot, site }: ServiceView, title: string, at: Site): Fix {
  const leave: PathOp = { op: 'remove', at, prune: true };
  if (spot.get('shm_size').written) return { title, safety: 'review', ops: [leave] };
  return {
    title: `${title}, with ${SHARED_MEMORY} of its own`,
    safety: 'review',
    ops: [leave, { op: 'set', at: below(site, 'shm_size'), value: SHARED_MEMORY }],
  };
}

/** Takes the privilege of a service, and gives the capabilities for which it evidently was asked. */
export function unprivilegedService(service: ServiceView): Fix {
  const needs = serviceNeeds(service);
  const remove: PathOp = { op: 'remove', at: service.privileged.site, prune: true };
  const whole = needs.find(({ takes }) => takes === 'privileged');
  if (whole) return { title: `Remove privileged, without which ${whole.because} does not work`, safety: 'manual', ops: [remove] };
  const drops = service.capDrop.items.length > 0;
  const names = [...new Set(needs.flatMap(({ takes }) => takes).filter((name) => drops || !DEFAULT_CAPABILITIES.includes(name)))].sort();
  if (names.length === 0) return { title: 'Remove privileged', safety: 'review', ops: [remove] };
  const kept = names.map((value): PathOp => ({ op: 'ensure', at: service.capAdd.site, value }));
  return { title: `Replace privileged by ${listed(names)}, for ${listed(needs.map(({ because }) => because))}`, safety: 'review', ops: [remove, ...kept] };
}

/** Removes an option of `security_opt` that takes a filter or mask of the engine away: by the author where it surely stands in the way. */
export function confinement(service: ServiceView, { text = '', site }: Field<string>): Fix {
  const need = serviceNeeds(service).find(({ takes }) => takes === 'privileged' || takes.includes('SYS_ADMIN'));
  return need ? removal(`Remove ${text}, without which ${need.because} does not work`, site, 'manual') : removal(`Remove ${text}`, site);
}
