/** The newest policy version v1.N whose checks are known here (kubernetes/pod-security-admission, July 2026). */
export const NEWEST_MINOR = 37;

/** The version of the Pod Security Standards that a namespace asks for. */
export interface PolicyVersion {
  /** As the label of the namespace says it, and as the API server repeats it: `latest` or `v1.N`. */
  readonly label: string;
  /** N of v1.N; a version that is not known yet is judged as the newest one. */
  readonly minor: number;
}

/** The policy version that a namespace has if its label says `latest` or is missing. */
export const LATEST: PolicyVersion = { label: 'latest', minor: NEWEST_MINOR };

/** The policy that a cluster of Kubernetes 1.N takes for `latest`. */
export function policyOf(minor: number): PolicyVersion {
  return { label: `v1.${minor}`, minor: Math.min(minor, NEWEST_MINOR) };
}

/** Reads `latest` or `v1.N`, as the value of a `pod-security.kubernetes.io/…-version` label. */
export function parseVersion(text: string): { readonly ok: true; readonly version: PolicyVersion } | { readonly ok: false; readonly why: string } {
  if (text === 'latest') return { ok: true, version: LATEST };
  const minor = /^v1\.(0|[1-9]\d*)$/.exec(text)?.[1];
  if (minor === undefined) return { ok: false, why: `"${text}" is no version of the Pod Security Standards: it is "latest" or "v1.N", as in "v1.30"` };
  return { ok: true, version: { label: text, minor: Math.min(Number(minor), NEWEST_MINOR) } };
}
