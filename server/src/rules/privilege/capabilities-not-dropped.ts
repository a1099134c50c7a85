import type { Fix, PathOp, Safety } from '../../fix/ops.ts';
import { canonicalCapability } from '../../isolation/capabilities.ts';
import { effectiveCompose } from '../../isolation/compose.ts';
import type { EffectiveContainer } from '../../isolation/effective.ts';
import { containerImage, type ImageUse, serviceImage } from '../../isolation/images/use.ts';
import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import { capabilityNeeds, isSystemService } from '../../isolation/needs/compose.ts';
import { containerNeeds } from '../../isolation/needs/kubernetes.ts';
import { grantsSudo, type Need } from '../../isolation/needs/table.ts';
import { runsAs } from '../../isolation/privileges.ts';
import { type ListField, partOf } from '../../manifest/field.ts';
import { capabilitiesToKeep, type ImageUser, listed, userOf } from '../../remedies/images.ts';
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
  missing: { label: 'dropped capabilities', leaves: 'the default set: raw sockets, chown, permission overrides' },
  messages: MESSAGES,
  docs: {
    title: 'Default Linux capabilities are kept',
    risk: 'A root process in the container forges packets on the network of the pod (NET_RAW), ignores file permissions on mounted volumes (DAC_OVERRIDE) and creates device nodes (MKNOD). A non-root process gets at the same set through a setuid program.',
    not: 'A non-root process that cannot gain privileges reaches hardly any of it. Images that start as root and step down need a few capabilities, typically CHOWN, SETUID, SETGID, DAC_OVERRIDE and FOWNER.',
    fix: 'Drops `ALL`, and adds back what the image is known to need for the user it runs as.',
    verify:
      'Of an image that nobody knows, check whether it starts as root: then add back the few capabilities that its entrypoint needs; a service of Compose that has to stay root keeps those that entrypoints mostly use.',
    remark: 'A program file that carries capabilities itself, such as caddy, fails to start unless that capability is added back.',
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
      const use = containerImage(container);
      const user = userOf(use);
      const change = { use, effective, drop: container.capabilitiesDrop, add: container.capabilitiesAdd, needs: containerNeeds(container) };
      const asUser = containerUser(container);
      // after a fix of its user it needs fewer capabilities; a fix of the list alone keeps its user
      const other = user && stepsDown(change) && 'ops' in asUser && asUser.safety !== 'manual' ? [dropping(change, user, asUser.ops, asUser.safety)] : [];
      const alone = grantsSudo(container.environment) ? { ...dropping(change), safety: 'manual' as const } : dropping(change);
      const fixes = other[0]?.safety === 'safe' ? other : [...other, alone];
      yield* report(container.label, container.capabilitiesDrop, effective, lower, container.anchor, fixes);
    },
    *'compose.service'(service) {
      const effective = effectiveCompose(service);
      const use = serviceImage(service);
      const user = userOf(use);
      const change = { use, effective, drop: service.capDrop, add: service.capAdd, needs: capabilityNeeds(service) };
      const asUser = serviceUser(service);
      const other = user && stepsDown(change) && 'ops' in asUser && asUser.safety !== 'manual' ? [dropping(change, user, asUser.ops, asUser.safety)] : [];
      const alone = isSystemService(service) || grantsSudo(service.environment) ? { ...dropping(change), safety: 'manual' as const } : dropping(change);
      const fixes = other[0]?.safety === 'safe' ? other : [...other, alone];
      yield* report(service.name, service.capDrop, effective, sandboxSteps(effective), partOf(service.site, 'key'), fixes);
    },
  },
});

interface Change {
  readonly use: ImageUse | undefined;
  readonly effective: EffectiveContainer;
  readonly drop: ListField;
  readonly add: ListField;
  readonly needs?: readonly Need[];
}

/** Whether only the image makes it start as root, and the image is known to work as another user. */
function stepsDown({ use, effective }: Change): boolean {
  return runsAs(effective) === 'image' && use?.facts.imageUser === 'root' && use.asShipped;
}

/** Drops all capabilities and adds those back that the image needs for its user (with `user`, for the user that a fix sets) or that the program evidently needs. */
function dropping({ use, effective, drop, add, needs = [] }: Change, user?: ImageUser, asUser: readonly PathOp[] = [], asUserSafety: Safety = 'safe'): Fix {
  const { names: ofImage, safety } = capabilitiesToKeep(use, effective, user);
  const whole = needs.find(({ takes }) => takes === 'privileged');
  const held = effective.capabilities.value;
  const needed = needs.flatMap(({ takes }) => takes).filter((name) => held.includes(name));
  const written = [...add.items, ...drop.items].map(({ value }) => canonicalCapability(value ?? ''));
  const names = [...new Set([...ofImage, ...needed])].filter((name) => !written.includes(name)).sort();
  const kept = names.map((value): PathOp => ({ op: 'ensure', at: add.site, value }));
  const but = names.length > 0 ? ` but ${listed(names)}` : '';
  const title = `Drop all capabilities${but}${user ? ` and run as user ${user.uid} of the image` : ''}`;
  const words = { title, condition: user?.condition };
  const ops: [PathOp, ...PathOp[]] = [{ op: 'ensure', at: drop.site, value: 'ALL' }, ...kept, ...asUser];
  if (whole) return { ...words, objection: `${whole.because} needs more`, safety: 'manual', breaks: true, ops };
  return { ...words, safety: safety === 'safe' && asUserSafety === 'safe' && needs.length === 0 ? 'safe' : 'review', ops };
}

function* report(
  name: string,
  drop: ListField,
  { dropsAll, privileged }: EffectiveContainer,
  lower: number,
  anchor: Site,
  fixes: readonly Fix[],
): Iterable<Report<typeof MESSAGES>> {
  // a privileged container has all capabilities, even dropped ones
  if (privileged.value || dropsAll.value || !dropsAll.certain || drop.state === 'invalid') return;
  const at = drop.site;
  const dropped = drop.items.map((item) => item.value).join(', ');
  if (dropped === '') yield { at, anchor, message: 'missing', data: { name }, lower, fixes };
  else yield { at, message: 'partial', data: { name, dropped }, lower, fixes };
}
