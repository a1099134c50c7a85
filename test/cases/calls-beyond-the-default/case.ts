import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'shellhub-io/shellhub#6629; cloudnative-pg/cloudnative-pg#10446',
  right: 'the default seccomp profile is safe for what was seen to work with it, and names what evidently asks for more',
  check(project) {
    const offers = (name: string) => project.offers('pods.yaml', 'seccomp-not-set', name);
    const set = 'Set seccompProfile to RuntimeDefault';
    expect(offers('postgres')).toEqual([`review: ${set}, if it does without io_uring`]);
    expect(offers('browser')).toEqual([`review: ${set}, if it does without the sandbox of the browser`]);
    expect(offers('build')).toEqual([`review: ${set}, if it does without nested containers`]);
    expect(offers('trace')).toEqual([`review: ${set}, if it does without bpf and perf`]);
    expect(offers('debug')).toEqual([`review: ${set}, if it does without debuggers`]);
    expect(offers('app')).toEqual([`review: ${set}`]);
    expect(offers('db')).toEqual([`safe: ${set}`]);
  },
} satisfies Case;
