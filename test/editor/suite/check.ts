/** Fails with a message that shows both values. */
export function equal<T>(actual: T, expected: T, what: string): void {
  const [is, should] = [JSON.stringify(actual, undefined, 2), JSON.stringify(expected, undefined, 2)];
  if (is !== should) throw new Error(`${what}\n  is:       ${is}\n  expected: ${should}`);
}

/** Fails when the condition does not hold. */
export function ok(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

/** Fails with the text when it does not match. */
export function matches(text: string, pattern: RegExp): void {
  if (!pattern.test(text)) throw new Error(`Nothing matches ${pattern} in:\n${text}`);
}
