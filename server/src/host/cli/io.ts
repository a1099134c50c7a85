import type { Colours } from '../../present/terminal/paint.ts';
import type { Terminal } from './progress.ts';

/** The process as commands see it, so that they can be run without one. */
export interface Io {
  /** The working directory: an absolute path. */
  readonly cwd: string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Where standard error goes, if that is a terminal on which a line can be erased. */
  readonly terminal?: Terminal | undefined;
  /** All of standard input. */
  readonly readStdin: () => Promise<Uint8Array>;
  /** Standard input as it comes, for a server. */
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Colours for standard output. */
  readonly colours: (enabled: boolean) => Colours;
  /** Told how many findings `check` reports, file by file. */
  readonly found?: (findings: number) => void;
}

/** 0: done; in `check`, without a finding at or above the threshold. 1: `check` has such a finding, or `fix --fail-on-change` made a change. 2: a usage error, or an input that could not be read, judged or written. */
export type ExitStatus = 0 | 1 | 2;

/** An error that the user can correct: it is reported in one line, without a stack. */
export class UsageError extends Error {}
