import { securityOptions } from '../../isolation/compose.ts';
import type { Spot } from '../../manifest/spot.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';

/** From `info` to `medium`: the API server rejects the pod. */
const REJECTED = -2;

const MESSAGES = {
  local: 'The AppArmor profile "{text}" must be loaded on every {host}, or it does not start',
  missing: 'The API server rejects the pod: type Localhost needs a localhostProfile',
} as const;

export const apparmorLocalhostProfile = defineRule({
  id: 'apparmor-localhost-profile',
  since: '0.1.0',
  severity: severity('info', { MT: 'low' }),
  dimensions: ['LSM'],
  when: { kubernetes: ['appArmorProfile'], compose: ['security_opt'] },
  fix: 'never',
  messages: MESSAGES,
  docs: {
    title: 'AppArmor profile that every host must have',
    risk: 'Where the profile is not loaded, the container does not start. A name may also mean a profile of the host that was made for another program and allows more than the default.',
    not: 'A profile that was made for the program is the strongest protection of its kind; this is a reminder, not a weakness.',
    fix: 'There is none by itself. Load the profile on each host with `apparmor_parser`, or bring it to the nodes with the Security Profiles Operator.',
    check: { kubernetes: 'kubectl exec NAME -- cat /proc/1/attr/current', compose: 'docker compose exec SERVICE cat /proc/1/attr/current' },
  },
  podSecurity: ['appArmorProfile'],
  standards: [],
  references: ['KEP-24', 'MOBY-APPARMOR'],
  check: {
    *'kubernetes.pod'(pod) {
      if (!pod.windows) yield* report(pod.spots.spec.get('securityContext', 'appArmorProfile'));
    },
    *'kubernetes.container'(container) {
      if (!container.pod.windows) yield* report(container.spot.get('securityContext', 'appArmorProfile'));
    },
    *'compose.service'(service) {
      for (const { name, value, field } of securityOptions(service)) {
        if (name !== 'apparmor' || value === '' || value === 'unconfined' || value === 'docker-default') continue;
        yield { at: field.site, message: 'local', data: { text: value, host: 'host' } };
      }
    },
  },
});

function* report(profile: Spot): Iterable<Report<typeof MESSAGES>> {
  const type = profile.get('type').text();
  const name = profile.get('localhostProfile').text();
  if (type.value !== 'Localhost') return;
  if (name.value) yield { at: name.site, message: 'local', data: { text: name.value, host: 'node' } };
  else if (name.state !== 'unknown' && name.state !== 'invalid') yield { at: type.site, message: 'missing', lower: REJECTED };
}
