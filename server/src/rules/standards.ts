import { CHECKS } from '../validity/pod-security/checks.ts';
import type { Rule } from './rule.ts';

/** The standards that a rule is part of, for readers: first the controls of the Pod Security Standards, such as `PSS Baseline: Host Namespaces`. */
export function standardsOf({ podSecurity = [], standards }: Rule): string[] {
  if (podSecurity === 'baseline') return ['PSS Baseline', ...standards];
  const controls = podSecurity.flatMap((id) => CHECKS.filter((check) => check.id === id));
  return [...controls.map(({ level, control }) => `PSS ${level === 'baseline' ? 'Baseline' : 'Restricted'}: ${control}`), ...standards];
}
