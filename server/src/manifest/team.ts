/** What only a team knows of its clusters and images, as its configuration says it (`schemas/team.ts`). */
export interface TeamFacts {
  /** The boundary of RuntimeClasses and runtimes, by name. */
  readonly runtimeClasses?: Readonly<Record<string, Boundary>> | undefined;
  /** Agents of the nodes that it trusts; `*` stands for any text. */
  readonly infrastructure?: { readonly images?: readonly string[] | undefined; readonly namespaces?: readonly string[] | undefined } | undefined;
  readonly images?: readonly TeamImage[] | undefined;
}

/** What stands between a container and the kernel of its node. */
export type Boundary = 'gvisor' | 'kata' | 'none';

/** What a team says of an image. */
export interface TeamImage {
  /** With or without a tag; `*` stands for any text. */
  readonly image: string;
  readonly user: number;
  readonly group?: number | undefined;
  readonly userName?: string | undefined;
  readonly dropsPrivileges?: boolean | undefined;
  readonly writable?: readonly string[] | undefined;
  readonly data?: readonly string[] | undefined;
  readonly capabilities?: readonly string[] | undefined;
}

/** Whether a name is as a pattern says, where `*` stands for any text. */
export function isLike(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === name;
  const last = rest.pop() ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}
