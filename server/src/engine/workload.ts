import type { Span } from '../text/text.ts';
import type { Target } from './finding.ts';
import type { PodAdmission } from './pod-security.ts';
import type { Snapshot } from './snapshot.ts';

/** The workload whose kind or name is at an offset: the verdict of Pod Security admission on its pod, and the whole workload as a target. */
export function workloadAt(snapshot: Snapshot, offset: number): { readonly admission: PodAdmission; readonly target: Target; readonly span: Span } | undefined {
  const place = snapshot.placeAt(offset);
  if (!place) return undefined;
  const { document, path, span } = place;
  const length = path.at(-1) === 'kind' ? path.length - 1 : path.at(-2) === 'metadata' && path.at(-1) === 'name' ? path.length - 2 : -1;
  if (length !== 0 && !(length === 2 && path[0] === 'items')) return undefined;
  const root = path.slice(0, length);
  // the kind of a list is not the kind of one of its workloads
  const isOf = (a: PodAdmission) => root.every((step, i) => a.path[i] === step) && (length > 0 || a.path[0] !== 'items');
  const admission = snapshot.podAdmissions().find((a) => a.document === document && isOf(a));
  if (!admission) return undefined;
  const { name, kind } = admission.resource;
  return { admission, target: { kind: 'pod', called: { kind, name }, site: { document, path: root, part: 'pair' } }, span };
}
