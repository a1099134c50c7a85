import type { Fix } from '../../fix/ops.ts';
import { effectiveCompose, securityOptions } from '../../isolation/compose.ts';
import { isImage } from '../../isolation/images/names.ts';
import { containerImage, serviceImage } from '../../isolation/images/use.ts';
import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import { gainsPrivileges } from '../../isolation/needs/compose.ts';
import { grantsSudo } from '../../isolation/needs/table.ts';
import { isUnset, partOf } from '../../manifest/field.ts';
import type { ContainerView } from '../../manifest/kubernetes/views.ts';
import { decided } from '../../remedies/basic.ts';
import { noNewPrivilegesSafety } from '../../remedies/images.ts';
import { defineRule } from '../rule.ts';
import { sandboxSteps, severity } from '../severity.ts';

export const allowPrivilegeEscalation = defineRule({
  id: 'allow-privilege-escalation',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium', CI: 'medium' }),
  dimensions: ['CAPS', 'USER'],
  fix: 'always',
  // the API server rejects no_new_privs beside what the first three report; whom a process runs as is read first
  after: ['privileged-container', 'allow-privilege-escalation-conflict', 'capability-added-sys-admin', 'run-as-root'],
  missing: { label: 'no privilege escalation', leaves: 'setuid programs such as sudo lead to root' },
  messages: {
    missing: '"{name}" lets processes gain privileges: sudo and the like lead to root',
    explicit: '"{name}" sets {text}, so setuid programs such as sudo lead to root',
  },
  docs: {
    title: 'Processes can gain privileges',
    risk: 'Without no_new_privs a setuid program, or one with file capabilities, gives a process more than its parent had. An attacker who runs as an ordinary user becomes root in the container through su, sudo or a vulnerable helper.',
    not: 'It takes nothing away from a process that is root already. gosu, su-exec and setpriv keep working without it. gVisor refuses setuid elevation by default.',
    fix: 'Sets no_new_privs.',
    verify:
      'If the image is unknown, check whether it uses sudo, cron, postfix or the setuid sandbox of Chrome, or non-root programs with file capabilities, such as caddy on port 80.',
    remark: 'The API server rejects it together with `privileged: true` or CAP_SYS_ADMIN: remove those first.',
    check: {
      kubernetes: 'kubectl exec NAME -- grep NoNewPrivs /proc/1/status',
      compose: 'docker compose exec SERVICE grep NoNewPrivs /proc/1/status',
    },
  },
  podSecurity: ['allowPrivilegeEscalation'],
  standards: ['CIS Kubernetes 1.12: 5.2.6', 'CIS Docker 1.6.0: 5.26, 2.14', 'OWASP Kubernetes Top Ten 2025: K01', 'MITRE ATT&CK: T1611, T1548.001'],
  references: ['SECCTX', 'PSS', 'GVISOR-FLAGS', 'COPYFAIL-K8S'],
  check: {
    *'kubernetes.container'(container) {
      const field = container.allowPrivilegeEscalation;
      if (container.pod.windows || !(isUnset(field) || field.value === true)) return;
      const name = container.label;
      const report = {
        at: field.site,
        lower: sandboxSteps(effectiveKubernetes(container)),
      };
      if (field.value === true)
        yield { ...report, message: 'explicit', data: { name, text: 'allowPrivilegeEscalation: true' }, fixes: () => [decided(fix(container))] };
      else yield { ...report, message: 'missing', data: { name }, anchor: container.anchor, fixes: () => [fix(container)] };
    },
    *'compose.service'(service) {
      const effective = effectiveCompose(service);
      const { value, certain } = effective.noNewPrivileges;
      if (value || !certain) return;
      const lower = sandboxSteps(effective);
      const title = 'Set no-new-privileges';
      const use = serviceImage(service);
      const safety = gainsPrivileges(service) ? 'manual' : noNewPrivilegesSafety(use);
      const option = securityOptions(service).findLast(({ name }) => name === 'no-new-privileges')?.field;
      if (option) {
        const fixes: Fix[] = [{ title, safety, ops: [{ op: 'set', at: option.site, value: 'no-new-privileges:true' }] }];
        yield { at: option.site, message: 'explicit', data: { name: service.name, text: option.text ?? '' }, lower, fixes: fixes.map(decided) };
        return;
      }
      const at = service.securityOpt.site;
      const fixes: Fix[] = [{ title, safety, ops: [{ op: 'ensure', at, value: 'no-new-privileges:true' }] }];
      yield { at, anchor: partOf(service.site, 'key'), message: 'missing', data: { name: service.name }, lower, fixes };
    },
  },
});

/** The API server rejects the setting beside `privileged` and beside the exact name CAP_SYS_ADMIN; plain SYS_ADMIN passes. Source: core/v1 validation. */
function fix(container: ContainerView): Fix {
  const title = 'Set allowPrivilegeEscalation to false';
  const cause =
    container.privileged.value === true
      ? 'privileged'
      : container.capabilitiesAdd.items.some((item) => item.value === 'CAP_SYS_ADMIN')
        ? 'CAP_SYS_ADMIN'
        : undefined;
  const use = containerImage(container);
  // a program with capabilities of its own, or a setuid helper, does not start then
  const gains =
    (use?.asShipped && use.facts.noNewPrivileges === 'breaks') || grantsSudo(container.environment) || isImage('gainsPrivileges', container.image.value);
  const grade = gains ? ({ safety: 'manual', breaks: true } as const) : { safety: noNewPrivilegesSafety(use) };
  if (cause) return { title, ...grade, blocked: `remove ${cause} first: the API server rejects both together` };
  return { title, ...grade, ops: [{ op: 'set', at: container.allowPrivilegeEscalation.site, value: false }] };
}
