import type { HostPathClass } from '../isolation/host-paths.ts';
import type { PodView } from '../manifest/kubernetes/views.ts';

/** What a part of the cluster does, and the reach into the node that comes with it. */
interface Role {
  readonly role: string;
  /** Namespaces in which its projects install it. */
  readonly namespaces: RegExp;
  readonly images: RegExp;
  readonly needs: readonly (HostPathClass | 'propagation' | 'host-port')[];
}

/** Infrastructure by namespace and image repository, as the projects publish them; a name alone proves nothing. */
const ROLES: readonly Role[] = [
  {
    role: 'a network plugin',
    namespaces: /^(?:kube-system|calico-system|kube-flannel|cilium|cilium-system|weave|multus)$/,
    images: /(?:^|\/)(?:calico\/|cilium\/|flannel|flannel-cni-plugin$|aws-node|amazon-k8s-cni|kindnetd|weave-(?:kube|npc)|multus-cni)/,
    needs: ['control-plane', 'proc-sys', 'system-binaries', 'var-log', 'runtime-state', 'propagation'],
  },
  { role: 'kube-proxy', namespaces: /^kube-system$/, images: /(?:^|\/)kube-proxy(?:-|$)/, needs: ['system-binaries', 'proc-sys', 'var-log'] },
  {
    role: 'the control plane',
    namespaces: /^kube-system$/,
    images: /(?:^|\/)(?:etcd|kube-apiserver|kube-controller-manager|kube-scheduler)$/,
    needs: ['control-plane', 'system-binaries', 'var-log'],
  },
  {
    role: 'a storage driver',
    namespaces: /^(?:kube-system|longhorn-system|rook-ceph|openebs|[a-z0-9-]*csi[a-z0-9-]*)$/,
    images: /csi|longhorn|rook\/ceph|openebs/,
    needs: ['kubelet', 'dev', 'proc-sys', 'system-binaries', 'control-plane', 'propagation'],
  },
  {
    role: 'a log shipper',
    namespaces: /^(?:kube-system|logging|observability|monitoring|loki|elastic-system|[a-z0-9-]*(?:fluent|vector|promtail)[a-z0-9-]*)$/,
    images: /fluentd|fluent-bit|promtail|(?:^|\/)vector$|filebeat|grafana\/(?:agent|alloy)$/,
    needs: ['var-log'],
  },
  {
    role: 'a node exporter',
    namespaces: /^(?:kube-system|monitoring|prometheus|observability)$/,
    images: /(?:^|\/)(?:node-exporter|cadvisor|node-problem-detector)$/,
    needs: ['proc-sys', 'dev', 'runtime-state', 'var-log', 'host-port'],
  },
  {
    role: 'a device plugin',
    namespaces: /^(?:kube-system|gpu-operator|nvidia-[a-z-]+|node-feature-discovery)$/,
    images: /device-plugin|nvidia\/|gpu-operator|nfd/,
    needs: ['kubelet', 'dev', 'proc-sys', 'system-binaries', 'propagation'],
  },
  {
    role: 'a runtime sensor',
    namespaces: /^(?:kube-system|falco|tetragon|tracee-system)$/,
    images: /falcosecurity\/|cilium\/tetragon|aquasec(?:urity)?\/tracee/,
    needs: ['proc-sys', 'dev', 'system-binaries', 'control-plane', 'runtime-state'],
  },
  {
    role: 'an ingress',
    namespaces: /^(?:ingress-nginx|ingress|traefik|haproxy-controller|metallb-system|kube-system)$/,
    images: /ingress|(?:^|\/)traefik$|metallb/,
    needs: ['host-port'],
  },
];

/** The role in which a pod of the cluster's infrastructure needs this reach into the node, for example `a log shipper`. */
export function expectedRole(pod: PodView, need: Role['needs'][number]): string | undefined {
  const { namespace } = pod.ref;
  if (namespace === undefined) return undefined;
  const images = pod.containers.map((container) => container.image.value?.replace(/@.*$|:[^/]*$/g, '') ?? '');
  return ROLES.find((role) => role.needs.includes(need) && role.namespaces.test(namespace) && images.some((image) => role.images.test(image)))?.role;
}
