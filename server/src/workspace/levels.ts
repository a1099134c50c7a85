import type { ResourceView } from '../manifest/kubernetes/views.ts';
import type { Level } from '../validity/pod-security/checks.ts';
import { evaluatePodSecurity, strictestLevel } from '../validity/pod-security/evaluate.ts';
import { isJudged } from '../validity/pod-security/kinds.ts';
import { LATEST } from '../validity/pod-security/version.ts';
import { namespaceOrDefault, type Place } from './place.ts';

/** The strictest level of Pod Security that a workload meets, by the newest version. */
export interface PodLevel {
  readonly namespace: string;
  readonly name: string;
  /** `undefined` where a template or another file decides. */
  readonly level: Level | undefined;
  /** What the level baseline would refuse, in the words of the API server; nothing where it refuses nothing. */
  readonly refused?: string;
  readonly at: Place;
}

/** Reads which level the pods of an object meet. */
export function podLevelsOf(resource: ResourceView, file: string): PodLevel[] {
  const { ref, pods, spot } = resource;
  if (pods.length === 0 || ref.name === undefined || !isJudged(ref)) return [];
  const at = { file, site: spot.get('metadata', 'name').site };
  return pods.map((pod) => {
    const { level, certain } = strictestLevel({ kind: ref.kind, ...pod.spots }, LATEST);
    const refused = level === 'privileged' && evaluatePodSecurity({ kind: ref.kind, ...pod.spots }, 'baseline', LATEST).message;
    return {
      namespace: namespaceOrDefault(resource),
      name: ref.name ?? '',
      level: pod.partial || !certain ? undefined : level,
      ...(refused ? { refused } : {}),
      at,
    };
  });
}
