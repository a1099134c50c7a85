import { effectiveCompose } from '../../isolation/compose.ts';
import { PROGRAMS } from '../../isolation/needs/table.ts';
import { runsAs } from '../../isolation/privileges.ts';
import type { Spot } from '../../manifest/spot.ts';
import { removal } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const composeHookPrivileged = defineRule({
  id: 'compose-hook-privileged',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium', CI: 'medium' }),
  dimensions: ['CAPS', 'USER'],
  when: { compose: ['post_start', 'pre_stop'] },
  fix: 'always',
  messages: {
    privileged: '"{name}" runs a {hook} hook with every capability, in a container that looks unprivileged',
    root: '"{name}" runs a {hook} hook as {user}: root in a container that runs as another user',
  },
  docs: {
    title: 'Lifecycle hook runs privileged or as root',
    risk: 'Compose runs the hook in the running container, at every start or stop, with `privileged` or the user that the hook names. Whoever can change what it executes (a script in a volume) gets those rights in a container that is believed to have none.',
    not: 'Such hooks are often there only to change the owner of a volume, and run for a moment. A hook of a service that is privileged or root anyway gains nothing and is not reported.',
    fix: 'Removes `privileged` or `user` of the hook.',
    verify:
      'If it needs the rights, move the command to a one-shot service with only the capability that it needs, such as CHOWN, and let this service depend on it.',
    check: { compose: 'docker compose config SERVICE' },
  },
  standards: ['CIS Docker 1.6.0: 5.23, 5.24'],
  references: ['COMPOSE-HOOK', 'COMPOSE-SPEC'],
  check: {
    *'compose.service'(service) {
      const { name, spot } = service;
      const effective = effectiveCompose(service);
      if (effective.privileged.value) return;
      for (const hook of ['post_start', 'pre_stop']) {
        for (const step of spot.get(hook).items()) {
          const privileged = step.get('privileged').boolean();
          const user = step.get('user').text();
          const safety = needsRoot(step) ? 'manual' : 'review';
          if (privileged.value === true)
            yield { at: privileged.site, message: 'privileged', data: { name, hook }, fixes: [removal('Remove privileged', privileged.site)] };
          else if (/^(?:0+|root)(?::|$)/.test(user.value ?? '') && runsAs(effective) !== 'root' && runsAs(effective) !== 'unknown')
            yield {
              at: user.site,
              message: 'root',
              data: { name, hook, user: user.value ?? '' },
              fixes: [removal('Remove the user of the hook', user.site, safety)],
            };
        }
      }
    },
  },
});

/** Whether a program of the hook needs root for its purpose, for example to change files of other users. */
function needsRoot(step: Spot): boolean {
  const command = step.get('command');
  const text =
    command.type === 'scalar'
      ? command.text().value
      : command
          .list()
          .items.map(({ value }) => value ?? '')
          .join(' ');
  return PROGRAMS.some(([program]) => program.test(text ?? ''));
}
