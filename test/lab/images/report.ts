import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EVIDENCE, type Seen } from '../../../server/src/isolation/images/evidence.ts';
import { ROOT } from '../../kit/cli.ts';
import { cell, readSection, writeSection } from '../page.ts';
import { evidenceOf, IMAGES, isChange } from './evidence.ts';
import type { LabImage } from './image.ts';
import type { Outcome } from './trial.ts';

const DATA = path.join(ROOT, 'server/src/isolation/images/evidence.ts');

/**
 * Writes what a run has seen: the data that decides what is safe, and the section of the page that tells it.
 * @param seen of images with all their uses; what is known of the others stays
 */
export function writeImages(seen: readonly Outcome[]): void {
  const table = { ...EVIDENCE, ...evidenceOf(seen) };
  const rows = IMAGES.flatMap(({ image }) => (table[image] ? [image] : [])).map((image) => {
    const changes = Object.entries(table[image] ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    return `  ${keyOf(image)}: {\n${changes.map(([change, seen]) => `    ${keyOf(change)}: ${shownSeen(seen)},\n`).join('')}  },\n`;
  });
  const source = readFileSync(DATA, 'utf8');
  writeFileSync(DATA, `${source.slice(0, source.indexOf(' = {', source.indexOf('export const EVIDENCE')))} = {\n${rows.join('')}};\n`);
  const told = new Map(
    readSection('Images')
      .split(/^(?=### )/m)
      .map((part) => [/^### (.*)/.exec(part)?.[1], `${part.trimEnd()}\n`]),
  );
  const parts = IMAGES.map((image) => {
    const outcomes = seen.filter((outcome) => outcome.image === image);
    return outcomes.length > 0 ? sectionOf(image, outcomes) : (told.get(image.image) ?? '');
  });
  writeSection('Images', HEAD + parts.join('\n'));
}

function shownSeen({ works, breaks }: Seen): string {
  return `{ works: ${list(works)}, breaks: ${list(breaks)} }`;
}

function keyOf(name: string): string {
  return /^[a-z]+$/.test(name) ? name : `'${name}'`;
}

function list(texts: readonly string[]): string {
  return `[${texts.map((text) => `'${text}'`).join(', ')}]`;
}

const HEAD = `For each image and each way to use it, the laboratory takes a pod or a Compose file, lets Bulkhead mend it, asks what the engine would ask of the runtime, and starts that: the program of Debian 12, behind a script of ours that does what the published entrypoint does, under runc; all changes together also under gVisor, where no volume is in play, and in a user namespace, with the IDs of the image and of the claim mapped as containerd and the kubelet map them (KEP-127). It works when the service answers a real request after every start. A pod is of containerd 1, which leaves ports below 1024 to root and NET_BIND_SERVICE.

| use | what happens |
| --- | --- |
| plain | no volumes: start, restart |
| claim, named | the data on a claim of a pod, or a named volume: start and restart on an empty volume; changed by the fix after it has written its data |
| below | the same, in a folder below the mount that a variable names |
| scratch | the data in an emptyDir: start, restart |
| host | the data in a folder of the host: as on a claim, and with data that belonged to another user |
| config | files of a Secret: start, restart |
| files | files of the host; where the program reads a key as root, only its owner may read it: an ordinary user (mode 0600) |

A fix is *safe* only where its change was seen to work in every use at hand, or where it restates a default; anything else is *review* at most. A change that is not offered, or that is left to the author, has no row. A pod without volumes is started with each change by itself. In the other uses, the changes that take something from the same user are made together first: where that works they say *works with the others*, and were not started alone; where it fails, each was.

`;

function sectionOf(image: LabImage, outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ dialect, use, asked, title, failure, alone }) => {
    const what = isChange(asked) ? title : TOGETHER[asked];
    return `| ${use} (${dialect}) | ${cell(what)} | ${failure === undefined ? (alone ? 'works' : 'works with the others') : `fails: ${cell(shownFailure(failure))}`} |\n`;
  });
  return `### ${image.image}\n\nBehaviour from: ${image.source}.\n\n| use | change | result |\n| --- | --- | --- |\n${rows.join('')}`;
}

const TOGETHER = {
  'all safe': 'all that is safe',
  all: 'all that may be applied, but a user namespace',
  'all in a user namespace': 'all that may be applied',
} as const;

/** The scene and the telling line of a failure, without what differs between runs. */
function shownFailure(failure: string): string {
  const [scene = '', ...rest] = failure.split(': ');
  const lines = rest.join(': ').split('\n');
  const telling =
    lines.find((line) => /denied|not permitted|read-only|can't|cannot|could not|error|fail/i.test(line) && !/^probe|WARNING|level=/.test(line)) ?? '';
  const constant = telling
    .replace(/time="[^"]*"|^.*# |\d{4}[-/]\d\d[-/]\d\d[T ][\d:.]+\S*( UTC)?|\[?\b\d+#\d+:?|\bpid \d+|\[\d+\]|\b\d{3,}\b/g, '')
    .replace(/[|`\s]+/g, ' ')
    .trim()
    .slice(0, 140);
  return constant === '' ? scene : `${scene}: ${constant}`;
}
