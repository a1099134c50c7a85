import { decoded } from '../../text/uri.ts';

/** Whether two URIs name the same file: clients and servers encode some characters differently. */
export function sameUri(a: string, b: string): boolean {
  return a === b || ((a.includes('%') || b.includes('%')) && decoded(a) === decoded(b));
}
