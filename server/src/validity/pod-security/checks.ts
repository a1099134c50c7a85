import { capabilitiesBaseline, capabilitiesRestricted } from './checks/capabilities.ts';
import { hostNamespaces, hostPathVolumes, hostPorts, hostProbesAndHostLifecycle, windowsHostProcess } from './checks/host.ts';
import { allowPrivilegeEscalation, privileged, runAsNonRoot, runAsUser } from './checks/privileges.ts';
import { appArmorProfile, procMount, SELINUX_TYPES, seccompAnnotations, seccompBaseline, seccompRestricted, seLinuxOptions } from './checks/profiles.ts';
import { SAFE_SYSCTLS, sysctls } from './checks/sysctls.ts';
import { restrictedVolumes } from './checks/volumes.ts';
import { type CheckFunction, exempt } from './outcome.ts';
import type { Pod } from './pod.ts';

/** The levels, from the most to the least permissive. Source: Pod Security Standards. */
export const LEVELS = ['privileged', 'baseline', 'restricted'] as const;

/** A level of the Pod Security Standards. */
export type Level = (typeof LEVELS)[number];

/** The id of a check in pod-security-admission. */
export type CheckId = (typeof CHECKS)[number]['id'];

/** One check of the Pod Security Standards. */
interface Check {
  readonly id: string;
  readonly level: 'baseline' | 'restricted';
  /** The control that it checks, as the page of the Pod Security Standards names it. */
  readonly control: string;
  /** Oldest first. `since` is N of v1.N. The last revision that is not newer than the policy version decides; before the first, there is no check. */
  readonly revisions: readonly { readonly since: number; readonly check: CheckFunction }[];
  /** The baseline check that it replaces at the restricted level, since its first revision. */
  readonly overrides?: string;
}

const windows = (pod: Pod) => pod.windows;
const userNamespace = (pod: Pod) => pod.userNamespace;

/**
 * All checks, in the order in which the API server lists their violations: first the baseline ids, sorted, then the restricted ones.
 * Source: kubernetes/pod-security-admission, `policy/`.
 */
export const CHECKS = [
  { id: 'appArmorProfile', level: 'baseline', control: 'AppArmor', revisions: [{ since: 0, check: appArmorProfile }] },
  { id: 'capabilities_baseline', level: 'baseline', control: 'Capabilities', revisions: [{ since: 0, check: capabilitiesBaseline }] },
  { id: 'hostNamespaces', level: 'baseline', control: 'Host Namespaces', revisions: [{ since: 0, check: hostNamespaces }] },
  { id: 'hostPathVolumes', level: 'baseline', control: 'HostPath Volumes', revisions: [{ since: 0, check: hostPathVolumes }] },
  { id: 'hostPorts', level: 'baseline', control: 'Host Ports', revisions: [{ since: 0, check: hostPorts }] },
  {
    id: 'hostProbesAndHostLifecycle',
    level: 'baseline',
    control: 'Host Probes / Lifecycle Hooks',
    revisions: [{ since: 34, check: hostProbesAndHostLifecycle }],
  },
  { id: 'privileged', level: 'baseline', control: 'Privileged Containers', revisions: [{ since: 0, check: privileged }] },
  {
    id: 'procMount',
    level: 'baseline',
    control: '/proc Mount Type',
    revisions: [
      { since: 0, check: procMount },
      { since: 35, check: exempt(userNamespace, procMount) },
    ],
  },
  {
    id: 'seLinuxOptions',
    level: 'baseline',
    control: 'SELinux',
    revisions: SELINUX_TYPES.map(({ since, types }) => ({ since, check: seLinuxOptions(types) })),
  },
  {
    id: 'seccompProfile_baseline',
    level: 'baseline',
    control: 'Seccomp',
    revisions: [
      { since: 0, check: seccompAnnotations },
      { since: 19, check: seccompBaseline },
    ],
  },
  { id: 'sysctls', level: 'baseline', control: 'Sysctls', revisions: SAFE_SYSCTLS.map(({ since, names }) => ({ since, check: sysctls(names) })) },
  { id: 'windowsHostProcess', level: 'baseline', control: 'HostProcess', revisions: [{ since: 0, check: windowsHostProcess }] },
  {
    id: 'allowPrivilegeEscalation',
    level: 'restricted',
    control: 'Privilege Escalation',
    revisions: [
      { since: 8, check: allowPrivilegeEscalation },
      { since: 25, check: exempt(windows, allowPrivilegeEscalation) },
    ],
  },
  {
    id: 'capabilities_restricted',
    level: 'restricted',
    control: 'Capabilities',
    overrides: 'capabilities_baseline',
    revisions: [
      { since: 22, check: capabilitiesRestricted },
      { since: 25, check: exempt(windows, capabilitiesRestricted) },
    ],
  },
  { id: 'procMount_restricted', level: 'restricted', control: '/proc Mount Type', overrides: 'procMount', revisions: [{ since: 35, check: procMount }] },
  { id: 'restrictedVolumes', level: 'restricted', control: 'Volume Types', overrides: 'hostPathVolumes', revisions: [{ since: 0, check: restrictedVolumes }] },
  {
    id: 'runAsNonRoot',
    level: 'restricted',
    control: 'Running as Non-root',
    revisions: [
      { since: 0, check: runAsNonRoot },
      { since: 35, check: exempt(userNamespace, runAsNonRoot) },
    ],
  },
  {
    id: 'runAsUser',
    level: 'restricted',
    control: 'Running as Non-root user',
    revisions: [
      { since: 23, check: runAsUser },
      { since: 35, check: exempt(userNamespace, runAsUser) },
    ],
  },
  {
    id: 'seccompProfile_restricted',
    level: 'restricted',
    control: 'Seccomp',
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

/** The checks of a level at a version (N of v1.N), in order. */
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
