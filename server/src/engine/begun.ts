import { podPlaces } from '../manifest/kubernetes/kinds.ts';
import type { SyntaxDocument } from '../syntax/source-file.ts';
import type { DocumentCheck } from './document-check.ts';

/** Lines of a short workload: a Deployment with a selector and one container has 17. */
const SHORT = 20;

/**
 * Whether a document is only begun: it is shorter than a workload, and has no container, no service and no other object with a name. What
 * it lacks is then what its author has not written yet.
 */
export function isBegun({ text }: SyntaxDocument, { targets, resources = [] }: DocumentCheck): boolean {
  const lines = text.split('\n', SHORT * 4).filter((line) => !/^\s*(?:#|$)/.test(line)).length;
  if (lines > SHORT || targets.some(({ target }) => target.kind !== 'pod')) return false;
  const isWhole = (kind: string, apiVersion: string | undefined) => podPlaces(kind, apiVersion) === 'unknown' || podPlaces(kind, apiVersion).length === 0;
  return !resources.some(({ ref }) => ref.name !== undefined && isWhole(ref.kind, ref.apiVersion));
}
