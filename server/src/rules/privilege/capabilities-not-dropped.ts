import type { Fix } from '../../fix/ops.ts';
import { effectiveCompose } from '../../isolation/compose.ts';
import type { EffectiveContainer } from '../../isolation/effective.ts';
import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import { isSystemService } from '../../isolation/needs/compose.ts';
import { grantsSudo } from '../../isolation/needs/table.ts';
import { type ListField, partOf } from '../../manifest/field.ts';
import { capabilityFixes, containerCapabilities, serviceCapabilities } from '../../remedies/capabilities.ts';
import { containerUser, serviceUser } from '../../remedies/users.ts';
import type { Site } from '../../syntax/site.ts';
import { defineRule, type Report } from '../rule.ts';
import { sandboxSteps, severity } from '../severity.ts';

const MESSAGES = {
  missing: '"{name}" keeps the default capabilities: raw sockets, chown, permission overrides',
  partial: '"{name}" drops only {dropped}: the other default capabilities stay',
} as const;

export const capabilitiesNotDropped = defineRule({
  id: 'capabilities-not-dropped',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', CI: 'low' }),
  dimensions: ['CAPS'],
  fix: 'always',
  missing: { label: 'dropped capabilities', leaves: 'raw sockets, chown, overriding of permissions' },
  messages: MESSAGES,
  docs: {
    title: 'Default Linux capabilities are kept',
    risk: 'A root process in the container forges packets on the network of the container (NET_RAW), ignores file permissions on mounted volumes (DAC_OVERRIDE) and creates device nodes (MKNOD). A non-root process gets at the same set through a setuid program.',
    not: 'A non-root process that cannot gain privileges reaches hardly any of it. Images that start as root and step down need a few capabilities, typically CHOWN, SETUID, SETGID, DAC_OVERRIDE and FOWNER.',
    fix: 'Drops `ALL`, and adds back what the image is known to need for the user it runs as.',
    verify:
      'If the image is unknown, check whether it starts as root: then add back the few capabilities that its entrypoint needs. Check also whether its program file carries capabilities itself, as those of caddy, coturn and AdGuard Home do: without them it does not start at all (`getcap`).',
    verifyIn: { compose: 'A service that has to stay root keeps those that entrypoints mostly use.' },
    check: {
      kubernetes: 'kubectl exec NAME -- grep Cap /proc/1/status',
      compose: 'docker compose exec SERVICE grep Cap /proc/1/status',
    },
  },
  podSecurity: ['capabilities_restricted'],
  standards: ['CIS Kubernetes 1.12: 5.2.8, 5.2.9', 'CIS Docker 1.6.0: 5.4', 'OWASP Kubernetes Top Ten 2025: K01', 'MITRE ATT&CK: T1611, T1557'],
  references: ['MOBY-CAPS', 'CONTAINERD-SPEC', 'CRIO-CONF', 'PSS', 'CAP7'],
  check: {
    *'kubernetes.container'(container) {
      if (container.pod.windows) return;
      const effective = effectiveKubernetes(container);
      const lower = sandboxSteps(effective) + (effective.userNamespace.value ? 2 : 0);
      const fixes = () => capabilityFixes(containerCapabilities(container), () => containerUser(container), grantsSudo(container.environment));
      yield* report(container.label, container.capabilitiesDrop, effective, lower, container.anchor, fixes);
    },
    *'compose.service'(service) {
      const effective = effectiveCompose(service);
      const decided = isSystemService(service) || grantsSudo(service.variables);
      const fixes = () => capabilityFixes(serviceCapabilities(service), () => serviceUser(service), decided);
      yield* report(service.name, service.capDrop, effective, sandboxSteps(effective), partOf(service.site, 'key'), fixes);
    },
  },
});

function* report(
  name: string,
  drop: ListField,
  { dropsAll, privileged }: EffectiveContainer,
  lower: number,
  anchor: Site,
  fixes: () => readonly Fix[],
): Iterable<Report<typeof MESSAGES>> {
  // a privileged container has all capabilities, even dropped ones
  if (privileged.value || dropsAll.value || !dropsAll.certain || drop.state === 'invalid') return;
  const at = drop.site;
  const dropped = drop.items.map((item) => item.value).join(', ');
  if (dropped === '') yield { at, anchor, message: 'missing', data: { name }, lower, fixes };
  else yield { at, message: 'partial', data: { name, dropped }, lower, fixes };
}
