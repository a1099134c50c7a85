import type { Fix } from '../../fix/ops.ts';
import { isUnset } from '../../manifest/field.ts';
import type { PodView } from '../../manifest/kubernetes/views.ts';
import type { Site } from '../../syntax/site.ts';
import { homeOf, isThere } from '../../workspace/homes.ts';
import type { Asked } from '../../workspace/workspace.ts';

/** An account that a pod could have, and where others of its namespace stand, if that is another file. */
export interface OwnAccount {
  readonly name: string;
  readonly home: Site | undefined;
}

/** The account that a pod could have in the place of the default one; `undefined` if it has one, or there is one of that name. */
export function ownAccount(pod: PodView, workspace: Asked): OwnAccount | undefined {
  const { kind, name, namespace = 'default' } = pod.ref;
  const isFree = name !== undefined && sharesAccount(pod) && !workspace.ask(isThere, 'ServiceAccount', namespace, name);
  if (!isFree) return undefined;
  const home = workspace.ask(homeOf, 'ServiceAccount', namespace, kind, name);
  return { name, home: home && { ...home.site, file: home.file } };
}

/**
 * The account without a token, and its use: in one change, in whichever files. What hangs on the default account, no file of the workload
 * shows.
 */
export function givingIt({ name, home }: OwnAccount, { ref: { namespace }, serviceAccountName, site }: PodView): Fix {
  const metadata = namespace === undefined ? { name } : { name, namespace };
  return {
    title: `Give it the ServiceAccount ${name} without a token, and declare that ${home ? 'beside the others' : 'in this file'}`,
    safety: 'manual',
    condition: { word: 'if', text: 'it never calls the API server and needs nothing of the default account' },
    ops: [
      { op: 'set', at: serviceAccountName.site, value: name },
      { op: 'document', at: home ?? site, value: { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false } },
    ],
  };
}

/** It has the default account, which mounts a token because nothing says otherwise. */
function sharesAccount({ basis, partial, serviceAccountName, automountServiceAccountToken, spots }: PodView): boolean {
  const isDefault = isUnset(serviceAccountName) || serviceAccountName.value === 'default';
  return basis === 'written' && !partial && isDefault && isUnset(automountServiceAccountToken) && !spots.spec.get('serviceAccount').written;
}
