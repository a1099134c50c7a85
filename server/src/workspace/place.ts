import type { ResourceView } from '../manifest/kubernetes/views.ts';
import type { Site } from '../syntax/site.ts';

/** A place in a file of the workspace. */
export interface Place {
  /** A URI, or a path with forward slashes. */
  readonly file: string;
  readonly site: Site;
}

/** The namespace of an object: `default` where none is written, as kubectl takes it without a context of its own. */
export function namespaceOrDefault({ ref }: ResourceView): string {
  return ref.namespace ?? 'default';
}
