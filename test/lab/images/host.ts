import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ImageFacts } from '../../../server/src/isolation/images/facts.ts';
import { imageFacts } from '../../../server/src/isolation/images/reference.ts';
import type { OciMount, OciRequest } from '../../../server/src/isolation/oci/request.ts';
import { filesOf, HOST_DATA, hostFile, PROJECT, type Trial } from './manifest.ts';

/** Who has the files of the host in all cases: an ordinary user. */
const HOST_USER = 1000;

/** What a start works on: what its engine was asked for, and the folder of the host that it happens in. */
interface Ground {
  readonly trial: Trial;
  readonly layers: readonly string[];
  /** What is in it stays for the next start. */
  readonly folder: string;
  readonly fsGroup: number | undefined;
}

/** What the engine and the kubelet do before a start: the user of the image where nobody else is asked for, and a source for every volume. */
export function placed(request: OciRequest, ground: Ground): OciRequest {
  const facts = imageFacts(ground.trial.image.image);
  const own = facts?.imageUser === 'root' ? undefined : facts;
  const { owner } = ground.trial.image;
  const owns = owner === undefined ? own : { uid: owner, gid: owner };
  writeFiles(ground);
  const { user, capabilities } = request.process;
  const uid = user.uid ?? own?.uid ?? 0;
  // the group of a user stands in /etc/passwd of the image, and is 0 where it has none
  const gid = user.gid ?? (uid !== 0 && uid === facts?.uid ? facts.gid : 0) ?? 0;
  const used = uid === 0 ? capabilities : { ...capabilities, permitted: [], effective: [] };
  return {
    ...request,
    process: { ...request.process, user: { ...user, uid, gid }, capabilities: used },
    mounts: request.mounts.map((mount) => sourced(mount, ground, owns)),
  };
}

function sourced(mount: OciMount, ground: Ground, owner: Owner | undefined): OciMount {
  const { source, volume, destination } = mount;
  if (volume?.kind === 'secret') return { ...mount, source: fileOf(destination, ground) };
  if (source?.startsWith(PROJECT)) {
    if (source === HOST_DATA) volumeAt(path.join(ground.folder, 'data'), owner);
    return { ...mount, source: path.join(ground.folder, source.slice(PROJECT.length)) };
  }
  const folder = path.join(ground.folder, volume?.name ?? '');
  switch (volume?.kind) {
    case 'volume':
      if (!existsSync(folder)) copied(ground.layers, destination, folder);
      break;
    case 'emptyDir':
      volumeAt(folder, undefined);
      // the kubelet opens it to all
      chmodSync(folder, 0o777);
      grouped(folder, ground.fsGroup);
      break;
    case 'persistentVolumeClaim':
      volumeAt(folder, owner);
      grouped(folder, ground.fsGroup);
      break;
    default:
      return mount;
  }
  return { ...mount, source: folder };
}

type Owner = Pick<ImageFacts, 'uid' | 'gid'>;

/** A new volume belongs to root; whoever runs an image that cannot take it has given it its folder. */
function volumeAt(folder: string, owner: Owner | undefined): void {
  if (existsSync(folder)) return;
  mkdirSync(folder);
  if (owner) chownSync(folder, owner.uid ?? 0, owner.gid ?? 0);
}

/** A named volume of an engine begins with what the image has there. */
function copied(layers: readonly string[], destination: string, folder: string): void {
  const shipped = layers.map((layer) => path.join(layer, destination)).find((candidate) => existsSync(candidate));
  if (shipped === undefined) mkdirSync(folder);
  else execFileSync('cp', ['-a', shipped, folder]);
}

/** SetVolumeOwnership of the kubelet (pkg/volume/volume_linux.go). */
function grouped(folder: string, fsGroup: number | undefined): void {
  if (fsGroup === undefined) return;
  execFileSync('chgrp', ['-R', `${fsGroup}`, folder]);
  execFileSync('find', [folder, '-type', 'd', '-exec', 'chmod', 'g+rwxs', '{}', '+']);
  execFileSync('find', [folder, '-type', 'f', '-exec', 'chmod', 'g+rw', '{}', '+']);
}

/** Files of the host, as somebody keeps them beside the manifest: the key for its owner alone. Those of a Secret belong to root, for all to read. */
function writeFiles(ground: Ground): void {
  const given = filesOf(ground.trial);
  for (const [target, text] of Object.entries(given?.files ?? {})) {
    const file = fileOf(target, ground);
    if (text === 'cert' || text === 'key') copyFileSync(path.join(ground.layers[0] ?? '', 'lab', `${text}.pem`), file);
    else writeFileSync(file, text);
    const ofHost = ground.trial.use === 'files';
    chownSync(file, ofHost ? HOST_USER : 0, ofHost ? HOST_USER : 0);
    chmodSync(file, ofHost && target === given?.key ? 0o600 : 0o644);
  }
}

function fileOf(target: string, { folder }: Ground): string {
  return path.join(folder, hostFile(target).slice(PROJECT.length));
}
