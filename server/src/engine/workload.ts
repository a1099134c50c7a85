import { isSameSubject } from '../manifest/subject-name.ts';
import { locate } from '../syntax/navigate.ts';
import type { Path } from '../syntax/site.ts';
import type { Span } from '../text/text.ts';
import type { Finding, Target } from './finding.ts';
import type { PodAdmission } from './pod-security.ts';
import { type Reading, shift, targetsIn } from './reading.ts';
import type { Snapshot, Workload } from './snapshot.ts';

/** The keys of which an object has at least one. */
const FIRST_KEYS = ['apiVersion', 'kind', 'metadata', 'spec'] as const;

/** The workloads and services of a file, in the order of the text. An object with several pods is one workload. */
export function workloadsIn(snapshot: Snapshot, reading: Reading): Workload[] {
  const found = new Map<string, Workload>();
  const findings = new Map<string, Finding[]>();
  for (const finding of snapshot.findings.flatMap((one) => [one, ...one.also])) {
    const key = keyOf(finding.target);
    const known = findings.get(key);
    if (known) known.push(finding);
    else findings.set(key, [finding]);
  }
  const admissions = new Map(
    snapshot
      .podAdmissions()
      .map((admission) => [keyOf({ kind: 'pod', site: { document: admission.document, path: admission.path, part: 'pair' } }), admission]),
  );
  for (const { target } of targetsIn(reading)) {
    const { kind, called, site } = target;
    const placed = reading.file.documents[site.document];
    if (kind === 'container' || !placed) continue;
    const path = rootOf(kind, site.path);
    const key = keyOf({ kind, site });
    const keys = kind === 'service' ? [path] : FIRST_KEYS.map((name): Path => [...path, name]);
    const spans = keys.flatMap((at) => locate(placed.document, { document: site.document, path: at, part: 'key' }) ?? []);
    const [first] = spans.sort((a, b) => a.start - b.start);
    if (found.has(key) || !first) continue;
    found.set(key, {
      target: { kind, called, site: { ...site, path } },
      span: shift(first, placed.span.start),
      admission: kind === 'pod' ? admissions.get(key) : undefined,
      findings: findings.get(key) ?? [],
    });
  }
  return [...found.values()];
}

function keyOf({ kind, site: { document, path } }: Pick<Target, 'kind' | 'site'>): string {
  return JSON.stringify([document, rootOf(kind, path)]);
}

/** The service; the object of a list, or the whole document. */
function rootOf(kind: Target['kind'], path: Path): Path {
  return kind === 'service' || path[0] === 'items' ? path.slice(0, 2) : [];
}

/** Whether two targets are the same container, pod or service: of the same name, at the same place. */
export function isSameTarget(a: Target, b: Target): boolean {
  const placeOf = ({ kind, site: { document, path } }: Target) => JSON.stringify([kind, document, path]);
  return placeOf(a) === placeOf(b) && isSameSubject(a.called, b.called);
}

/** The kind or name of a workload: the verdict of Pod Security admission on its pod, and the whole workload as a target. */
export interface WorkloadPlace {
  readonly admission: PodAdmission;
  readonly target: Target;
  readonly span: Span;
}

/** The workload whose kind or name is at an offset. */
export function workloadAt(snapshot: Snapshot, offset: number): WorkloadPlace | undefined {
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
