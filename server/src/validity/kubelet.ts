import { type Field, isUnset } from '../manifest/field.ts';
import type { PodView } from '../manifest/kubernetes/views.ts';

/**
 * Why a kubelet would not start containers of a pod: one must not run as root, and its user is 0. An image that sets no user is not known here.
 * Source: verifyRunAsNonRoot in pkg/kubelet/kuberuntime/security_context_others.go. The API server accepts such a pod.
 */
export function kubeletRefusals(pod: PodView): string[] {
  return pod.containers
    .filter(({ runAsNonRoot, runAsUser }) => decided(runAsNonRoot, pod.runAsNonRoot) === true && decided(runAsUser, pod.runAsUser) === 0)
    .map(({ label }) => `${label} must not run as root (runAsNonRoot), and its user is 0`);
}

/** The value of a container's field; that of the pod where it is not written; `undefined` if nobody knows it. */
function decided<T>(own: Field<T>, ofPod: Field<T>): T | undefined {
  return isUnset(own) ? ofPod.value : own.value;
}
