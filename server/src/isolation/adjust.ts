import type { EffectiveContainer } from './effective.ts';

/**
 * How many steps a kernel-facing finding drops because a second kernel stands between: two under gVisor or Kata (isolation model,
 * section 4). A sandbox changes nothing for tokens, secrets, the network or mounted files.
 */
export function sandboxSteps(effective: Pick<EffectiveContainer, 'boundary'>): number {
  return effective.boundary.value === 'sentry' || effective.boundary.value === 'vm' ? 2 : 0;
}
