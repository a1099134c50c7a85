import type { ResourceRef } from './views.ts';

/** The quoted name of an object, for messages; if it is unknown, `this` with the kind, such as `this Role`. */
export function objectName({ kind, name }: ResourceRef): string {
  return name === undefined ? `this ${kind}` : `"${name}"`;
}
