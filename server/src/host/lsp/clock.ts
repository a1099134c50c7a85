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

const DAY = 86_400_000;

/** Runs a function at the start of each day in UTC, a moment after midnight: exceptions end then, also in a file where nobody types. */
export function eachDay(later: After, run: () => void): void {
  later(DAY - (Date.now() % DAY) + 500, () => {
    run();
    eachDay(later, run);
  });
}
