/** Prefix of the annotation with the AppArmor profile of a container. Kubernetes 1.30 replaced it by fields. Source: core/v1. */
export const APPARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';

/** The annotation with the seccomp profile of a pod. It has no effect since Kubernetes 1.27. Source: core/v1. */
export const SECCOMP_POD_ANNOTATION = 'seccomp.security.alpha.kubernetes.io/pod';

/** Prefix of the annotation with the seccomp profile of a container. It has no effect since Kubernetes 1.27. Source: core/v1. */
export const SECCOMP_CONTAINER_ANNOTATION = 'container.seccomp.security.alpha.kubernetes.io/';
