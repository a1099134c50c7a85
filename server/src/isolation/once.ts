import type { ServiceView } from '../manifest/compose/views.ts';

/** A function of a view that works its answer out once for each view, however many rules ask: views never change. */
export function oncePer<S extends object, T>(of: (subject: S) => T, keyOf: (subject: S) => object = (subject) => subject): (subject: S) => T {
  const answers = new WeakMap<object, { readonly answer: T }>();
  return (subject) => {
    const key = keyOf(subject);
    const known = answers.get(key);
    if (known) return known.answer;
    const answer = of(subject);
    answers.set(key, { answer });
    return answer;
  };
}

/**
 * The same for services. A service that does not change keeps its answers also while the author types in others. So `of` must not read other
 * services (`test/isolation/once.test.ts`).
 */
export function oncePerService<T>(of: (service: ServiceView) => T): (service: ServiceView) => T {
  return oncePer(of, ({ spot }) => spot);
}

/** How many texts are remembered. */
const MOST_TEXTS = 300;

/** The same for short texts, such as names of images, which are met again and again. */
export function oncePerText<T>(of: (text: string) => T): (text: string) => T {
  const answers = new Map<string, { readonly answer: T }>();
  return (text) => {
    const known = answers.get(text);
    if (known) return known.answer;
    if (answers.size >= MOST_TEXTS) answers.clear();
    // a slice would keep the whole file in memory
    const own = JSON.parse(JSON.stringify(text)) as string;
    const answer = of(own);
    answers.set(own, { answer });
    return answer;
  };
}

/** A function that works its answer out when somebody asks, and once. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
