import { securityOptions } from '../../isolation/compose.ts';
import type { Spot } from '../../manifest/spot.ts';
import { removal, setting } from '../../remedies/basic.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';

/** The folder in which the kubelet looks for profiles by default. */
const ROOT = '/var/lib/kubelet/seccomp/';

/** From `info` to `medium`: the API server rejects the pod. */
const REJECTED = -2;

const MESSAGES = {
  local: 'The seccomp profile "{text}" must be on every node, or the pod does not start',
  file: 'The seccomp profile "{text}" must be on the machine that runs Compose, or nothing starts',
  missing: 'The API server rejects the pod: type Localhost needs a localhostProfile',
  path: 'The API server rejects the pod: "{text}" must be a path below the kubelet\'s seccomp folder',
  type: 'The API server rejects the pod: localhostProfile goes with type Localhost only',
} as const;

export const seccompLocalhostProfile = defineRule({
  id: 'seccomp-localhost-profile',
  since: '0.1.0',
  severity: severity('info'),
  dimensions: ['SYSCALL'],
  when: { kubernetes: ['seccompProfile'], compose: ['security_opt'] },
  fix: 'sometimes',
  messages: MESSAGES,
  docs: {
    title: 'Seccomp profile that every node must have',
    risk: 'Where the file of the profile is not on the node, or for Compose not where the path below the project says, the container does not start. A profile whose default action is to allow can be weaker than `RuntimeDefault`.',
    not: 'A profile that was made for the program is the strongest protection there is against flaws of the kernel; this is a reminder, not a weakness.',
    fix: `Only for what the API server rejects: makes the path relative to ${ROOT}, or removes a path that goes with no such type.`,
    verify: `Bring the profiles to the nodes, for example with the Security Profiles Operator.`,
    check: {
      kubernetes: 'kubectl describe pod NAME; kubectl exec NAME -- grep Seccomp /proc/1/status',
      compose: 'docker compose exec SERVICE grep Seccomp /proc/1/status',
    },
  },
  podSecurity: ['seccompProfile_baseline'],
  standards: [],
  references: ['K8S-SECCOMP-NODE', 'K8S-VALIDATION', 'COMPOSE-CREATE'],
  check: {
    *'kubernetes.pod'(pod) {
      if (!pod.windows) yield* report(pod.spots.spec.get('securityContext', 'seccompProfile'));
    },
    *'kubernetes.container'(container) {
      if (!container.pod.windows) yield* report(container.spot.get('securityContext', 'seccompProfile'));
    },
    *'compose.service'(service) {
      for (const { name, value, field } of securityOptions(service))
        if (name === 'seccomp' && !/^(?:|unconfined|builtin)$/.test(value)) yield { at: field.site, message: 'file', data: { text: value } };
    },
  },
});

function* report(profile: Spot): Iterable<Report<typeof MESSAGES>> {
  const type = profile.get('type').text();
  const path = profile.get('localhostProfile').text();
  const text = path.value ?? '';
  if (type.value === 'Localhost') {
    if (path.state === 'absent' || path.state === 'null' || text === '') {
      if (path.state !== 'unknown' && path.state !== 'invalid') yield { at: type.site, message: 'missing', lower: REJECTED };
    } else if (text.startsWith('/') || text.split('/').includes('..')) {
      const relative = text.startsWith(ROOT) ? text.slice(ROOT.length) : '';
      const fixes = relative === '' || relative.includes('..') ? [] : [setting(`Write it as ${relative}`, path.site, relative)];
      yield { at: path.site, message: 'path', data: { text }, lower: REJECTED, fixes };
    } else yield { at: path.site, message: 'local', data: { text } };
  } else if (type.value !== undefined && text !== '') {
    yield { at: path.site, message: 'type', lower: REJECTED, fixes: [removal('Remove localhostProfile', path.site)] };
  }
}
