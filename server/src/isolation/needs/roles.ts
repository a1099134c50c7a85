import type { PodView } from '../../manifest/kubernetes/views.ts';
import type { HostPathClass } from '../mounts/host-paths.ts';
import { infrastructureOf, isTrusted, roleOf } from './infrastructure.ts';

type Need = HostPathClass | 'propagation' | 'host-port';

/** The access to the node that each role of {@link Infrastructure} needs. Source: the installation manifests of the projects. */
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

/** The role, such as `a log shipper`, in which a pod needs this access to the node; `undefined` if it has no such role. */
export function expectedRole(pod: PodView, need: Need): string | undefined {
  if (isTrusted(pod)) return roleOf(pod);
  const role = infrastructureOf(pod)?.role;
  if (role === undefined || !Object.hasOwn(NEEDS, role) || !NEEDS[role]?.includes(need)) return undefined;
  return roleOf(pod);
}
