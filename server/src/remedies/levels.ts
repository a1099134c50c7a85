import type { PathOp } from '../fix/ops.ts';
import { UNUSED_ID } from '../isolation/defaults.ts';
import { below } from '../manifest/field.ts';
import type { Site } from '../syntax/site.ts';
import type { CheckId } from '../validity/pod-security/checks.ts';
import type { Forbidden } from '../validity/pod-security/outcome.ts';

/** The operations that make a pod pass a check which it violates; none where only the author can. */
type Remedy = (violation: Forbidden, spec: Site) => PathOp[];

const nothing: Remedy = () => [];

/** Removes the values that the check forbids. */
const removal: Remedy = ({ sites }) => sites.map(removed);

/** One remedy for each check: a new check does not compile without one. */
const REMEDIES: Readonly<Record<CheckId, Remedy>> = {
  appArmorProfile: ({ sites }) => sites.map((at) => removed(at.path.at(-1) === 'type' ? above(at) : at)),
  capabilities_baseline: removal,
  hostNamespaces: removal,
  hostPathVolumes: nothing,
  // with `hostNetwork` every port is a host port: the remedy of `hostNetwork` removes those
  hostPorts: ({ sites }) => sites.filter(({ path }) => path.at(-1) === 'hostPort').map(removed),
  hostProbesAndHostLifecycle: removal,
  privileged: removal,
  procMount: removal,
  seLinuxOptions: removal,
  seccompProfile_baseline: seccomp,
  sysctls: ({ sites }) => sites.map((at) => removed(above(at))),
  windowsHostProcess: removal,
  allowPrivilegeEscalation: ({ sites }) => sites.map((at) => ({ op: 'set', at, value: false })),
  capabilities_restricted: ({ sites }) => sites.map((at) => (at.path.at(-1) === 'drop' ? { op: 'ensure', at, value: 'ALL' } : removed(at))),
  procMount_restricted: removal,
  restrictedVolumes: nothing,
  runAsNonRoot: ({ sites, missing }, spec) =>
    (missing ? [below(spec, 'securityContext', 'runAsNonRoot')] : sites).map((at) => ({ op: 'set', at, value: true })),
  runAsUser: ({ sites }) => sites.map((at) => ({ op: 'set', at, value: UNUSED_ID })),
  seccompProfile_restricted: seccomp,
};

/**
 * The operations that make a pod pass a check of the Pod Security Standards which it violates, beyond what the rules mend; none where only
 * the author can.
 * @param spec the `spec` of the pod
 */
export function remedyOf(check: CheckId, violation: Forbidden, spec: Site): PathOp[] {
  return REMEDIES[check](violation, spec);
}

function seccomp({ sites, missing }: Forbidden, spec: Site): PathOp[] {
  if (missing) return [{ op: 'set', at: below(spec, 'securityContext', 'seccompProfile', 'type'), value: 'RuntimeDefault' }];
  return sites.map((at): PathOp => {
    if (at.path.includes('annotations')) return removed(at);
    return { op: 'set', at: at.path.at(-1) === 'type' ? at : below(at, 'type'), value: 'RuntimeDefault' };
  });
}

function removed(at: Site): PathOp {
  return { op: 'remove', at, prune: true };
}

/** The map or list that holds a place. */
function above(site: Site): Site {
  return { ...site, path: site.path.slice(0, -1) };
}
