import type { FixWords, PathOp } from '../fix/ops.ts';
import { SCRATCH_MIB, sizeText } from '../isolation/defaults.ts';
import type { WritablePath } from '../isolation/images/facts.ts';
import { isImage } from '../isolation/images/names.ts';
import { isReadable, isSamePath, isWithin, serviceImage } from '../isolation/images/use.ts';
import { needOfInstalls } from '../isolation/needs/installs.ts';
import { commandWords } from '../isolation/needs/table.ts';
import { writtenPaths } from '../isolation/needs/written-paths.ts';
import type { ServiceView } from '../manifest/compose/views.ts';
import type { ContainerView } from '../manifest/kubernetes/views.ts';
import type { Spot } from '../manifest/spot.ts';
import { listed, type ReadOnlyPlan } from './images.ts';
import { hasMemoryLimit } from './limits.ts';
import { ownerOptions } from './tmpfs.ts';

/** What most programs write to. */
const TMP: WritablePath = { path: '/tmp', kind: 'scratch' };

/** s6-overlay unpacks its services into /run and runs them there. Source: just-containers/s6-overlay, "Read-Only Root Filesystem". */
const RUN_OF_S6: WritablePath = { path: '/run', kind: 'scratch', exec: true };

/** By their names, s6-overlay and the entrypoints of its images read them. */
const S6_VARIABLES = /^(?:S6_|PUID$|PGID$)/;

/** Whether a command installs packages, into the root filesystem. */
export function installsPackages(...commands: readonly Spot[]): boolean {
  return needOfInstalls(commands.flatMap(commandWords).join(' ')).length > 0;
}

/** What its command writes where nothing is mounted: beside a read-only root it needs a volume there. None where mounts are unknown. */
export interface Named {
  readonly scratch: readonly WritablePath[];
  /** Paths that only the author can give a volume. */
  readonly missing: readonly string[];
}

/** The same for a container of a pod. @param given what is mounted beside it anyway */
export function namedByContainer({ pod, spot }: ContainerView, given: readonly WritablePath[]): Named {
  const mounts = spot.get('volumeMounts');
  if (pod.partial || !isReadable(mounts)) return NOTHING_NAMED;
  const words = ['command', 'args'].flatMap((key) => commandWords(spot.get(key)));
  const targets = mounts.items().map((mount) => mount.get('mountPath').text().value);
  return namedBy(words, targets, given);
}

/** The same for a service. @param given what is mounted beside it anyway */
export function namedByService({ spot, volumes, tmpfs, project }: ServiceView, given: readonly WritablePath[]): Named {
  const words = ['entrypoint', 'command'].flatMap((key) => commandWords(spot.get(key)));
  const targets = [...volumes, ...(project.swarm ? [] : tmpfs)].map(({ target }) => target);
  return namedBy(words, targets, given);
}

const NOTHING_NAMED: Named = { scratch: [], missing: [] };

function namedBy(words: readonly string[], targets: readonly (string | undefined)[], given: readonly WritablePath[]): Named {
  const { scratch, kept } = writtenPaths(words.flatMap((word) => (word.includes('>') ? [word] : word.split(/\s+/))));
  const bare = (path: string) => !targets.some((target) => target === undefined || isWithin(path, target)) && !given.some((one) => isWithin(path, one.path));
  return { scratch: scratch.filter(bare).map((path) => ({ path, kind: 'scratch', open: true })), missing: kept.filter(bare) };
}

/** Whether a service is known to run programs or libraries that it unpacks to a path, so that a tmpfs there must allow that. */
export function runsFrom(service: ServiceView, path: string): boolean {
  const known = serviceImage(service)?.facts.writable ?? [];
  const ofS6 = isOfS6(
    service.image.value,
    service.variables.map(({ key }) => key),
  )
    ? [RUN_OF_S6]
    : [];
  return [...known, ...ofS6].some((one) => one.exec === true && isSamePath(one.path, path));
}

/** The scratch paths to give a container whose image is unknown, beside a read-only root. */
export function scratchOfContainer({ pod, image, environment, spot }: ContainerView): readonly WritablePath[] {
  const [volumes, mounts] = [pod.spots.spec.get('volumes'), spot.get('volumeMounts')];
  const paths = mounts.items().map((mount) => mount.get('mountPath').text().value);
  if (pod.basis !== 'written' || pod.partial || !isReadable(volumes) || !isReadable(mounts)) return [];
  const variables = environment.map(({ key }) => key ?? '');
  return uncovered(image.value, variables, paths);
}

