import { allowedUnless, type Outcome } from '../outcome.ts';
import { ALLOWED_VOLUMES, OTHER_VOLUMES, type Pod, type VolumeSpot } from '../pod.ts';
import { listed, plural, quoted, sorted } from '../wording.ts';

/** Restricted: every volume has an allowed type. */
export function restrictedVolumes({ volumes, volumesUnsure }: Pod): Outcome {
  const found = volumes.flatMap((volume) => restricted(volume) ?? []);
  if (found.length === 0) return allowedUnless(volumesUnsure || volumes.some(({ unsure, sources }) => unsure && sources.length === 0));
  const names = found.map(({ name }) => name);
  const types = sorted(found.map(({ type }) => type));
  const uses = names.length === 1 ? 'uses' : 'use';
  return {
    reason: 'restricted volume types',
    detail: `${listed('volume', names)} ${uses} ${plural('restricted volume type', types.length)} ${quoted(types)}`,
    sites: found.map(({ site }) => site),
  };
}

function allowedSource(sources: VolumeSpot['sources']): boolean {
  return sources.some(({ type }) => ALLOWED_VOLUMES.includes(type));
}

/** The source of a volume that is not allowed; `undefined` if there is none, or an allowed source beside it. A written source counts even if a template may add others. */
function restricted({ name, spot, sources, unsure }: VolumeSpot) {
  if ((unsure && sources.length === 0) || allowedSource(sources)) return undefined;
  const type = OTHER_VOLUMES.find((other) => sources.some((source) => source.type === other));
  return { name, type: type ?? 'unknown', site: sources.find((source) => source.type === type)?.site ?? spot.site };
}
