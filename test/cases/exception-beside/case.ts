import { expect } from 'vitest';
import type { Case } from '../../kit/cases.ts';

export default {
  source: 'an agent that traces itself, beside an ordinary container',
  right: 'what an exception keeps is a decision: a fix of another container or of another rule does not change it',
  check(project) {
    expect(project.offers('pod.yaml', 'seccomp-not-set')).toEqual([
      'review: Set seccompProfile to RuntimeDefault, only in "b"',
      'blocked: Set seccompProfile to RuntimeDefault',
    ]);
    const after = project.after('pod.yaml', project.fixed('pod.yaml', 'safe', 'review'));
    expect(after.allowed.map(({ rule, container }) => `${rule.id} ${container}`)).toEqual(['run-as-root a', 'seccomp-not-set a', 'privileged-container a']);
    expect(after.allowFaults).toEqual([]);
    expect(after.findings.flatMap(({ rule, container }) => (rule.id === 'seccomp-not-set' ? [container] : []))).toEqual(['a']);
    expect(project.applied('pod.yaml', 'privileged-overrides-hardening', 'a')).toBe('it would change what an exception keeps: privileged-container of "a"');
  },
} satisfies Case;
