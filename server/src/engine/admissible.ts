import type { Fix } from '../fix/ops.ts';
import { CONTAINER_FIELDS, lacking, POD_FIELDS, type VersionedField } from '../isolation/versions.ts';
import type { PodView } from '../manifest/kubernetes/views.ts';
import type { Spot } from '../manifest/spot.ts';
import { locate } from '../syntax/navigate.ts';
import { type Path, startsWith } from '../syntax/site.ts';
import type { SyntaxDocument } from '../syntax/source-file.ts';
import type { Problem } from './finding.ts';

/** The fix. If the target version lacks a field that the fix sets, or the kind does not take it: a blocked fix with the reason. */
export function admissible(fix: Fix, pod: PodView, minor: number): Fix {
  if ('blocked' in fix) return fix;
  for (const op of fix.ops) {
    if (op.op === 'remove') continue;
    const container = pod.containers.find(({ site }) => startsWith(op.at.path, site.path));
    const owner = container?.site.path ?? pod.site.path;
    if (!startsWith(op.at.path, owner)) continue;
    const path = op.at.path.slice(owner.length);
    const blocked = reason(path, container ? CONTAINER_FIELDS : POD_FIELDS, minor) ?? (container ? undefined : pod.gates[String(path[0])]);
    if (blocked !== undefined) return { title: fix.title, condition: fix.condition, objection: fix.objection, safety: fix.safety, blocked };
  }
  return fix;
}

function reason(path: Path, fields: readonly VersionedField[], minor: number): string | undefined {
  const field = lacking(fields, path, minor);
  return field && `${nameOf(field)} needs Kubernetes 1.${field.since}, and the manifests are for 1.${minor}`;
}

/** Problems for written fields of a pod that the target version ignores: the author believes in a protection that does nothing. */
export function fieldsTooNew(pod: PodView, minor: number, document: SyntaxDocument): Problem[] {
  const written = [...writtenOf(pod.spots.spec, POD_FIELDS, minor), ...pod.containers.flatMap(({ spot }) => writtenOf(spot, CONTAINER_FIELDS, minor))];
  return written.flatMap(({ spot, field }) => {
    const span = locate(document, spot.site);
    const message = `"${nameOf(field)}" has no effect before Kubernetes 1.${field.since}, and the manifests are for 1.${minor}`;
    return span ? [{ code: 'field-too-new', message, span, document: spot.document }] : [];
  });
}

function writtenOf(owner: Spot, fields: readonly VersionedField[], minor: number): { spot: Spot; field: VersionedField }[] {
  return fields
    .filter(({ since }) => minor < since)
    .flatMap((field) => spotsAt(owner, field.path).map((spot) => ({ spot, field })))
    .filter(({ spot }) => spot.state === 'present');
}

function spotsAt(from: Spot, path: Path): Spot[] {
  return path.reduce<Spot[]>((spots, step) => spots.flatMap((spot) => (step === '*' ? spot.items() : [spot.get(step)])), [from]);
}

function nameOf({ path }: VersionedField): string {
  return path.length === 1 && path[0] === 'resources' ? 'resources of the pod' : String(path.at(-1));
}