/** The scratch paths to give a service whose image is unknown, beside a read-only root. */
export function scratchOfService({ image, variables, volumes, tmpfs, project }: ServiceView): readonly WritablePath[] {
  const names = variables.map(({ key }) => key);
  const targets = [...volumes, ...(project.swarm ? [] : tmpfs)].map(({ target }) => target);
  return uncovered(image.value, names, targets);
}

/** @param targets where something is mounted; `undefined` where that is unknown: it may be anywhere */
function uncovered(image: string | undefined, variables: readonly string[], targets: readonly (string | undefined)[]): readonly WritablePath[] {
  const wanted = isOfS6(image, variables) ? [RUN_OF_S6, TMP] : [TMP];
  return wanted.filter(({ path }) => !targets.some((target) => target === undefined || isWithin(path, target)));
}

function isOfS6(image: string | undefined, variables: readonly string[]): boolean {
  return isImage('s6', image) || variables.some((name) => S6_VARIABLES.test(name));
}

/** Whether the size of a path is known: sockets and pid files are small, but nobody measured what goes to /tmp. */
function isSmall({ path, small }: WritablePath): boolean {
  return small === true && !isWithin(path, TMP.path);
}

/**
 * What must be true of the tmpfs mounts that {@link scratchInService} makes, as the end of a sentence with "if": they are in memory, and have
 * a size, where the writable layer had none. `undefined` if only sockets and the like are there.
 */
export function sizeCondition(service: ServiceView, paths: readonly WritablePath[]): string | undefined {
  const unknown = paths.filter((one) => !isSmall(one)).map(({ path }) => path);
  if (unknown.length === 0) return undefined;
  const room = hasMemoryLimit(service) && !service.project.swarm ? 'its memory limit' : `${SCRATCH_MIB.other / 1024} GiB of memory`;
  return `what it writes to ${listed(unknown)} fits into ${room}`;
}

/** The tmpfs mounts of a service. Docker mounts them with noexec unless it is told otherwise; a single one may be written as a text instead of a list. */
export function scratchInService(service: ServiceView, paths: readonly WritablePath[]): PathOp[] {
  if (service.project.swarm) return scratchInSwarm(service, paths);
  const spot = service.spot.get('tmpfs');
  const entries = paths.map((one) => {
    const { path, exec, open } = one;
    // without a limit of memory, a tmpfs takes half of the host's
    const size = hasMemoryLimit(service) ? [] : [`size=${sizeText(SCRATCH_MIB[isSmall(one) ? 'small' : 'other'], 'compose')}`];
    const options = [...(exec ? ['exec'] : []), ...size, ...(open && !isWithin(path, TMP.path) ? ['mode=1777'] : ownerOptions(service, path))];
    return options.length > 0 ? `${path}:${options.join(',')}` : path;
  });
  const alone = spot.type === 'scalar' ? spot.text().value : undefined;
  if (alone !== undefined && entries.length > 0) return [{ op: 'set', at: spot.site, value: [alone, ...entries] }];
  return entries.map((value) => ({ op: 'ensure', at: spot.site, value }));
}

/** A Swarm ignores `tmpfs`, and takes volumes of that type in its place, with sizes in bytes. */
function scratchInSwarm({ spot }: ServiceView, paths: readonly WritablePath[]): PathOp[] {
  return paths.map((one) => {
    const size = SCRATCH_MIB[isSmall(one) ? 'small' : 'other'] * 1024 ** 2;
    return { op: 'ensure', at: spot.get('volumes').site, value: { type: 'tmpfs', target: one.path, tmpfs: { size } } };
  });
}

/** The title of a fix that makes the root filesystem read-only. */
export const READ_ONLY = 'Make the root filesystem read-only';

/**
 * What a fix says that makes the root filesystem read-only.
 * @param scratch what is mounted for its program, by what is known of it or by what most need
 * @param room what must be true of the size of that
 */
export function readOnlyWords(plan: ReadOnlyPlan | undefined, scratch: readonly WritablePath[], named: Named, room?: string): FixWords {
  const title = scratch.length > 0 ? `${READ_ONLY}, with ${listed(scratch.map(({ path }) => path))}` : READ_ONLY;
  const missing = [...(plan?.missing ?? []), ...named.missing];
  if (missing.length > 0) return { title, condition: { word: 'once', text: `${listed(missing)} ${missing.length > 1 ? 'are on volumes' : 'is on a volume'}` } };
  const elsewhere = scratch.length > 0 ? 'it writes to nothing else but volumes' : 'it writes only to volumes';
  const texts = [plan && !plan.partial ? [] : elsewhere, room ?? []].flat();
  return texts.length > 0 ? { title, condition: { word: 'if', text: texts.join(', and ') } } : { title };
}
