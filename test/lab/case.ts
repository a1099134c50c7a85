import type { Runtime } from './runner.ts';

/** The things that a case may use. */
export interface Laboratory {
  /** The folder of the prepared root filesystem: read-only, for overlays. */
  readonly root: string;
}

/** One case of the laboratory. It fails by throwing. */
export interface LabCase {
  readonly name: string;
  run(lab: Laboratory): Promise<void>;
}

export const RUNTIMES: readonly Runtime[] = ['runc', 'runsc'];
