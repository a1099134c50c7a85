import type { Fix, PathOp } from '../../fix/ops.ts';
import type { PodView } from '../../manifest/kubernetes/views.ts';
import type { Site } from '../../syntax/site.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const userNamespaceIncompatible = defineRule({
  id: 'user-namespace-incompatible',
  since: '0.1.0',
  severity: severity('high'),
  dimensions: ['USER'],
  when: { kubernetes: ['hostUsers'] },
  refuses: true,
  fix: 'sometimes',
  messages: {
    rejected: '"{name}" asks for a user namespace and {what}: the API server rejects both together',
    fails: '"{name}" asks for a user namespace and {what}: it will fail to start',
  },
  docs: {
    title: 'User namespace with settings that rule it out',
    risk: 'The pod is not weaker, it does not run: the API server rejects `hostUsers: false` beside namespaces of the host and raw block volumes. User IDs above 65535 have no counterpart on the node, and network filesystems without ID mapping cannot be mounted.',
    not: 'It is no weakness. Clusters with the alpha feature for host networks in user namespaces accept that one combination.',
    fix: 'Removes the namespaces of the host and keeps the user namespace.',
    verify: 'Check that the workload does without them.',
    remark: 'Volumes and user IDs need a decision.',
    check: { kubernetes: 'kubectl get events --field-selector involvedObject.name=NAME' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K01'],
  references: ['KEP-127', 'KEP-5607', 'K8S-USERNS', 'K8S-VALIDATION'],
  check: {
    *'kubernetes.pod'(pod) {
      if (pod.hostUsers.value !== false) return;
      const conflicts = [...rejected(pod), ...failsInUserNamespace(pod)];
      const [first] = conflicts;
      if (!first) return;
      yield {
        at: pod.hostUsers.site,
        message: first.kind,
        data: { name: pod.label, what: conflicts.map(({ what }) => what).join(', ') },
        related: conflicts.map(({ site, what }) => ({ at: site, message: what })),
        fixes: fixes(conflicts),
      };
    },
  },
});

interface Conflict {
  readonly kind: 'rejected' | 'fails';
  readonly what: string;
  readonly site: Site;
  /** A namespace of the host, which can be given up. */
  readonly removable?: boolean;
}

/** Source: core/v1 validation of `hostUsers`, KEP-127. */
function rejected(pod: PodView): Conflict[] {
  const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((name) => pod[name].value === true);
  const raw = pod.containers.filter((container) => container.usesVolumeDevices);
  return [
    ...shared.map((name): Conflict => ({ kind: 'rejected', what: name, site: pod[name].site, removable: true })),
    ...raw.map(({ label, spot }): Conflict => ({ kind: 'rejected', what: `raw block volumes in "${label}"`, site: spot.get('volumeDevices').site })),
    ...(pod.windows ? [{ kind: 'rejected' as const, what: 'Windows', site: pod.site }] : []),
  ];
}

/** The settings that keep the pod from starting in a user namespace: it gets 65536 user IDs, and some filesystems cannot map them. Source: KEP-127. */
export function failsInUserNamespace(pod: PodView): Conflict[] {
  const users = [pod.runAsUser, ...pod.containers.map((container) => container.runAsUser)].filter((user) => (user.value ?? 0) > 65535);
  const volumes = pod.spots.spec
    .get('volumes')
    .items()
    .flatMap((volume) => ['nfs', 'cephfs', 'glusterfs'].flatMap((type) => (volume.get(type).type === 'map' ? [{ type, site: volume.get(type).site }] : [])));
  return [
    ...users.map((user): Conflict => ({ kind: 'fails', what: `user ${user.value}`, site: user.site })),
    ...volumes.map(({ type, site }): Conflict => ({ kind: 'fails', what: `a volume of type ${type}`, site })),
  ];
}

function fixes(conflicts: readonly Conflict[]): Fix[] {
  const ops = conflicts.map(({ site }): PathOp => ({ op: 'remove', at: site }));
  const [first, ...rest] = ops;
  if (!first || !conflicts.every(({ removable }) => removable)) return [];
  return [{ title: `Remove ${conflicts.map(({ what }) => what).join(', ')}`, safety: 'review', ops: [first, ...rest] }];
}
