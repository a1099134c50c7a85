import { removal } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

/** Groups that own something of the host, by name or by the number that Linux distributions agree on. */
const GROUPS: readonly (readonly [pattern: RegExp, gives: string, steps: number])[] = [
  [/^docker$|\$\{?\w*docker\w*(?:gid|group|grp)\w*/i, "the engine's socket: root on the host", 0],
  [/^(?:disk|6)$/, 'the raw disks of the host', 0],
  [/^kvm$/, '/dev/kvm, the virtual machines of the host', 0],
  [/^(?:video|render)$/, 'the graphics devices', 2],
];

export const groupAddHostGroup = defineRule({
  id: 'group-add-host-group',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', MT: 'high', AI: 'high' }),
  dimensions: ['USER', 'KERNEL'],
  fix: 'always',
  messages: { group: '"{name}" joins group {text}, which on hosts owns {gives}' },
  docs: {
    title: 'Extra group gives access to host resources',
    risk: 'A process that is not root gets back, by its group, what only root should have: the socket of the engine or a raw disk that is mounted into the service. That it is not root is then cosmetic.',
    not: 'A group gives nothing by itself: the socket or the device has to be in the container too. Programs that draw or compute on a GPU need `video` or `render`, which is reported lower. The root group has a rule of its own.',
    fix: 'Removes the group.',
    verify: 'Check what the service does with the socket or the device; a socket proxy that lets only a few calls through needs no group.',
    check: { compose: 'docker compose exec SERVICE id' },
  },
  standards: ['CIS Docker 1.6.0: 5.32'],
  references: ['COMPOSE-SPEC'],
  check: {
    *'compose.service'({ name, groupAdd }) {
      for (const { site, value, text } of groupAdd.items) {
        // the name of a variable tells which group is meant, whatever its number
        const [, gives, lower] = GROUPS.find(([pattern]) => pattern.test(value ?? '') || pattern.test(text ?? '')) ?? [];
        if (gives === undefined || lower === undefined || text === undefined) continue;
        yield { at: site, message: 'group', data: { name, text, gives }, lower, fixes: [removal(`Remove group ${text}`, site)] };
      }
    },
  },
});
