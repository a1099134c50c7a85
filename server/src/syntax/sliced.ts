/**
 * Work that may be left at each `yield`: something else can go first, or it is dropped. Its function stands in a module, not in another function:
 * V8 makes a hidden class for each generator function that is made, which keeps what the outer one knew until the next full collection.
 */
export type Sliced<T> = Generator<undefined, T, undefined>;

/** Does the rest of the work at once. */
export function finished<T>(work: Sliced<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
