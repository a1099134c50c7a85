import type { GivenVariables } from './env-files.ts';
import type { ProjectProblem, Source } from './texts.ts';

/** The places that a service is merged from; the last one wins. */
export interface Merge {
  readonly sources: readonly Source[];
  readonly partial: boolean;
  readonly problems: readonly ProjectProblem[];
}

/** A service as far as it is known what it is made of. */
export interface Resolved extends Merge {
  /** Of everything that it is made of: see `ServiceEntry`. */
  readonly parts: readonly unknown[];
  readonly given: GivenVariables;
  /** Only one node describes it. */
  readonly lone: boolean;
}

/** Whether a source says something of a service. A text where Compose wants a map is a key that is half typed: it takes nothing away. */
export function isDescription({ place: { node } }: Source): boolean {
  return node?.type !== 'scalar' || node.tag !== undefined;
}

/** All sources of several descriptions. */
export function together(parts: readonly Merge[]): Merge {
  return {
    sources: parts.flatMap(({ sources }) => sources),
    partial: parts.some(({ partial }) => partial),
    problems: parts.flatMap(({ problems }) => problems),
  };
}
