import { oncePerText } from '../once.ts';
import type { ImageFacts, ImageRow, TagFamily } from './facts.ts';
import { IMAGE_ROWS } from './table.ts';

export type { ImageFacts, WritablePath } from './facts.ts';

/** A parsed image reference. Docker Hub has one name in it. */
export interface ImageReference {
  /** `docker.io` if none is written, and for aliases and public mirrors of Docker Hub. */
  readonly registry: string;
  /** The official images of Docker Hub have the prefix `library/`, as in `library/redis`. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

const HUB = 'docker.io';

/** Other names of Docker Hub, and public registries that serve its images unchanged, with the prefix of the repository there. */
const MIRRORS: readonly (readonly [registry: string, prefix: string])[] = [
  ['registry-1.docker.io', ''],
  ['index.docker.io', ''],
  ['registry.hub.docker.com', ''],
  ['mirror.gcr.io', ''],
  ['public.ecr.aws', 'docker/'],
];

// the grammar of github.com/distribution/reference
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\])(?::\d+)?$/i;
const COMPONENT = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[a-z][a-z0-9]*(?:[-_+.][a-z][a-z0-9]*)*:[0-9a-f]{32,}$/i;
const LONGEST = 255;

/**
 * Parses an image reference: registry, repository, tag, digest. `mirror.gcr.io/library/redis`, `docker.io/redis` and `redis` are the same
 * repository. `undefined` if it is not valid, for example because of a variable or a template action.
 * Source: the grammar of github.com/distribution/reference.
 */
export function parseImage(reference: string): ImageReference | undefined {
  const [name = '', digest, ...more] = reference.split('@');
  if (more.length > 0 || (digest !== undefined && !DIGEST.test(digest))) return undefined;
  const colon = name.lastIndexOf(':');
  const hasTag = colon > name.lastIndexOf('/');
  const tag = hasTag ? name.slice(colon + 1) : undefined;
  const path = hasTag ? name.slice(0, colon) : name;
  if (path.length > LONGEST || (tag !== undefined && !TAG.test(tag))) return undefined;
  const [first = '', ...rest] = path.split('/');
  const qualified = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const components = qualified ? rest : [first, ...rest];
  if ((qualified && !HOST.test(first)) || !components.every((component) => COMPONENT.test(component))) return undefined;
  return { ...normalised(qualified ? first.toLowerCase() : HUB, components.join('/')), tag, digest };
}

function normalised(registry: string, repository: string): Pick<ImageReference, 'registry' | 'repository'> {
  const [, prefix] = MIRRORS.find(([name, start]) => registry === name && repository.startsWith(start)) ?? [];
  if (prefix === undefined && registry !== HUB) return { registry, repository };
  const name = repository.slice(prefix?.length ?? 0);
  return { registry: HUB, repository: name.includes('/') ? name : `library/${name}` };
}

/**
 * The known facts of an image. `undefined` if the image is unknown: it is not in the table, its tag fits no family in the table, or it has
 * only a digest. With a tag and a digest, the tag counts: tools write the digest that a tag had, and the facts depend on the family of the
 * tag, not on the build.
 */
export const imageFacts = oncePerText((reference): ImageFacts | undefined => {
  const image = parseImage(reference);
  if (!image || (image.tag === undefined && image.digest !== undefined)) return undefined;
  const name = image.registry === HUB ? image.repository.replace(/^library\//, '') : `${image.registry}/${image.repository}`;
  const tag = image.tag ?? 'latest';
  // the table is only about Linux images
  if (/windows|nanoserver|ltsc20/.test(tag)) return undefined;
  return IMAGE_ROWS.find((row) => isOf(row, name) && (!row.tags || fits(row.tags, tag)))?.facts;
});

function isOf({ repositories, except = [] }: ImageRow, name: string): boolean {
  return repositories.some((known) => (known.endsWith('/*') ? name.startsWith(known.slice(0, -1)) : name === known)) && !except.includes(name);
}

/** Parts of a tag that fit any family: versions, channels, platforms. */
const NEUTRAL = /^(?:v?\d[\w.+]*|latest|lts|stable|mainline|rc\d*|beta\d*|alpha\d*|amd64|arm64(?:v8)?|linux)$/;

/** Whether a tag surely is of a family: the family knows every part of it. */
function fits({ words, needs = [], since, until, unversioned }: TagFamily, tag: string): boolean {
  const parts = tag.toLowerCase().split(/[-_]/);
  if (!parts.every((part) => NEUTRAL.test(part) || words?.test(part) || needs.some((need) => need.test(part)))) return false;
  if (!needs.every((need) => parts.some((part) => need.test(part)))) return false;
  if ((since ?? until) !== undefined && UNORDERED.test(parts[0] ?? '')) return false;
  const version = versionOf(parts[0] ?? '');
  // a tag without a version is the newest one
  if (!version) return until === undefined;
  return !unversioned && (since === undefined || !isBefore(version, since)) && (until === undefined || isBefore(version, until));
}

type Version = readonly [major: number, minor: number];

/** A date or a commit: it is older or newer than any version. */
const UNORDERED = /^(?:\d{4,}(?:\.|$)|[\da-f]{7,}$)/;

/** The version in a tag; `undefined` if it has none. `2` means the newest 2.x. */
function versionOf(text: string): Version | undefined {
  const [, major, minor] = /^v?(\d+)(?:\.(\d+))?/.exec(text) ?? [];
  return major === undefined ? undefined : [Number(major), minor === undefined ? Number.POSITIVE_INFINITY : Number(minor)];
}

function isBefore([major, minor]: Version, [otherMajor, otherMinor]: Version): boolean {
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}
