/** Begins the annotation that names a container's AppArmor profile; fields took over in Kubernetes 1.30. Source: core/v1. */
export const APPARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';

/** The annotation that names the seccomp profile of a pod; without effect since Kubernetes 1.27. Source: core/v1. */
export const SECCOMP_POD_ANNOTATION = 'seccomp.security.alpha.kubernetes.io/pod';

/** Begins the annotation that names a container's seccomp profile; without effect since Kubernetes 1.27. Source: core/v1. */
export const SECCOMP_CONTAINER_ANNOTATION = 'container.seccomp.security.alpha.kubernetes.io/';
