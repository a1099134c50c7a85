import { allowedUnless, type CheckFunction } from '../outcome.ts';
import { maps, unsureItems } from '../pod.ts';

const FROM_1_0 = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
];
const FROM_1_27 = [...FROM_1_0, 'net.ipv4.ip_local_reserved_ports'];
const FROM_1_29 = [...FROM_1_27, 'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes'];
const FROM_1_32 = [...FROM_1_29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];
const FROM_1_37 = [...FROM_1_32, 'net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_notsent_lowat'];

/** The sysctls that a pod may set, since the policy version v1.N of each list; oldest first. Source: `check_sysctls.go`. */
export const SAFE_SYSCTLS: readonly { readonly since: number; readonly names: readonly string[] }[] = [
  { since: 0, names: FROM_1_0 },
  { since: 27, names: FROM_1_27 },
  { since: 29, names: FROM_1_29 },
  { since: 32, names: FROM_1_32 },
  { since: 37, names: FROM_1_37 },
];

/** Whether a pod in Kubernetes 1.N may set a sysctl without a setting of the kubelet. */
export function isSafeSysctl(name: string, minor: number): boolean {
  return SAFE_SYSCTLS.findLast(({ since }) => since <= minor)?.names.includes(name) ?? false;
}

/** Baseline: the pod sets only safe sysctls. `names`: the safe ones. */
export function sysctls(names: readonly string[]): CheckFunction {
  const allowed = new Set(names);
  return ({ spec }) => {
    const list = spec.get('securityContext', 'sysctls');
    const fields = maps(list).map((item) => item.get('name').text());
    const bad = fields.filter(({ state, value }) => state !== 'unknown' && state !== 'invalid' && !allowed.has(value ?? ''));
    if (bad.length === 0) return allowedUnless(unsureItems(list) || fields.some(({ state }) => state === 'unknown' || state === 'invalid'));
    return { reason: 'forbidden sysctls', detail: bad.map(({ value }) => value ?? '').join(', '), sites: bad.map(({ site }) => site) };
  };
}
