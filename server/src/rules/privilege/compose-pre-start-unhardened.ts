import type { ServiceView } from '../../manifest/compose/views.ts';
import { below } from '../../manifest/field.ts';
import type { Spot } from '../../manifest/spot.ts';
import { removal, setting } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

/**
 * Settings of a service that Compose does not give to the containers of its `pre_start` steps. A step has only image, command, user,
 * environment, working_dir, privileged, the networks and the volumes. Source: pkg/compose/pre_start.go of docker/compose.
 */
const NOT_COPIED = ['runtime', 'security_opt', 'cap_drop', 'read_only', 'userns_mode', 'pids_limit', 'mem_limit', 'tmpfs'] as const;

export const composePreStartUnhardened = defineRule({
  id: 'compose-pre-start-unhardened',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium', CI: 'medium' }),
  dimensions: ['CAPS', 'SYSCALL', 'USER', 'KERNEL', 'MNT'],
  when: { compose: ['pre_start'] },
  fix: 'sometimes',
  messages: {
    privileged: '"{name}" runs a pre_start step in a privileged container',
    unhardened: '"{name}" runs a pre_start step without the {lost} of the service',
    plain: '"{name}" runs a pre_start step in a container that takes no hardening',
  },
  docs: {
    title: 'pre_start container ignores the hardening',
    risk: 'Compose runs each `pre_start` step in a container of its own, with all volumes and networks of the service but none of its hardening. A service that is pinned to a sandbox runs its migration on the kernel of the host, with the default capabilities.',
    not: 'It is no worse than the service while that is not hardened either. The step is short-lived, and the default seccomp and AppArmor profiles of Docker still apply.',
    fix: 'Removes `privileged` of the step, or gives it the user of the service.',
    verify:
      'The rest cannot be said in a step: move it to a service of its own with the same hardening, and wait for it with `depends_on` and `service_completed_successfully`.',
    check: { compose: 'docker compose config SERVICE' },
  },
  standards: ['CIS Docker 1.6.0: 5.4, 5.26'],
  references: ['COMPOSE-PRESTART', 'COMPOSE-SPEC'],
  check: {
    *'compose.service'(service) {
      const { name, user } = service;
      for (const step of service.spot.get('pre_start').items()) {
        const privileged = step.get('privileged').boolean();
        if (privileged.value === true) {
          yield { at: privileged.site, message: 'privileged', data: { name }, fixes: [removal('Remove privileged', privileged.site)] };
          continue;
        }
        const lost = lostBy(service, step);
        // said before the service is hardened, too: its fixes do not reach the step
        if (lost.length === 0) {
          yield { at: step.site, message: 'plain', data: { name } };
          continue;
        }
        const fixes = lost.includes('user') && user.value ? [setting('Run the step as the user of the service', below(step.site, 'user'), user.value)] : [];
        yield { at: step.site, message: 'unhardened', data: { name, lost: listed(lost) }, fixes };
      }
    },
  },
});

function lostBy(service: ServiceView, step: Spot): string[] {
  const { spot, user } = service;
  const isOff = (key: string) => spot.get(key).boolean().value === false;
  const lost: string[] = NOT_COPIED.filter((key) => spot.get(key).state === 'present' && !isOff(key));
  if (spot.get('deploy', 'resources', 'limits').state === 'present') lost.push('limits');
  // a step with an image of its own has another user, which that image decides
  if (user.state === 'known' && user.value !== '' && step.get('user').state === 'absent') lost.push('user');
  return lost;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
