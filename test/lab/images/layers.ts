import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { imageFacts } from '../../../server/src/isolation/images/reference.ts';
import { newFolder } from '../runner.ts';
import type { LabImage } from './image.ts';

/** The layers of an image: what its Dockerfile adds, above the root filesystem. They are made once in a run. */
export function layersOf(image: LabImage, root: string): readonly string[] {
  const layers = made.get(image) ?? [layerOf(image, root), root];
  made.set(image, layers);
  return layers;
}

const made = new Map<LabImage, readonly string[]>();

function layerOf(image: LabImage, root: string): string {
  const folder = newFolder();
  const [upper, work, merged] = ['upper', 'work', 'merged'].map((name) => path.join(folder, name)) as [string, string, string];
  for (const one of [upper, work, merged]) mkdirSync(one, { recursive: true });
  const facts = imageFacts(image.image);
  const alpine = /alpine/.test(image.image);
  execFileSync('mount', ['-t', 'overlay', 'overlay', '-o', `lowerdir=${root},upperdir=${upper},workdir=${work}`, merged]);
  try {
    mkdirSync(path.join(merged, 'lab'));
    // the shell of Alpine, which has find, chown and the like in itself
    if (alpine) copyFileSync(BUSYBOX, path.join(merged, 'bin/busybox'));
    writeFileSync(path.join(merged, 'usr/local/bin/entry'), `#!/bin/${alpine ? 'busybox ' : ''}sh\nset -e\n${image.entry}\n`, { mode: 0o755 });
    const script = `set -e\nU=${facts?.uid ?? 0} G=${facts?.gid ?? 0}\n${OWN}\n${image.keyed ? CERTIFICATE : ''}\n${image.prepare}`;
    execFileSync('chroot', [merged, '/bin/sh', '-c', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  } finally {
    execFileSync('umount', [merged]);
  }
  return upper;
}

/** Of the package busybox-static. */
const BUSYBOX = '/bin/busybox';

/** `own NAME` gives the image's user a name, and takes number and name from whoever has them in Debian. */
const OWN = `own() {
  for file in passwd group; do
    [ $file = passwd ] && id=$U || id=$G
    sed -i -E "/^$1:/d; /^[^:]*:[^:]*:$id:/d" /etc/$file
  done
  echo "$1:x:$U:$G::/:/bin/sh" >> /etc/passwd
  echo "$1:x:$G:" >> /etc/group
}`;

/** A key and its certificate, for those who mount files of the host. */
const CERTIFICATE =
  'openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=lab -days 30 -keyout /lab/key.pem -out /lab/cert.pem 2>/dev/null';
