/**
 * Kinds that Pod Security admission judges: Pod when it enforces, the others when it warns and audits. Pods of custom resources are
 * judged when their operator creates them, which no file shows.
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

/** Whether admission judges a kind of an API group; an `apiVersion` that a template decides fits any group. */
export function isJudged({ kind, apiVersion }: { readonly kind: string; readonly apiVersion: string | undefined }): boolean {
  const groups = Object.hasOwn(JUDGED, kind) ? JUDGED[kind] : undefined;
  if (!groups) return false;
  return apiVersion === undefined || groups.includes(apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '');
}
