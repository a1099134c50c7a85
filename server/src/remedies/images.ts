import type { Condition, PathOp, Safety } from '../fix/ops.ts';
import type { EffectiveContainer } from '../isolation/effective.ts';
import type { Change } from '../isolation/images/evidence.ts';
import type { WritablePath } from '../isolation/images/facts.ts';
import { TMP } from '../isolation/images/rows.ts';
import { isSeen } from '../isolation/images/seen.ts';
import type { ImageUse } from '../isolation/images/use.ts';
import { isSamePath, isWithin } from '../isolation/images/use.ts';
import { effectiveKubernetes } from '../isolation/kubernetes.ts';
import { runsAs } from '../isolation/privileges.ts';
import { below } from '../manifest/field.ts';
import type { ContainerView } from '../manifest/kubernetes/views.ts';
import { groupOfProcess } from './groups.ts';

/**
 * A user that the image is known to work as. `safe` needs a verified image whose program runs as it was shipped, and either this user already
 * or evidence of the laboratory; otherwise the same change needs review.
 */
export interface ImageUser {
  readonly uid: number;
  readonly gid: number;
  readonly safety: Safety;
  /** A condition that must also be true. */
  readonly condition: Condition | undefined;
}

/** The user other than root that the image works as; `undefined` if there is none. */
export function userOf(use: ImageUse | undefined): ImageUser | undefined {
  const { uid, gid, imageUser, dropsPrivileges, conditions, configuration } = use?.facts ?? {};
  if (!use || uid === undefined || gid === undefined) return undefined;
  // its own user by number changes nothing; one that it changes to itself needs folders that are its own, and secrets that it may read, from the start
  const same = imageUser !== 'root' || (dropsPrivileges === true && !use.readsSecretFiles && foldersFit(use));
  const proven = same && (imageUser === 'root' ? isProven(use, 'user') : isAsVerified(use));
  const shipped = configuration !== undefined && !use.mounts.some(({ path }) => isWithin(configuration, path));
  const text = conditions ?? (same ? undefined : use.readsSecretFiles ? 'it can read its secrets' : 'what it writes belongs to that user');
  return {
    uid,
    gid,
    condition: text === undefined ? undefined : { word: 'if', text },
    safety: shipped ? 'manual' : proven && conditions === undefined ? 'safe' : 'review',
  };
}

/** The facts are verified, the program runs as it was shipped, and the laboratory saw the change work in this use. */
export function isProven(use: ImageUse, change: Change): boolean {
  return isAsVerified(use) && isSeen(use, change);
}

/** The facts are verified, and the file shows that nothing but the program of the image runs. */
function isAsVerified({ facts, asShipped, probesKnown }: ImageUse): boolean {
  return facts.proven && asShipped && probesKnown;
}

/** Programs and data of every image, which all may read, and the streams of the container. */
const OF_ALL = /^\/(?:usr\/)?(?:s?bin|lib(?:64)?|share)\/|^\/usr\/local\/s?bin\/|^\/dev\/(?:stdout|stderr|null)$/;

/**
 * Whether arguments and variables name only what is there for the user of the image: its own folders, and what is mounted to be read. Any
 * other path may be one that the entrypoint makes as root, or that a further group of its user reads.
 */
function namesOwnPaths({ facts, mounts, argumentPaths, variablePaths }: ImageUse): boolean {
  const folders = [...facts.writable.map(({ path }) => path), ...mounts.filter(({ kind, readOnly }) => readOnly || kind === 'files').map(({ path }) => path)];
  return [...argumentPaths, ...variablePaths].every((path) => OF_ALL.test(path) || folders.some((folder) => isWithin(path, folder)));
}

/** Without the entrypoint's `chown`, the folders of the image must belong to its user, or be open to it. */
function foldersFit(use: ImageUse): boolean {
  const { facts, mounts, mountsKnown, variablesKnown, dataFolder } = use;
  const variablesMatter = facts.dataVariable !== undefined || facts.fileVariables === 'supported';
  if (!mountsKnown || (variablesMatter && !variablesKnown) || !namesOwnPaths(use)) return false;
  const near = mounts.filter((mount) => !mount.readOnly && facts.writable.some(({ path }) => isWithin(path, mount.path) || isWithin(mount.path, path)));
  const own = (folder: string) => facts.writable.find(({ path }) => isSamePath(path, folder));
  if (dataFolder !== undefined && !near.some(({ path }) => own(path)?.kind === 'data' && isWithin(dataFolder, path))) return false;
  return near.every(({ path, kind }) => {
    const folder = own(path);
    if (!folder || kind === 'host' || kind === 'other' || kind === 'files') return false;
    // the folders of sockets are open to all in these images
    if (kind === 'tmpfs') return folder.small === true || isSamePath(path, TMP.path);
    // a named volume takes over the owner of the folder; others are open to the group, or to all
    return kind === 'named' || !folder.owned || (dataFolder !== undefined && !isSamePath(dataFolder, path));
  });
}

/** Makes a container of a pod run as a user: by number, and refused as root. A group that is written stays. */
export function userInPod(container: ContainerView, user: ImageUser): readonly [PathOp, ...PathOp[]] {
  const { pod, securityContext } = container;
  const { nonRootEnforced } = effectiveKubernetes(container);
  const runAsUser: PathOp = { op: 'set', at: below(securityContext.site, 'runAsUser'), value: user.uid };
  const { ops } = groupOfProcess([securityContext, pod.spots.securityContext], user.gid);
  if (nonRootEnforced.certain && nonRootEnforced.value) return [runAsUser, ...ops];
  return [{ op: 'set', at: below(securityContext.site, 'runAsNonRoot'), value: true }, runAsUser, ...ops];
}

