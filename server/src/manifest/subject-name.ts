/** The name of a subject or, if the file has none, its kind. */
export interface SubjectName {
  readonly kind: string;
  readonly name?: string | undefined;
}

/**
 * A subject in a sentence: `"shop"`, or `this Deployment`.
 * @param mark formats the name
 */
export function quotedName({ kind, name }: SubjectName, mark: (name: string) => string = (text) => `"${text}"`): string {
  return name === undefined ? `this ${kind}` : mark(name);
}

/** A subject in a list, a path or a heading: `shop`, or `this Deployment`. */
export function plainName(subject: SubjectName): string {
  return quotedName(subject, (name) => name);
}

/** Whether two names are those of the same subject. */
export function isSameSubject(a: SubjectName, b: SubjectName): boolean {
  return a.kind === b.kind && a.name === b.name;
}
