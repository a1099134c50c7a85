import type { EffectiveContainer } from './effective.ts';

/**
 * How many steps of severity a finding about the kernel loses because the container runs on a second kernel: two with gVisor or Kata.
 * A sandbox does not protect tokens, secrets, the network or mounted files. Sources: gVisor security model; Kata Containers, Limitations.
 */
export function sandboxSteps(effective: Pick<EffectiveContainer, 'boundary'>): number {
  return effective.boundary.value === 'sentry' || effective.boundary.value === 'vm' ? 2 : 0;
}
