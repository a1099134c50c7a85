import type { ResourceView } from '../../manifest/kubernetes/views.ts';
import { quotedName } from '../../manifest/subject-name.ts';
import { inSystemNamespace } from '../expected.ts';

/** What the labels of Pod Security start with. */
export const PREFIX = 'pod-security.kubernetes.io/';
/** The label with the level that is enforced. */
export const ENFORCE = `${PREFIX}enforce`;
/** The levels that a label may name. */
export const LEVELS: ReadonlySet<string> = new Set(['privileged', 'baseline', 'restricted']);

/** What the rules read of a namespace; `undefined` for other objects. Those of the cluster itself need privileged pods: `expected` says so. */
export function namespaceOf({ ref, spot }: ResourceView) {
  if (ref.kind !== 'Namespace' || (ref.apiVersion !== undefined && ref.apiVersion !== 'v1')) return undefined;
  const { site } = spot.get('metadata', 'name');
  return { name: quotedName(ref), site, labels: spot.get('metadata', 'labels'), expected: inSystemNamespace(ref.name, site) };
}

/** Shows which running pods the level baseline would refuse. */
export const CHECK = { kubernetes: 'kubectl label --dry-run=server --overwrite namespace NAME pod-security.kubernetes.io/enforce=baseline' };
