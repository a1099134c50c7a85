import type { EffectiveContainer } from '../isolation/effective.ts';
import type { Severity, SeverityTable } from './rule.ts';

/** The severity under every threat model, and those under which it is another; `off` reports nothing. */
export function severity(base: Severity | 'off', exceptions: Partial<SeverityTable> = {}): SeverityTable {
  return { TI: base, UC: base, MT: base, AI: base, CI: base, RG: base, ...exceptions };
}

/**
 * How many steps of severity a finding about the kernel loses because the container runs on a second kernel: two with gVisor or Kata.
 * A sandbox does not protect tokens, secrets, the network or mounted files. Sources: gVisor security model; Kata Containers, Limitations.
 */
export function sandboxSteps(effective: Pick<EffectiveContainer, 'boundary'>): number {
  return effective.boundary.value === 'sentry' || effective.boundary.value === 'vm' ? 2 : 0;
}
