import type { Level } from '../validity/pod-security/checks.ts';
import type { PodLevel } from './levels.ts';
import { question } from './workspace.ts';

/** What the workloads of a namespace meet together. */
export interface NamespaceLevel {
  readonly level: Level;
  readonly count: number;
  /** Those that meet no more than it: of `privileged`, what the level baseline would refuse. */
  readonly weakest: readonly PodLevel[];
}

const ORDER: readonly Level[] = ['privileged', 'baseline', 'restricted'];

/** The strictest level that all workloads of a namespace meet; `undefined` if there are none, or it is not known of all. */
export const levelMet = question('level met', ({ facts }, namespace: string): NamespaceLevel | undefined => {
  const own = facts.podLevels.filter((one) => one.namespace === namespace);
  const level = ORDER.find((one) => own.some((pod) => pod.level === one));
  // what certainly is refused decides, whatever else is not known
  if (level === undefined || (level !== 'privileged' && own.some((pod) => pod.level === undefined))) return undefined;
  return { level, count: own.length, weakest: own.filter((pod) => pod.level === level) };
});
