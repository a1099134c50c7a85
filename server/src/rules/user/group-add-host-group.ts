import { effectiveCompose } from '../../isolation/compose.ts';
import { runsAs } from '../../isolation/privileges.ts';
import type { ServiceView } from '../../manifest/compose/views.ts';
import { removal } from '../../remedies/basic.ts';
import { closing, socketOfEngine } from '../../remedies/groups.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

interface HostGroup {
  readonly pattern: RegExp;
  readonly gives: string;
  readonly lower: number;
  /** What the group opens in a service; `undefined` if it is not there. */
  readonly opens: (service: ServiceView) => string | undefined;
}

/** Groups that own something of the host, by name or by the number that Linux distributions agree on. */
const GROUPS: readonly HostGroup[] = [
  {
    pattern: /^docker$|\$\{?(?:(?!docker)\w)*docker(?:(?!gid|group|grp)\w)*(?:gid|group|grp)/i,
    gives: "the engine's socket: root on the host",
    lower: 0,
    opens: socketOfEngine,
  },
  { pattern: /^(?:disk|6)$/, gives: 'the raw disks of the host', lower: 0, opens: device(/^\/dev\/(?:sd|vd|xvd|nvme|mmcblk|md|dm-|mapper|disk)/) },
  { pattern: /^kvm$/, gives: '/dev/kvm, the virtual machines of the host', lower: 0, opens: device(/^\/dev\/kvm$/) },
  { pattern: /^(?:video|render)$/, gives: 'the graphics devices', lower: 2, opens: device(/^\/dev\/(?:dri|video|kfd|fb)/) },
];

function device(pattern: RegExp): HostGroup['opens'] {
  return ({ devices, mounts }) => [...devices, ...mounts].find(({ source }) => pattern.test(source))?.source;
}

export const groupAddHostGroup = defineRule({
  id: 'group-add-host-group',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', MT: 'high', AI: 'high' }),
  dimensions: ['USER', 'KERNEL'],
  when: { compose: ['group_add'] },
  fix: 'always',
  messages: { group: '"{name}" joins group {text}, which on hosts owns {gives}' },
  docs: {
    title: 'Extra group gives access to host resources',
    risk: 'A process that is not root gets back, by its group, what only root should have: the socket of the engine or a raw disk that is mounted into the service. That it is not root is then cosmetic.',
    not: 'A group gives nothing by itself: the socket or the device has to be in the container too. Programs that draw or compute on a GPU need `video` or `render`, which is reported lower. The root group has a rule of its own.',
    fix: 'Removes the group. Where what it opens is mounted beside it, that is for you to choose.',
    verify: 'Check what the service does with the socket or the device; a socket proxy that lets only a few calls through needs no group.',
    check: { compose: 'docker compose exec SERVICE id' },
  },
  standards: ['CIS Docker 1.6.0: 5.32'],
  references: ['COMPOSE-SPEC'],
  check: {
    *'compose.service'(service) {
      // root needs no group
      const asRoot = runsAs(effectiveCompose(service)) === 'root';
      for (const { site, value, text } of service.groupAdd.items) {
        // the name of a variable tells which group is meant, whatever its number
        const group = GROUPS.find(({ pattern }) => pattern.test(value ?? '') || pattern.test(text ?? ''));
        if (!group || text === undefined) continue;
        const { gives, lower, opens } = group;
        const fix = closing(removal(`Remove group ${text}`, site), asRoot ? undefined : opens(service));
        yield { at: site, message: 'group', data: { name: service.name, text, gives }, lower, fixes: [fix] };
      }
    },
  },
});
