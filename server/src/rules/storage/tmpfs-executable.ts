import { decided, setting } from '../../remedies/basic.ts';
import { runsFrom } from '../../remedies/scratch.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const tmpfsExecutable = defineRule({
  id: 'tmpfs-executable',
  since: '0.1.0',
  severity: severity('low', { MT: 'medium', AI: 'medium' }),
  dimensions: ['MNT'],
  when: { compose: ['tmpfs', 'volumes'] },
  fix: 'sometimes',
  messages: { tmpfs: '"{name}" mounts a tmpfs at {path} with {text}, which Docker leaves out by itself' },
  docs: {
    title: 'tmpfs allows programs, setuid or devices',
    risk: 'Docker mounts a tmpfs with noexec, nosuid and nodev. These options take that away: what is downloaded there runs, and setuid files there count.',
    not: 'Scripts and programs in memory still run. Without new privileges, setuid files have no effect. `exec` where the image is known to unpack programs or libraries is not reported.',
    fix: 'Removes `exec`, `suid` and `dev`, so that Docker mounts the tmpfs without them.',
    verify: 'Check that nothing unpacks programs or libraries there.',
    check: { compose: 'docker compose exec SERVICE cat /proc/mounts' },
  },
  standards: ['MITRE ATT&CK: T1105'],
  references: ['MOBY-TMPFS'],
  check: {
    *'compose.service'(service) {
      for (const item of service.spot.get('tmpfs').words().items) {
        const [, path, list] = /^([^:]+):(.+)$/s.exec(item.value ?? '') ?? [];
        const options = list?.split(',') ?? [];
        if (path === undefined) continue;
        const loose = options.filter((option) => LOOSE.has(option) && !(option === 'exec' && runsFrom(service, path)));
        if (loose.length === 0) continue;
        const rest = options.filter((option) => !loose.includes(option)).join(',');
        const data = { name: service.name, path, text: loose.join(', ') };
        const fixes = item.text === item.value ? [decided(setting(`Remove ${data.text}`, item.site, rest === '' ? path : `${path}:${rest}`))] : [];
        yield { at: item.site, message: 'tmpfs', data, fixes };
      }
    },
  },
});

/** Docker mounts a tmpfs with noexec, nosuid and nodev unless one of these is given. */
const LOOSE = new Set(['exec', 'suid', 'dev']);
