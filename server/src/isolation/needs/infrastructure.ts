import type { PodView } from '../../manifest/kubernetes/views.ts';
import { isLike, type TeamFacts } from '../../manifest/team.ts';
import { repositoryOf } from '../images/names.ts';
import { oncePer } from '../once.ts';

/** The namespaces of the cluster itself. Source: Kubernetes documentation, "Initial namespaces". */
export const SYSTEM_NAMESPACES: readonly string[] = ['kube-system', 'kube-public', 'kube-node-lease'];

/** A well-known component of a cluster, such as a network plugin. Rules expect that it needs more access to the host than an application. */
export interface Infrastructure {
  readonly role: string;
  /** The namespaces in which it is installed, in addition to `kube-system`. */
  readonly namespaces: readonly string[];
  /** Matches the repository of its image, without tag and digest. */
  readonly images: RegExp;
}

/**
 * The components of a cluster that need access to the node. Namespace and image must both match, because a name alone proves nothing.
 * Source: the installation manifests of the projects.
 */
export const INFRASTRUCTURE: readonly Infrastructure[] = [
  {
    role: 'control-plane component',
    namespaces: [],
    images: /(?:^|\/)(?:kube-apiserver|kube-controller-manager|kube-scheduler|etcd|cloud-controller-manager)$/,
  },
  { role: 'kube-proxy', namespaces: [], images: /(?:^|\/)kube-proxy$/ },
  { role: 'DNS server', namespaces: [], images: /(?:^|\/)(?:coredns(?:\/coredns)?|k8s-dns-node-cache|cluster-proportional-autoscaler)$/ },
  { role: 'metrics server', namespaces: [], images: /(?:^|\/)metrics-server(?:\/metrics-server)?$/ },
  {
    role: 'network plugin',
    namespaces: ['calico-system', 'tigera-operator', 'kube-flannel', 'cilium', 'kube-router', 'multus'],
    images:
      /(?:^|\/)(?:calico\/[\w-]+|tigera\/operator|cilium\/[\w-]+|flannel(?:-cni-plugin)?|amazon-k8s-cni(?:-init)?|amazon\/aws-network-policy-agent|kindnetd|weave-(?:kube|npc)|multus-cni|kube-router|antrea-[\w-]+)$/,
  },
  {
    role: 'storage plugin',
    namespaces: ['longhorn-system', 'rook-ceph', 'openebs', 'democratic-csi', 'csi-driver'],
    images: /(?:^|\/)(?:(?=[\w-]*csi)[\w-]+|longhornio\/[\w-]+|rook\/ceph|cephcsi\/cephcsi|openebs\/[\w-]+|livenessprobe)$/,
  },
  {
    role: 'metrics agent',
    namespaces: ['monitoring', 'prometheus', 'observability'],
    images: /(?:^|\/)(?:node-exporter|cadvisor(?:\/cadvisor)?|dcgm-exporter)$/,
  },
  {
    role: 'log shipper',
    namespaces: ['logging', 'monitoring', 'observability', 'fluent', 'loki', 'datadog', 'amazon-cloudwatch'],
    images:
      /(?:^|\/)(?:fluent-bit|aws-for-fluent-bit|fluentd(?:-kubernetes-daemonset)?|promtail|vector|filebeat|alloy|opentelemetry-collector(?:-contrib|-k8s)?)$/,
  },
  {
    role: 'device plugin',
    namespaces: ['gpu-operator', 'nvidia-gpu-operator', 'node-feature-discovery', 'inteldeviceplugins-system'],
    images: /(?:^|\/)(?:k8s-device-plugin|[\w-]+-device-plugin|gpu-operator(?:-validator)?|container-toolkit|node-feature-discovery)$/,
  },
  { role: 'node agent', namespaces: ['kured'], images: /(?:^|\/)(?:node-problem-detector(?:\/node-problem-detector)?|kured)$/ },
  {
    role: 'load balancer',
    namespaces: ['metallb-system', 'frr-k8s-system', 'kube-vip'],
    images: /(?:^|\/)(?:metallb\/(?:speaker|controller|frr-k8s)|kube-vip)$/,
  },
  {
    role: 'security agent',
    namespaces: ['falco', 'tetragon', 'tracee', 'security'],
    images: /(?:^|\/)(?:falco(?:-no-driver|-driver-loader)?|tetragon(?:-operator)?|tracee)$/,
  },
];

/** What a team trusts with its nodes. */
const TRUSTED: Infrastructure = { role: 'node agent', namespaces: [], images: /(?!)/ };

/** Whether the team says that a pod is an agent of the nodes: by the image of one of its containers, or by its namespace. */
export function isTrusted({ ref, containers, team }: PodView): boolean {
  const { namespaces = [] } = team.infrastructure ?? {};
  return namespaces.some((one) => isLike(one, ref.namespace ?? 'default')) || containers.some(({ image }) => isTrustedImage(image.value, team));
}

/** Whether the team says that an image is that of an agent of the nodes. */
export function isTrustedImage(image: string | undefined, { infrastructure }: TeamFacts): boolean {
  return image !== undefined && (infrastructure?.images ?? []).some((one) => isLike(one, repositoryOf(image)));
}

/** The component of the cluster that a pod is; `undefined` for an application. Without a namespace in the file, the image alone decides. */
export const infrastructureOf = oncePer((pod: PodView): Infrastructure | undefined => {
  if (isTrusted(pod)) return TRUSTED;
  const { namespace } = pod.ref;
  const repositories = pod.containers.flatMap(({ image }) => (image.value === undefined ? [] : [repositoryOf(image.value)]));
  return INFRASTRUCTURE.find(
    ({ namespaces, images }) =>
      (namespace === undefined || SYSTEM_NAMESPACES.includes(namespace) || namespaces.includes(namespace)) && repositories.some((name) => images.test(name)),
  );
});

/** The component that a container is by its own image, wherever it runs. */
export function partOf(image: string | undefined): Infrastructure | undefined {
  const repository = repositoryOf(image ?? '');
  return INFRASTRUCTURE.find(({ images }) => images.test(repository));
}

/** The role of a pod in its cluster with its article, such as `a log shipper`; `undefined` for an application. */
export function roleOf(pod: PodView): string | undefined {
  return withArticle(infrastructureOf(pod)?.role);
}

/** A role with its article. */
export function withArticle(role: string | undefined): string | undefined {
  return role === undefined || role === 'kube-proxy' ? role : `a ${role}`;
}
