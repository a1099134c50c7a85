/**
 * A function of a view that works its answer out once for each view, however many rules ask: views never change. It must not read
 * `services` of a project, since the engine notes which rules do (`test/isolation/once.test.ts`).
 */
export function oncePer<S extends object, T>(of: (subject: S) => T): (subject: S) => T {
  const answers = new WeakMap<S, { readonly answer: T }>();
  return (subject) => {
    const known = answers.get(subject) ?? { answer: of(subject) };
    answers.set(subject, known);
    return known.answer;
  };
}
