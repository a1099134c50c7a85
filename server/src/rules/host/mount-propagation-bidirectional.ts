import type { Fix } from '../../fix/ops.ts';
import { expectedRole } from '../../isolation/needs/roles.ts';
import type { VolumeUse } from '../../manifest/compose/views.ts';
import { isUnset } from '../../manifest/field.ts';
import { removal, setting } from '../../remedies/basic.ts';
import { rewritten } from '../../remedies/mounts.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

const MESSAGES = {
  mount: 'what "{name}" mounts below {path} appears on the node and in other pods',
  compose: 'what "{name}" mounts below {path} appears on the host ({text})',
  rejected: 'The API server rejects "{name}": Bidirectional needs a privileged container',
  expected: 'what "{name}" mounts below {path} appears on the node, as {role} needs it',
} as const;

export const mountPropagationBidirectional = defineRule({
  id: 'mount-propagation-bidirectional',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium', CI: 'medium' }),
  dimensions: ['MNT', 'KERNEL'],
  when: { kubernetes: ['mountPropagation'], compose: ['volumes'] },
  fix: 'sometimes',
  messages: MESSAGES,
  docs: {
    title: 'Mounts propagate from container to host',
    risk: 'A filesystem that the container mounts there appears on the host and in other containers that share the path: an intruder lays files of their own over those of the node or of other workloads.',
    not: 'Storage drivers and FUSE sidecars mount volumes for others and need it. Kubernetes accepts it only in privileged containers, which is reported by itself.',
    fix: 'Sets `HostToContainer`: the container still sees what the node mounts, but its own mounts stay inside. In Compose removes the option.',
    verify: 'Check that the container does not mount volumes for others.',
    check: {
      kubernetes: 'kubectl exec NAME -- grep shared: /proc/self/mountinfo',
      compose: 'docker compose exec SERVICE grep shared: /proc/self/mountinfo',
    },
  },
  standards: ['CIS Docker 1.6.0: 5.20', 'MITRE ATT&CK: T1611'],
  references: ['K8S-API', 'MOBY-OCI'],
  check: {
    *'kubernetes.container'(container) {
      const role = expectedRole(container.pod, 'propagation');
      for (const mount of container.spot.get('volumeMounts').items()) {
        const field = mount.get('mountPropagation').text();
        if (field.value !== 'Bidirectional') continue;
        const { label: name, privileged, pod } = container;
        const data = { name, path: mount.get('mountPath').text().value ?? 'it' };
        const fix = setting('Set mountPropagation to HostToContainer', field.site, 'HostToContainer');
        if (pod.basis === 'written' && !pod.partial && (isUnset(privileged) || privileged.value === false))
          yield { at: field.site, message: 'rejected', data: { name }, fixes: [fix] };
        else if (role !== undefined) yield { at: field.site, message: 'expected', data: { ...data, role }, atMost: 'medium' };
        // where it works, whoever wrote it mounts for others
        else yield { at: field.site, message: 'mount', data, fixes: [{ ...fix, safety: privileged.value === true ? 'manual' : 'review' }] };
      }
    },
    *'compose.service'(service) {
      for (const use of service.volumes) {
        const text = use.options.find((option) => SHARED.has(option));
        if (text === undefined) continue;
        const at = use.syntax === 'short' ? use.site : use.spot.get('bind', 'propagation').site;
        yield { at, message: 'compose', data: { name: service.name, path: use.target ?? 'it', text }, fixes: [withoutPropagation(use)] };
      }
    },
  },
});

const SHARED = new Set(['shared', 'rshared']);

function withoutPropagation(use: VolumeUse): Fix {
  const title = 'Remove the propagation';
  if (use.syntax === 'long') return removal(title, use.spot.get('bind', 'propagation').site);
  return setting(
    title,
    use.site,
    rewritten(
      use,
      undefined,
      use.options.filter((option) => !SHARED.has(option)),
    ),
  );
}
