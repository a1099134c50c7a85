import type { PodView } from '../../manifest/kubernetes/views.ts';
import type { HostPathClass } from '../mounts/host-paths.ts';
import { infrastructureOf } from './infrastructure.ts';

type Need = HostPathClass | 'propagation' | 'host-port';

/** The reach into the node that comes with a role of the cluster's infrastructure. */
const NEEDS: Readonly<Record<string, readonly Need[]>> = {
  'control-plane component': ['control-plane', 'system-binaries', 'var-log'],
  'kube-proxy': ['system-binaries', 'proc-sys', 'var-log'],
  'DNS server': ['host-port'],
  'network plugin': ['control-plane', 'proc-sys', 'system-binaries', 'var-log', 'runtime-state', 'propagation', 'host-port'],
  'storage plugin': ['kubelet', 'dev', 'proc-sys', 'system-binaries', 'control-plane', 'propagation'],
  'metrics agent': ['proc-sys', 'dev', 'runtime-state', 'var-log', 'host-port'],
  'log shipper': ['var-log'],
  'device plugin': ['kubelet', 'dev', 'proc-sys', 'system-binaries', 'propagation'],
  'node agent': ['proc-sys', 'dev', 'var-log'],
  'load balancer': ['host-port'],
  'security agent': ['proc-sys', 'dev', 'system-binaries', 'control-plane', 'runtime-state'],
};

/** The role in which a pod of the cluster's infrastructure needs this reach into the node, for example `a log shipper`. */
export function expectedRole(pod: PodView, need: Need): string | undefined {
  const role = infrastructureOf(pod)?.role;
  if (role === undefined || !Object.hasOwn(NEEDS, role) || !NEEDS[role]?.includes(need)) return undefined;
  return role === 'kube-proxy' ? role : `a ${role}`;
}
