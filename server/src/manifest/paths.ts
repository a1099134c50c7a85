/** A path without the slashes at its end; empty for the root. */
export function withoutEndSlashes(path: string): string {
  // a match can only begin at the first slash of a run, so that many slashes elsewhere take linear time
  return path.replace(/(?<!\/)\/+$/, '');
}
