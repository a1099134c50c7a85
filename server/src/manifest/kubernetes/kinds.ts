import type { Path } from '../../syntax/site.ts';

/** The kinds of Kubernetes itself that hold a pod specification, the API groups that serve them, and where it stands. */
const KINDS: Readonly<Record<string, { readonly groups: readonly string[]; readonly pod: Path }>> = {
  Pod: { groups: [''], pod: ['spec'] },
  PodTemplate: { groups: [''], pod: ['template', 'spec'] },
  ReplicationController: { groups: [''], pod: ['spec', 'template', 'spec'] },
  Deployment: { groups: ['apps', 'extensions'], pod: ['spec', 'template', 'spec'] },
  ReplicaSet: { groups: ['apps', 'extensions'], pod: ['spec', 'template', 'spec'] },
  DaemonSet: { groups: ['apps', 'extensions'], pod: ['spec', 'template', 'spec'] },
  StatefulSet: { groups: ['apps'], pod: ['spec', 'template', 'spec'] },
  Job: { groups: ['batch'], pod: ['spec', 'template', 'spec'] },
  CronJob: { groups: ['batch'], pod: ['spec', 'jobTemplate', 'spec', 'template', 'spec'] },
};

/** Where the pod specification of a kind stands; `undefined` for kinds without one. An unknown `apiVersion` (a template) fits any group. */
export function podPath(kind: string, apiVersion: string | undefined): Path | undefined {
  const known = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (!known) return undefined;
  if (apiVersion === undefined) return known.pod;
  const slash = apiVersion.indexOf('/');
  return known.groups.includes(slash < 0 ? '' : apiVersion.slice(0, slash)) ? known.pod : undefined;
}
