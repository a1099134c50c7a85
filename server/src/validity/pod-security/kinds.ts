/**
 * The kinds that Pod Security admission judges, each with its API groups. It enforces for Pods; for the others it warns and audits. The pods
 * of a custom resource are judged when the operator creates them. Source: kubernetes/pod-security-admission, `admission/`.
 */
const JUDGED: Readonly<Record<string, readonly string[]>> = {
  Pod: [''],
  PodTemplate: [''],
  ReplicationController: [''],
  ReplicaSet: ['apps', 'extensions'],
  Deployment: ['apps', 'extensions'],
  StatefulSet: ['apps'],
  DaemonSet: ['apps', 'extensions'],
  Job: ['batch'],
  CronJob: ['batch'],
};

/** Whether admission judges a kind. If the `apiVersion` is unknown, any group fits. */
export function isJudged({ kind, apiVersion }: { readonly kind: string; readonly apiVersion: string | undefined }): boolean {
  const groups = Object.hasOwn(JUDGED, kind) ? JUDGED[kind] : undefined;
  if (!groups) return false;
  return apiVersion === undefined || groups.includes(apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '');
}
