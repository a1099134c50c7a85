/** Work that may be left at each `yield`: something else can go first, or it is dropped. */
export type Sliced<T> = Generator<undefined, T, undefined>;

/** Does the rest of the work at once. */
export function finished<T>(work: Sliced<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
