import { NEWEST_MINOR } from '../../manifest/kubernetes/fields.ts';

/** A version of the Pod Security Standards. */
export interface PolicyVersion {
  /** `latest` or `v1.N`, as in the label of a namespace and in messages of the API server. */
  readonly label: string;
  /** N of v1.N, at most {@link NEWEST_MINOR}: an unknown newer version is judged as the newest known one. */
  readonly minor: number;
}

/** The policy version of a namespace with the label `latest` or without a label. */
export const LATEST: PolicyVersion = { label: 'latest', minor: NEWEST_MINOR };

/** The policy version that means `latest` in a cluster of Kubernetes 1.N. */
export function policyOf(minor: number): PolicyVersion {
  return { label: `v1.${minor}`, minor: Math.min(minor, NEWEST_MINOR) };
}

/** Reads the value of a label `pod-security.kubernetes.io/…-version`: `latest` or `v1.N`. `why` is a message for users. */
export function parseVersion(text: string): { readonly ok: true; readonly version: PolicyVersion } | { readonly ok: false; readonly why: string } {
  if (text === 'latest') return { ok: true, version: LATEST };
  const minor = /^v1\.(0|[1-9]\d*)$/.exec(text)?.[1];
  if (minor === undefined) return { ok: false, why: `"${text}" is not a version of the Pod Security Standards: use "latest" or "v1.N", for example "v1.30"` };
  return { ok: true, version: { label: text, minor: Math.min(Number(minor), NEWEST_MINOR) } };
}
