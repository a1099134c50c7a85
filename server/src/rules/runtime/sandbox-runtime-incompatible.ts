import { canonicalCapability } from '../../isolation/capabilities.ts';
import { effectiveCompose } from '../../isolation/compose.ts';
import { boundaryOf } from '../../isolation/kubernetes.ts';
import type { ContainerView, PodView } from '../../manifest/kubernetes/views.ts';
import type { Spot } from '../../manifest/spot.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { type Conflict, gvisorConflicts, kataConflicts, losesNames } from './compose-sandbox.ts';

export const sandboxRuntimeIncompatible = defineRule({
  id: 'sandbox-runtime-incompatible',
  since: '0.1.0',
  severity: severity('medium'),
  dimensions: ['KERNEL', 'NET', 'LSM', 'SYSCALL'],
  fix: 'never',
  messages: {
    conflict: '"{name}" sets {what}, which {runtime} does not support or honour',
    names: '"{name}" runs under gVisor, which does not reach the DNS of Docker: names do not resolve',
  },
  docs: {
    title: 'Setting that the sandbox runtime ignores',
    risk: 'The workload fails, or runs without what the file promises. Kata Containers has no namespaces of the host behind its virtual machine and no subpaths, and does not enforce seccomp, AppArmor or SELinux in the guest by default. gVisor refuses SELinux labels, takes NET_RAW away and ignores AppArmor and seccomp profiles. On a network of a Compose project it does not reach the DNS of Docker.',
    not: 'The sandbox itself is no weaker for it. `seccompProfile: RuntimeDefault` and dropped capabilities are harmless under a sandbox and are not reported.',
    fix: 'There is no automatic fix. Remove the setting, or run the workload without the sandbox if it cannot do without. For names in Compose, use `extra_hosts` or mount a resolv.conf.',
    check: {
      kubernetes: 'kubectl get events --field-selector involvedObject.name=NAME; kubectl exec NAME -- dmesg',
      compose: 'docker compose logs SERVICE; docker compose exec SERVICE cat /etc/resolv.conf',
    },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K01'],
  references: ['KATA-LIMITS', 'KATA-SECCOMP', 'GVISOR-FAQ', 'GVISOR-FLAGS', 'GVISOR-COMPOSE', 'GVISOR-13980'],
  check: {
    *'kubernetes.pod'(pod) {
      const { runtimeClassName } = pod;
      if (!runtimeClassName.value) return;
      const { runtime, what, conflicts } = sandboxConflicts(pod, runtimeClassName.value);
      if (conflicts.length === 0) return;
      yield {
        at: runtimeClassName.site,
        message: 'conflict',
        data: { name: pod.label, what, runtime },
        related: conflicts.map((conflict) => ({ at: conflict.site, message: conflict.what })),
      };
    },
    *'compose.service'(service) {
      const { name, runtime } = service;
      const boundary = effectiveCompose(service).boundary.value;
      const conflicts = boundary === 'vm' ? kataConflicts(service) : boundary === 'sentry' ? gvisorConflicts(service) : [];
      const related = conflicts.map(({ what, site }) => ({ at: site, message: what }));
      const data = { name, what: listed(conflicts), runtime: boundary === 'vm' ? 'Kata Containers' : 'gVisor' };
      if (conflicts.length > 0) yield { at: runtime.site, message: 'conflict', data, related };
      // another name may stand for other flags
      else if (/^(?:runsc|io\.containerd\.runsc\.v1)$/.test(runtime.value ?? '') && losesNames(service)) yield { at: runtime.site, message: 'names', data };
    },
  },
});

/** The settings of a pod that the runtime of its class does not support or honour; the name of the class tells which runtime that is. */
export function sandboxConflicts(
  pod: PodView,
  className: string,
): { readonly runtime: string; readonly what: string; readonly conflicts: readonly Conflict[] } {
  const boundary = boundaryOf(className);
  const conflicts = boundary === 'vm' ? kata(pod) : boundary === 'sentry' ? gvisor(pod) : [];
  return { runtime: boundary === 'vm' ? 'Kata Containers' : 'gVisor', what: listed(conflicts), conflicts };
}

/** Names what is in the way, each once. */
export function listed(conflicts: readonly Conflict[]): string {
  return [...new Set(conflicts.map((conflict) => conflict.what))].join(', ');
}

/** Source: Limitations.md and the default configuration of Kata Containers. */
function kata(pod: PodView): Conflict[] {
  const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((name) => pod[name].value === true);
  return [
    ...shared.map((name) => ({ what: name, site: pod[name].site })),
    ...pod.containers.flatMap((container) => [...subPaths(container)]),
    ...profiles(pod, 'seccompProfile'),
    ...profiles(pod, 'appArmorProfile'),
    ...securityContexts(pod).flatMap((context) => written(context, 'seLinuxOptions')),
  ];
}

/** Source: the FAQ and the default flags of runsc. */
function gvisor(pod: PodView): Conflict[] {
  return [
    ...securityContexts(pod).flatMap((context) => written(context, 'seLinuxOptions')),
    ...profiles(pod, 'seccompProfile'),
    ...profiles(pod, 'appArmorProfile'),
    ...pod.containers.flatMap((container) =>
      container.capabilitiesAdd.items.flatMap((item) => (canonicalCapability(item.value ?? '') === 'NET_RAW' ? [{ what: 'NET_RAW', site: item.site }] : [])),
    ),
  ];
}

function* subPaths(container: ContainerView): Iterable<Conflict> {
  for (const mount of container.spot.get('volumeMounts').items())
    for (const key of ['subPath', 'subPathExpr']) {
      const field = mount.get(key).text();
      if (field.value) yield { what: key, site: field.site };
    }
}

function securityContexts(pod: PodView): Spot[] {
  return [pod.spots.securityContext, ...pod.containers.map((container) => container.spot.get('securityContext'))];
}

/** Profiles of one's own, on which somebody relies; the default profile is in every hardened manifest. */
function profiles(pod: PodView, name: 'seccompProfile' | 'appArmorProfile'): Conflict[] {
  return securityContexts(pod).flatMap((context) => {
    const field = context.get(name, 'type').text();
    return field.value === 'Localhost' ? [{ what: `a Localhost ${name}`, site: field.site }] : [];
  });
}

function written(context: Spot, name: string): Conflict[] {
  const spot = context.get(name);
  return spot.type === 'map' && spot.keys().length > 0 ? [{ what: name, site: spot.site }] : [];
}
