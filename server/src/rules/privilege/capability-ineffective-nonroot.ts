import type { PathOp } from '../../fix/ops.ts';
import { canonicalCapability } from '../../isolation/capabilities.ts';
import { isCapability } from '../../isolation/capability-facts.ts';
import { effectiveCompose } from '../../isolation/compose.ts';
import type { EffectiveContainer } from '../../isolation/effective.ts';
import { hasFileCapabilities } from '../../isolation/images/names.ts';
import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import { runsAs } from '../../isolation/privileges.ts';
import type { ListField } from '../../manifest/field.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';
import { SEVERITIES } from './capability-severities.ts';

const MESSAGES = { unused: '"{name}" is not root, so its processes cannot use {text}' } as const;

export const capabilityIneffectiveNonroot = defineRule({
  id: 'capability-ineffective-nonroot',
  since: '0.1.0',
  severity: severity('info'),
  dimensions: ['CAPS'],
  when: { kubernetes: ['add'], compose: ['cap_add'] },
  fix: 'always',
  messages: MESSAGES,
  docs: {
    title: 'Added capability that a non-root process cannot use',
    risk: 'Container runtimes give added capabilities to root only; a process that starts as another user has none. The entry widens only what a setuid program could get.',
    not: 'It works where the program file itself carries capabilities (caddy, vault, coredns) and may gain them; such images are not reported. Dangerous capabilities are reported by rules of their own.',
    fix: 'Removes the entries.',
    verify: 'Check that no program file of the image carries capabilities.',
    remark: 'For ports below 1024, set the sysctl `net.ipv4.ip_unprivileged_port_start` instead; Docker does so already.',
    check: {
      kubernetes: 'kubectl exec NAME -- grep Cap /proc/1/status',
      compose: 'docker compose exec SERVICE grep Cap /proc/1/status',
    },
  },
  podSecurity: ['capabilities_restricted'],
  standards: [],
  references: ['CONTAINERD-SPEC', 'CRIO-CAPS', 'MOBY-OCI'],
  check: {
    *'kubernetes.container'(container) {
      if (container.pod.windows || hasFileCapabilities(container.image.value)) return;
      yield* report(container.label, container.capabilitiesAdd, effectiveKubernetes(container), ({ value }) => value);
    },
    *'compose.service'(service) {
      if (hasFileCapabilities(service.image.value)) return;
      yield* report(service.name, service.capAdd, effectiveCompose(service), ({ value }) => value && canonicalCapability(value));
    },
  },
});

function* report(
  name: string,
  add: ListField,
  effective: EffectiveContainer,
  nameOf: (item: ListField['items'][number]) => string | undefined,
): Iterable<Report<typeof MESSAGES>> {
  // `runAsNonRoot` alone: the image decides which user, and may be built around a capability
  if (runsAs(effective) !== 'non-root' || effective.user.value === 'image' || !effective.user.certain || effective.privileged.value) return;
  // a capability that is not a default one has its own rule, which reports the same
  const unused = add.items.filter((item) => isUnreported(nameOf(item)));
  const [first, ...others] = unused;
  if (!first) return;
  const gone = ({ site }: { readonly site: Report['at'] }): PathOp => ({ op: 'remove', at: site, prune: true });
  const text = unused.map(({ value }) => value).join(', ');
  yield {
    at: others.length > 0 ? add.site : first.site,
    message: 'unused',
    data: { name, text },
    fixes: [{ title: `Remove ${text}`, safety: 'review', ops: [gone(first), ...others.map(gone)] }],
  };
}

function isUnreported(name: string | undefined): boolean {
  return name !== undefined && isCapability(name) && SEVERITIES[name].TI === 'off';
}
