import type { Fix } from '../../fix/ops.ts';
import type { ContainerView } from '../../manifest/kubernetes/views.ts';
import { removal } from '../../remedies/basic.ts';
import { unprivilegedContainer } from '../../remedies/privileges.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';

const MESSAGES = { void: '"{name}" is privileged, so {text} has no effect' } as const;

export const privilegedOverridesHardening = defineRule({
  id: 'privileged-overrides-hardening',
  since: '0.1.0',
  severity: severity('medium'),
  dimensions: ['CAPS', 'SYSCALL', 'LSM'],
  when: { kubernetes: ['privileged'], compose: ['privileged'] },
  fix: 'always',
  messages: MESSAGES,
  docs: {
    title: 'Hardening without effect on a privileged container',
    risk: 'A privileged container gets every capability after the list has been applied, and neither the seccomp nor the AppArmor profile that it asks for. Who reads the file takes it for hardened.',
    not: 'It is no weakness beside `privileged` itself: it says that these lines do not make up for it. Docker does apply a profile that `security_opt` names, which is why only `cap_drop` is reported there.',
    fix: 'Removes `privileged`, and what the file asks for takes effect.',
    verify: 'Check which capabilities and devices the program really uses, and grant only those.',
    check: {
      kubernetes: "kubectl exec NAME -- grep -E 'Cap(Eff|Bnd)|Seccomp' /proc/1/status",
      compose: "docker compose exec SERVICE grep -E 'Cap(Eff|Bnd)' /proc/1/status",
    },
  },
  podSecurity: ['privileged'],
  standards: ['CIS Docker 1.6.0: 5.4, 5.5'],
  references: ['K8S-SECCOMP-NODE', 'CONTAINERD-SECCOMP', 'CONTAINERD-SPEC', 'MOBY-CAPS'],
  check: {
    *'kubernetes.container'(container) {
      const { privileged, allowPrivilegeEscalation } = container;
      // the API server rejects this combination, which allow-privilege-escalation-conflict reports
      if (container.pod.windows || privileged.value !== true || allowPrivilegeEscalation.value === false) return;
      yield* report(container.label, voidSettings(container), privileged.site, unprivilegedContainer(container));
    },
    *'compose.service'({ name, privileged, capDrop }) {
      if (privileged.value !== true || capDrop.items.length === 0) return;
      yield* report(name, [{ text: 'cap_drop', at: capDrop.site }], privileged.site, removal('Remove privileged', privileged.site));
    },
  },
});

interface Setting {
  readonly text: string;
  readonly at: Report['at'];
}

/** The settings of a container that have no effect if it is privileged. Source: containerd's spec builder. */
function voidSettings({ capabilitiesDrop, seccompType, appArmorType, spot }: ContainerView): Setting[] {
  const options = spot.get('securityContext', 'seLinuxOptions');
  return [
    ...(capabilitiesDrop.items.length > 0 ? [{ text: 'capabilities.drop', at: capabilitiesDrop.site }] : []),
    ...[seccompType, appArmorType].flatMap(({ value, site }) =>
      value === undefined || value === 'Unconfined' ? [] : [{ text: String(site.path.at(-2)), at: site }],
    ),
    ...(options.type === 'map' ? [{ text: 'seLinuxOptions', at: options.site }] : []),
  ];
}

function* report(name: string, settings: readonly Setting[], privileged: Report['at'], fix: Fix): Iterable<Report<typeof MESSAGES>> {
  const [first, ...others] = settings;
  if (!first) return;
  const related = [{ at: privileged, message: 'privileged' }, ...others.map(({ at }) => ({ at, message: 'no effect either' }))];
  const text = first.text + (others.length > 0 ? ` (and ${others.length} more)` : '');
  yield { at: first.at, message: 'void', data: { name, text }, related, fixes: [fix] };
}