/** Whether the image surely works with no_new_privs. */
export function noNewPrivilegesSafety(use: ImageUse | undefined): Safety {
  return use && isProven(use, 'no-new-privileges') && use.facts.noNewPrivileges === 'works' ? 'safe' : 'review';
}

/**
 * The capabilities to add back when a container drops all of them: those that its image needs for its user, and that it has now.
 * With `user`, the container will run as that user, and needs less.
 */
export function capabilitiesToKeep(
  use: ImageUse | undefined,
  effective: EffectiveContainer,
  user?: ImageUser,
): { readonly names: readonly string[]; readonly safety: Safety } {
  const who = runsAs(effective);
  if (!use || use.facts.base || use.replaced || who === 'unknown') return { names: [], safety: 'review' };
  const { facts, mounts } = use;
  const asRoot = !user && (who === 'root' || (who === 'image' && facts.imageUser === 'root'));
  // files of the host belong to users of the host: root reads a key of mode 0600 by this capability alone
  const ofHost = asRoot && mounts.some(({ kind }) => kind === 'host') ? ['DAC_OVERRIDE'] : [];
  const needed = asRoot ? [...new Set([...facts.capabilitiesAsRoot, ...ofHost])].sort() : facts.capabilitiesNonRoot;
  const held = effective.capabilities.value;
  const names = needed.filter((name) => held.includes(name) || held.includes('ALL'));
  // tried as the user that the image starts as, and as the one that it changes to; as any other the program has none of them anyway
  const starts = facts.imageUser === 'root';
  const tried = asRoot === starts ? 'capabilities' : starts ? 'capabilities-and-user' : undefined;
  const proven = tried !== undefined && isProven(use, tried) && effective.capabilities.certain && !needed.includes('ALL') && facts.noNewPrivileges !== 'breaks';
  return { names: names.filter((name) => name !== 'ALL'), safety: proven ? 'safe' : 'review' };
}

/** What a container needs besides `readOnlyRootFilesystem`, so that its program still runs. */
export interface ReadOnlyPlan {
  /** Paths that nothing covers and where something empty may be mounted. */
  readonly scratch: readonly WritablePath[];
  /** Paths that need a volume, or files, that only the author can give. */
  readonly missing: readonly string[];
  /** The program writes elsewhere, too. */
  readonly partial: boolean;
  readonly safety: Safety;
}

/** The paths that the program of an image can no longer write under a read-only root filesystem; `undefined` if that is unknown. */
export function readOnlyPlan(use: ImageUse | undefined): ReadOnlyPlan | undefined {
  // in place of its entrypoint, its program still writes what it does
  if (!use?.mountsKnown || use.facts.base || use.replaced) return undefined;
  const { facts, mounts, words } = use;
  const covers = (path: string) => mounts.find((mount) => isWithin(path, mount.path));
  const writes = ({ when, unless }: WritablePath) =>
    (when === undefined || mounts.some((mount) => isWithin(mount.path, when))) && (unless === undefined || !words.includes(unless));
  const bare = facts.writable.filter((one) => !covers(one.path) && writes(one));
  const scratch = bare.filter(({ kind }) => kind === 'scratch');
  const missing = bare.filter(({ kind }) => kind !== 'scratch').map(({ path }) => path);
  const given = (path: string) => scratch.some((one) => isWithin(path, one.path));
  // a configuration file may make the program write to any path
  const pathsFit =
    use.variablesKnown &&
    use.variablePaths.every((path) => covers(path) || given(path)) &&
    use.argumentPaths.every((path) => (covers(path)?.kind ?? 'files') !== 'files' || given(path));
  const proven = isProven(use, 'read-only') && facts.writesElsewhere !== true && missing.length === 0 && scratch.every(({ small }) => small) && pathsFit;
  return { scratch, missing, partial: facts.writesElsewhere === true, safety: proven ? 'safe' : 'review' };
}

/**
 * The emptyDir volumes and their mounts, each with a name of its own in the pod. They have no sizeLimit, as the writable layer in their place
 * had none: the kubelet evicts a pod that goes beyond it, and nobody measured what is written there.
 */
export function scratchInPod(container: ContainerView, paths: readonly WritablePath[]): PathOp[] {
  const { pod, spot } = container;
  const volumes = pod.spots.spec.get('volumes');
  const taken = new Set(
    [...volumes.items(), ...pod.containers.flatMap((one) => one.spot.get('volumeMounts').items())].map((item) => item.get('name').text().value),
  );
  const owner = pod.containers.length > 1 ? `${container.name.value ?? container.site.path.at(-1)}-` : '';
  return paths.flatMap(({ path }): PathOp[] => {
    const plain = `${owner}${path.slice(1).replace(/[^a-z0-9]+/gi, '-')}`
      .toLowerCase()
      .slice(0, 55)
      .replace(/(?<!-)-+$/, '');
    const name = taken.has(plain) ? `${plain}-scratch` : plain;
    return [
      { op: 'ensure', at: volumes.site, value: { name, emptyDir: {} } },
      { op: 'ensure', at: spot.get('volumeMounts').site, value: { name, mountPath: path } },
    ];
  });
}

/** Names of capabilities in a sentence: `CHOWN, SETGID and SETUID`. */
export function listed(names: readonly string[]): string {
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '');
}
