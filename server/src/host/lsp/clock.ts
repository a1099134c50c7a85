/** Runs a function after some milliseconds, once. What it returns prevents that. */
export type After = (milliseconds: number, run: () => void) => () => void;

/** The clock of the machine, in Node and in a worker. */
export const after: After = (milliseconds, run) => {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
};

/** Runs a function when the messages that have already arrived are handled. */
export type Soon = (run: () => void) => void;

declare function setTimeout(run: () => void, milliseconds: number): unknown;
declare function clearTimeout(timer: unknown): void;
