import * as z from 'zod';
import { PROCESS_LIMIT } from '../../isolation/defaults.ts';
import { type Field, partOf } from '../../manifest/field.ts';
import { setting } from '../../remedies/basic.ts';
import { limitFix, unlimited } from '../../remedies/limits.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const pidsLimitMissing = defineRule({
  id: 'pids-limit-missing',
  since: '0.1.0',
  severity: severity('medium', { TI: 'off', AI: 'high', RG: 'low' }),
  dimensions: ['CGROUP', 'PID'],
  fix: 'always',
  missing: { label: 'PIDs limit', leaves: 'as many processes as the host can hold' },
  messages: {
    missing: '"{name}" has no limit of processes: a fork bomb in it stops the whole host',
    explicit: '"{name}" sets the limit of processes to {text}, which is none: a fork bomb stops the host',
  },
  options: z.object({
    limit: z.int().min(16).max(4_194_304).default(PROCESS_LIMIT).describe('How many processes and threads the fix allows.'),
  }),
  docs: {
    title: 'No limit on the number of processes',
    risk: 'A fork bomb, or a program that leaks processes, fills the process table of the host, and nothing on it can start any more.',
    not: 'In Kubernetes the node sets this limit (`podPidsLimit`), which a manifest does not show: pods are not reported.',
    fix: `Allows ${PROCESS_LIMIT} processes and threads.`,
    verify: `Check programs with many threads, such as large Java services.`,
    check: { compose: 'docker compose exec SERVICE cat /sys/fs/cgroup/pids.max' },
  },
  standards: ['CIS Docker 1.6.0: 5.29', 'NIST SP 800-53: SC-5', 'MITRE ATT&CK: T1499.001'],
  references: ['KEP-6063', 'COMPOSE-SPEC'],
  check: {
    *'compose.service'(service, { options: { limit } }) {
      const { name, pidsLimit: own, deployPidsLimit: deploy } = service;
      const title = `Limit processes to ${limit}`;
      const found = unlimited({ service, own, deploy, isNone: (value) => value <= 0 });
      if (!found) return;
      if ('missing' in found) {
        const at = found.missing;
        yield { at, anchor: partOf(service.site, 'key'), message: 'missing', data: { name }, fixes: [setting(title, at, limit)] };
      } else {
        const [{ site, text = '' }] = found.none as [Field<number>];
        yield { at: site, message: 'explicit', data: { name, text }, fixes: limitFix(title, found.none, limit) };
      }
    },
  },
});
