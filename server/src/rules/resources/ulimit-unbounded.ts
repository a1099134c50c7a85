import * as z from 'zod';
import type { Fix, PathOp } from '../../fix/ops.ts';
import { ULIMITS } from '../../isolation/defaults.ts';
import { isImage } from '../../isolation/images/names.ts';
import type { Spot } from '../../manifest/spot.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

interface Limit {
  readonly name: string;
  /** The largest number that counts as a limit. */
  readonly most: number;
  readonly leaves: string;
  readonly value: number;
}

const limits = (maxProcesses: number, maxFiles: number): readonly Limit[] => [
  { name: 'nproc', most: maxProcesses, leaves: 'nothing but a PIDs limit stops a fork bomb', value: Math.min(ULIMITS.nproc, maxProcesses) },
  { name: 'nofile', most: maxFiles, leaves: 'it can use up the open files of the host', value: Math.min(ULIMITS.nofile, maxFiles) },
  { name: 'memlock', most: Number.MAX_VALUE, leaves: 'it can pin all memory that it may use', value: ULIMITS.memlock },
  { name: 'core', most: 0, leaves: 'a crash writes its memory, secrets included, to disk', value: ULIMITS.core },
];

/** The most processes that a 64-bit kernel gives out (`PID_MAX_LIMIT`), less one. */
const PROCESSES = 4_194_303;
/** The most files that one process may open by default (`fs.nr_open`). */
const FILES = 1_048_576;

export const ulimitUnbounded = defineRule({
  id: 'ulimit-unbounded',
  since: '0.1.0',
  severity: severity('info', { UC: 'low', MT: 'low', AI: 'low' }),
  dimensions: ['CGROUP'],
  when: { compose: ['ulimits'] },
  fix: 'always',
  messages: { open: '"{name}" sets ulimit {limit} to {text}: {leaves}' },
  options: z.object({
    maxProcesses: z.int().min(1).max(PROCESSES).default(PROCESSES).describe('The largest `nproc` that is not reported.'),
    maxFiles: z
      .int()
      .min(64)
      .max(2 ** 30)
      .default(FILES)
      .describe('The largest `nofile` that is not reported.'),
  }),
  docs: {
    title: 'Ulimits raised to unlimited',
    risk: 'Without `nproc` the second guard against fork bombs is gone, without `nofile` and `memlock` one container takes kernel resources from its neighbours. A core dump has what the process had in memory, passwords and keys included.',
    not: 'Limits of memory and processes still hold. Elasticsearch and OpenSearch ask for `memlock: -1` in their documentation and are not reported for it.',
    fix: 'Sets a number.',
    verify: '`nproc` counts all processes of the user, in other containers too: check how many there are.',
    remark: 'How much memory a program has to lock only you can say.',
    check: { compose: 'docker compose exec SERVICE sh -c "ulimit -a"' },
  },
  standards: ['CIS Docker 1.6.0: 5.19, 2.8'],
  references: ['COMPOSE-SPEC'],
  check: {
    *'compose.service'({ name, spot, image }, { options: { maxProcesses, maxFiles } }) {
      for (const limit of limits(maxProcesses, maxFiles)) {
        if (limit.name === 'memlock' && isImage('locksMemory', image.value)) continue;
        const entry = spot.get('ulimits', limit.name);
        const open = unbounded(entry, limit);
        const [first] = open;
        if (!first) continue;
        const text = first.text().text ?? '';
        yield { at: first.site, message: 'open', data: { name, limit: limit.name, text, leaves: limit.leaves }, fixes: fixes(open, limit) };
      }
    },
  },
});

/** The numbers that bound nothing: the one that is written, or the hard limit and the soft one. */
function unbounded(entry: Spot, { most }: Limit): Spot[] {
  const numbers = entry.type === 'map' ? [entry.get('hard'), entry.get('soft')] : [entry];
  return numbers.filter((spot) => {
    const { value } = spot.integer();
    return value !== undefined && (value < 0 || value > most);
  });
}

function fixes(open: readonly Spot[], { name, value }: Limit): Fix[] {
  const [first, ...others] = open.map(({ site }): PathOp => ({ op: 'set', at: site, value }));
  const safety = name === 'memlock' ? 'manual' : 'review';
  return first ? [{ title: `Set ulimit ${name} to ${value}`, safety, ops: [first, ...others] }] : [];
}
