import { capabilitiesBaseline, capabilitiesRestricted } from './checks/capabilities.ts';
import { hostNamespaces, hostPathVolumes, hostPorts, hostProbesAndHostLifecycle, windowsHostProcess } from './checks/host.ts';
import { allowPrivilegeEscalation, privileged, runAsNonRoot, runAsUser } from './checks/privileges.ts';
import { appArmorProfile, procMount, seccompAnnotations, seccompBaseline, seccompRestricted, seLinuxOptions } from './checks/profiles.ts';
import { sysctls } from './checks/sysctls.ts';
import { restrictedVolumes } from './checks/volumes.ts';
import { type CheckFunction, exempt } from './outcome.ts';
import type { Pod } from './pod.ts';

/** From the most to the least permissive. */
export const LEVELS = ['privileged', 'baseline', 'restricted'] as const;

export type Level = (typeof LEVELS)[number];

export type CheckId = (typeof CHECKS)[number]['id'];

/** One check of the Pod Security Standards. */
interface Check {
  readonly id: string;
  readonly level: 'baseline' | 'restricted';
  /** Oldest first: the newest whose `since` (N of v1.N) is not above the asked version decides; before the first there is no check. */
  readonly revisions: readonly { readonly since: number; readonly check: CheckFunction }[];
  /** The baseline check that it replaces at the restricted level, from its first revision on. */
  readonly overrides?: string;
}

const windows = (pod: Pod) => pod.windows;
const userNamespace = (pod: Pod) => pod.userNamespace;

const SYSCTLS_1_0 = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
];
const SYSCTLS_1_27 = [...SYSCTLS_1_0, 'net.ipv4.ip_local_reserved_ports'];
const SYSCTLS_1_29 = [
  ...SYSCTLS_1_27,
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
];
const SYSCTLS_1_32 = [...SYSCTLS_1_29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];
const SYSCTLS_1_37 = [...SYSCTLS_1_32, 'net.ipv4.tcp_slow_start_after_idle', 'net.ipv4.tcp_notsent_lowat'];

const SELINUX_1_0 = ['container_t', 'container_init_t', 'container_kvm_t'];
const SELINUX_1_31 = [...SELINUX_1_0, 'container_engine_t'];

/** All checks, in the order in which the API server lists what they find: the baseline ids sorted, then the restricted ones. */
export const CHECKS = [
  { id: 'appArmorProfile', level: 'baseline', revisions: [{ since: 0, check: appArmorProfile }] },
  { id: 'capabilities_baseline', level: 'baseline', revisions: [{ since: 0, check: capabilitiesBaseline }] },
  { id: 'hostNamespaces', level: 'baseline', revisions: [{ since: 0, check: hostNamespaces }] },
  { id: 'hostPathVolumes', level: 'baseline', revisions: [{ since: 0, check: hostPathVolumes }] },
  { id: 'hostPorts', level: 'baseline', revisions: [{ since: 0, check: hostPorts }] },
  { id: 'hostProbesAndHostLifecycle', level: 'baseline', revisions: [{ since: 34, check: hostProbesAndHostLifecycle }] },
  { id: 'privileged', level: 'baseline', revisions: [{ since: 0, check: privileged }] },
  {
    id: 'procMount',
    level: 'baseline',
    revisions: [
      { since: 0, check: procMount },
      { since: 35, check: exempt(userNamespace, procMount) },
    ],
  },
  {
    id: 'seLinuxOptions',
    level: 'baseline',
    revisions: [
      { since: 0, check: seLinuxOptions(...SELINUX_1_0) },
      { since: 31, check: seLinuxOptions(...SELINUX_1_31) },
    ],
  },
  {
    id: 'seccompProfile_baseline',
    level: 'baseline',
    revisions: [
      { since: 0, check: seccompAnnotations },
      { since: 19, check: seccompBaseline },
    ],
  },
  {
    id: 'sysctls',
    level: 'baseline',
    revisions: [
      { since: 0, check: sysctls(...SYSCTLS_1_0) },
      { since: 27, check: sysctls(...SYSCTLS_1_27) },
      { since: 29, check: sysctls(...SYSCTLS_1_29) },
      { since: 32, check: sysctls(...SYSCTLS_1_32) },
      { since: 37, check: sysctls(...SYSCTLS_1_37) },
    ],
  },
  { id: 'windowsHostProcess', level: 'baseline', revisions: [{ since: 0, check: windowsHostProcess }] },
  {
    id: 'allowPrivilegeEscalation',
    level: 'restricted',
    revisions: [
      { since: 8, check: allowPrivilegeEscalation },
      { since: 25, check: exempt(windows, allowPrivilegeEscalation) },
    ],
  },
  {
    id: 'capabilities_restricted',
    level: 'restricted',
    overrides: 'capabilities_baseline',
    revisions: [
      { since: 22, check: capabilitiesRestricted },
      { since: 25, check: exempt(windows, capabilitiesRestricted) },
    ],
  },
  { id: 'procMount_restricted', level: 'restricted', overrides: 'procMount', revisions: [{ since: 35, check: procMount }] },
  { id: 'restrictedVolumes', level: 'restricted', overrides: 'hostPathVolumes', revisions: [{ since: 0, check: restrictedVolumes }] },
  {
    id: 'runAsNonRoot',
    level: 'restricted',
    revisions: [
      { since: 0, check: runAsNonRoot },
      { since: 35, check: exempt(userNamespace, runAsNonRoot) },
    ],
  },
  {
    id: 'runAsUser',
    level: 'restricted',
    revisions: [
      { since: 23, check: runAsUser },
      { since: 35, check: exempt(userNamespace, runAsUser) },
    ],
  },
  {
    id: 'seccompProfile_restricted',
    level: 'restricted',
    overrides: 'seccompProfile_baseline',
    revisions: [
      { since: 19, check: seccompRestricted },
      { since: 25, check: exempt(windows, seccompRestricted) },
    ],
  },
] as const satisfies readonly Check[];

/** The function that decides a check at a version; `undefined` before its first revision. */
export function revisionAt(check: Check, minor: number): CheckFunction | undefined {
  return check.revisions.findLast((revision) => revision.since <= minor)?.check;
}

/** The checks that a level makes at a version (N of v1.N), in order. */
export function checksOf(level: Level, minor: number): { readonly id: CheckId; readonly check: CheckFunction }[] {
  if (level === 'privileged') return [];
  const all: readonly (Check & { readonly id: CheckId })[] = CHECKS;
  const active = all.flatMap((spec) => {
    const check = level === 'baseline' && spec.level === 'restricted' ? undefined : revisionAt(spec, minor);
    return check ? [{ spec, check }] : [];
  });
  const overridden = new Set(active.map(({ spec }) => spec.overrides));
  return active.filter(({ spec }) => !overridden.has(spec.id)).map(({ spec, check }) => ({ id: spec.id, check }));
}
