/** A path without the slashes at its end: of the root nothing is left. */
export function withoutEndSlashes(path: string): string {
  // looked for from their first, so that many slashes elsewhere cost nothing
  return path.replace(/(?<!\/)\/+$/, '');
}
