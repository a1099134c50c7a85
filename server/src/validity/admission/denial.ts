import type { Site } from '../../syntax/site.ts';

/** A reason for which admission refuses a pod, in the words of the API server. */
export interface Denial {
  readonly words: string;
  /** What asks for it. */
  readonly by: { readonly kind: 'LimitRange' | 'ResourceQuota' | 'RuntimeClass'; readonly name: string; readonly at: Site };
  /** What is refused, where that is less than the whole pod. */
  readonly site?: Site;
}
