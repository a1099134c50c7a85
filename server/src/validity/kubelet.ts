import type { PodView } from '../manifest/kubernetes/views.ts';

/**
 * Why a kubelet would not start containers of a pod: one must not run as root, and its user is 0. An image that sets no user is not known here.
 * Source: verifyRunAsNonRoot in pkg/kubelet/kuberuntime/security_context_others.go. The API server accepts such a pod.
 */
export function kubeletRefusals(pod: PodView): string[] {
  return pod.containers
    .filter(({ runAsNonRoot, runAsUser }) => (runAsNonRoot.value ?? pod.runAsNonRoot.value) === true && (runAsUser.value ?? pod.runAsUser.value) === 0)
    .map(({ label }) => `${label} must not run as root (runAsNonRoot), and its user is 0`);
}
