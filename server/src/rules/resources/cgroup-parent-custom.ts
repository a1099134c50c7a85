import { removal } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const cgroupParentCustom = defineRule({
  id: 'cgroup-parent-custom',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', CI: 'low' }),
  dimensions: ['CGROUP'],
  when: { compose: ['cgroup_parent'] },
  fix: 'always',
  messages: { parent: '"{name}" runs in cgroup {text}, past the limits that the engine has for containers' },
  docs: {
    title: 'Container placed under a chosen cgroup',
    risk: 'The container leaves the cgroup of the engine and its limits, or joins one of the system that has a larger share of the host.',
    not: 'Limits of the container itself still hold. Some hosts use it to apply limits of their own to a group of containers.',
    fix: 'Removes the key.',
    verify: 'Check that the other cgroup is not where the limits are.',
    check: { compose: 'docker compose exec SERVICE cat /proc/self/cgroup' },
  },
  standards: ['CIS Docker 1.6.0: 5.25, 2.10'],
  references: ['COMPOSE-SPEC'],
  check: {
    *'compose.service'(service) {
      const field = service.spot.get('cgroup_parent').text();
      if (field.value)
        yield { at: field.site, message: 'parent', data: { name: service.name, text: field.value }, fixes: [removal('Remove cgroup_parent', field.site)] };
    },
  },
});
