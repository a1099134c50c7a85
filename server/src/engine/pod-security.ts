import type { ResourceRef } from '../manifest/kubernetes/views.ts';
import { locate } from '../syntax/navigate.ts';
import type { Path, Site } from '../syntax/site.ts';
import type { PlacedDocument } from '../syntax/source-file.ts';
import type { Span } from '../text/text.ts';
import type { Level } from '../validity/pod-security/checks.ts';
import { type Admission, evaluatePodSecurity, strictestLevel, type Verdict, verdictOf } from '../validity/pod-security/evaluate.ts';
import { isJudged } from '../validity/pod-security/kinds.ts';
import type { PodSpots } from '../validity/pod-security/pod.ts';
import type { PolicyVersion } from '../validity/pod-security/version.ts';
import type { Reading } from './reading.ts';

/** A pod, or the pod template of a workload, in a file. */
interface PlacedPod {
  readonly resource: ResourceRef;
  readonly document: number;
  /** Of the pod's `spec`. */
  readonly path: Path;
}

export { violates } from '../validity/pod-security/evaluate.ts';

/** What Pod Security admission says of one pod. */
export interface PodVerdict extends PlacedPod {
  readonly verdict: Verdict;
  /** Where a site is shown: the field itself, or for a missing one the container's name or the `spec` of the pod. In the file. */
  readonly spanOf: (site: Site) => Span;
}

/** The strictest level that admits one pod. */
export interface PodAdmission extends PlacedPod {
  readonly admission: Admission;
}

interface JudgedPod extends PlacedPod {
  readonly placed: PlacedDocument;
  readonly spots: PodSpots;
}

/**
 * Judges every pod of a file that Pod Security admission knows. `variants` are the readings of a template, one for each branch: what
 * only some of them violate is undecided.
 * @param only the index of a document, to judge no other
 */
export function podVerdicts(variants: readonly Reading[], level: Level, version: PolicyVersion, only?: number): PodVerdict[] {
  return grouped(variants, only).map((shown) => {
    const { placed, resource, document, path } = shown[0];
    const verdict = common(shown.map(({ spots }) => evaluatePodSecurity(spots, level, version)));
    return { resource, document, path, verdict, spanOf: (site) => spanOf(placed, site, path) };
  });
}

/** The strictest level that admits the pod of each resource, and what stands between it and the next. Templates are read by their first branches. */
export function podAdmissions(reading: Reading, version: PolicyVersion): PodAdmission[] {
  return podsOf(reading).map(({ resource, document, path, spots }) => ({ resource, document, path, admission: strictestLevel(spots, version) }));
}

function podsOf({ file, checks }: Reading, only?: number): JudgedPod[] {
  const documents = only === undefined ? file.documents : file.documents.slice(only, only + 1);
  return documents.flatMap((placed) =>
    (checks[placed.index]?.resources ?? []).flatMap(({ ref, pods }): JudgedPod[] => {
      if (!isJudged(ref)) return [];
      return pods.map((pod) => ({ resource: ref, document: placed.index, path: pod.site.path, placed, spots: { kind: ref.kind, ...pod.spots } }));
    }),
  );
}

/** The same pod in each variant that shows it. */
function grouped(variants: readonly Reading[], only?: number): [JudgedPod, ...JudgedPod[]][] {
  const groups = new Map<string, [JudgedPod, ...JudgedPod[]]>();
  for (const pod of variants.flatMap((reading) => podsOf(reading, only))) {
    const key = JSON.stringify([pod.document, pod.path]);
    const group = groups.get(key);
    if (group) group.push(pod);
    else groups.set(key, [pod]);
  }
  return [...groups.values()];
}

/** What all verdicts have in common; the rest is undecided. */
function common(verdicts: readonly Verdict[]): Verdict {
  const [first, ...others] = verdicts as [Verdict, ...Verdict[]];
  if (others.length === 0) return first;
  const everywhere = first.violations.filter(({ check }) => others.every((other) => other.violations.some((violation) => violation.check === check)));
  const sure = new Set(everywhere.map(({ check }) => check));
  const doubtful = verdicts.flatMap(({ violations, undecided }) => [...violations.map(({ check }) => check), ...undecided]).filter((check) => !sure.has(check));
  return verdictOf(first.level, first.version, everywhere, [...new Set(doubtful)]);
}

function spanOf({ document, index, span: { start } }: PlacedDocument, site: Site, spec: Path): Span {
  const found = locate(document, site) ??
    ownerSpan(document, site, spec) ??
    locate(document, { document: index, path: spec, part: 'key' }) ?? { start: 0, end: 0 };
  return { start: found.start + start, end: found.end + start };
}

/** The name (or image) of the container or volume in which something is missing. */
function ownerSpan(document: PlacedDocument['document'], site: Site, spec: Path): Span | undefined {
  for (let length = site.path.length - 1; length > spec.length; length--) {
    if (typeof site.path[length - 1] !== 'number') continue;
    for (const key of ['name', 'image']) {
      const found = locate(document, { document: site.document, path: [...site.path.slice(0, length), key], part: 'value' });
      if (found) return found;
    }
  }
  return undefined;
}
