import type { ResourceRef } from './views.ts';

/** The quoted name of an object, for messages; `this Role` where a template writes it. */
export function objectName({ kind, name }: ResourceRef): string {
  return name === undefined ? `this ${kind}` : `"${name}"`;
}
