import { SYSTEM_NAMESPACES } from '../../isolation/needs/infrastructure.ts';
import type { ResourceView } from '../../manifest/kubernetes/views.ts';
import { quotedName } from '../../manifest/subject-name.ts';

/** What the labels of Pod Security start with. */
export const PREFIX = 'pod-security.kubernetes.io/';
/** The label with the level that is enforced. */
export const ENFORCE = `${PREFIX}enforce`;
/** The levels that a label may name. */
export const LEVELS: ReadonlySet<string> = new Set(['privileged', 'baseline', 'restricted']);

/** What the rules read of a namespace for applications; `undefined` for other objects and for namespaces of the cluster itself, which need privileged pods. */
export function applicationNamespace({ ref, spot }: ResourceView) {
  if (ref.kind !== 'Namespace' || (ref.apiVersion !== undefined && ref.apiVersion !== 'v1') || SYSTEM_NAMESPACES.includes(ref.name ?? '')) return undefined;
  return { name: quotedName(ref), site: spot.get('metadata', 'name').site, labels: spot.get('metadata', 'labels') };
}

/** Shows which running pods the level baseline would refuse. */
export const CHECK = { kubernetes: 'kubectl label --dry-run=server --overwrite namespace NAME pod-security.kubernetes.io/enforce=baseline' };
