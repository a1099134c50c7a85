import { type Change, EVIDENCE, type Use } from './evidence.ts';
import type { ImageFacts } from './facts.ts';
import { imageFacts } from './reference.ts';
import { type ImageMount, type ImageUse, isSamePath, isWithin } from './use.ts';

/**
 * Whether the laboratory saw a change work for this row of the table, in every way in which its image is used here. What was tried is told in
 * docs/EVIDENCE.md: any other mount was not.
 */
export function isSeen(use: ImageUse, change: Change): boolean {
  const works = BY_FACTS.get(use.facts)?.[change]?.works ?? [];
  return use.mountsKnown && usesOf(use).every((one) => one !== undefined && works.includes(one));
}

/** The evidence for each row of the table: the image that was tried stands for its row. */
const BY_FACTS = new Map(Object.entries(EVIDENCE).map(([image, seen]) => [imageFacts(image), seen]));

/** `undefined` for a mount that was not tried. */
function usesOf({ facts, mounts, dataFolder }: ImageUse): (Use | undefined)[] {
  // for root, which makes its folders there, a tmpfs is an emptyDir; a user who finds it is another story (`foldersFit`)
  const seen = mounts.map((mount): ImageMount => (mount.kind === 'tmpfs' ? { ...mount, kind: 'scratch' } : mount));
  const folder = facts.writable.find(({ kind }) => kind === 'data')?.path;
  const holdsData = ({ path }: ImageMount) => folder !== undefined && isSamePath(path, folder);
  const data = seen.find(holdsData);
  const held = data ? ofData(data, dataFolder) : dataFolder === undefined ? 'plain' : undefined;
  return [held, ...seen.filter((mount) => !holdsData(mount)).map((mount) => ofOther(mount, facts))];
}

function ofData({ path, kind, readOnly }: ImageMount, moved: string | undefined): Use | undefined {
  if (readOnly || kind === 'files' || kind === 'other' || kind === 'tmpfs') return undefined;
  if (moved === undefined || isSamePath(moved, path)) return kind;
  return kind === 'claim' && isWithin(moved, path) ? 'below' : undefined;
}

function ofOther({ path, kind, readOnly }: ImageMount, { writable }: ImageFacts): Use | undefined {
  if (kind === 'files') return 'config';
  if (kind === 'host') return readOnly ? 'files' : undefined;
  // where the image keeps nothing, something empty is what a read-only root gets, too
  return kind === 'scratch' && !readOnly && writable.some((one) => one.kind === 'scratch' && isWithin(path, one.path)) ? 'plain' : undefined;
}
