import { isUnset } from '../../manifest/field.ts';
import type { Spot } from '../../manifest/spot.ts';
import { setting } from '../../remedies/basic.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';

const ADMINISTRATOR = /^ContainerAdministrator$/i;

const MESSAGES = {
  administrator: '"{name}" runs as ContainerAdministrator, the administrator of its Windows container',
  domain: '"{name}" carries a domain account ({field}): every process in it acts as that account',
} as const;

export const windowsRunAsAdministrator = defineRule({
  id: 'windows-run-as-administrator',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', CI: 'low' }),
  dimensions: ['USER', 'IDENTITY'],
  when: { kubernetes: ['windowsOptions'], compose: ['user', 'credential_spec'] },
  fix: 'sometimes',
  messages: MESSAGES,
  docs: {
    title: 'Windows container as administrator or domain account',
    risk: 'Containers with process isolation share the kernel of the host, and Microsoft does not call that a security boundary: an administrator in it is a step closer to the host. A gMSA gives every process of the container an identity in the domain, to be used against other systems.',
    not: 'Hyper-V isolation puts a kernel of its own between. Programs that log on to Active Directory need a gMSA; give it no more rights than they use.',
    fix: 'Runs the container as ContainerUser.',
    verify: 'Check that the program writes only where that user may, and installs nothing at start.',
    remark: 'For domain accounts there is no fix by itself.',
    check: { kubernetes: 'kubectl exec NAME -- whoami', compose: 'docker compose exec SERVICE whoami' },
  },
  standards: ['OWASP NHI Top 10 2025: NHI5', 'MITRE ATT&CK: T1550'],
  references: ['SECCTX', 'COMPOSE-SPEC'],
  check: {
    *'kubernetes.pod'(pod) {
      const options = pod.spots.spec.get('securityContext', 'windowsOptions');
      if (options.get('hostProcess').boolean().value !== true) yield* report(options, pod.label);
    },
    *'kubernetes.container'({ spot, pod, label }) {
      const options = spot.get('securityContext', 'windowsOptions');
      const own = options.get('hostProcess').boolean();
      const hostProcess = isUnset(own) ? pod.spots.spec.get('securityContext', 'windowsOptions', 'hostProcess').boolean() : own;
      if (hostProcess.value !== true) yield* report(options, label);
    },
    *'compose.service'({ name, user, spot }) {
      if (ADMINISTRATOR.test(user.value ?? ''))
        yield { at: user.site, message: 'administrator', data: { name }, fixes: [setting('Run as ContainerUser', user.site, 'ContainerUser')] };
      const credentials = spot.get('credential_spec');
      if (credentials.type === 'map') yield { at: credentials.site, message: 'domain', data: { name, field: 'credential_spec' } };
    },
  },
});

function* report(options: Spot, name: string): Iterable<Report<typeof MESSAGES>> {
  const user = options.get('runAsUserName').text();
  if (ADMINISTRATOR.test(user.value ?? ''))
    yield { at: user.site, message: 'administrator', data: { name }, fixes: [setting('Run as ContainerUser', user.site, 'ContainerUser')] };
  for (const field of ['gmsaCredentialSpecName', 'gmsaCredentialSpec']) {
    const value = options.get(field).text();
    if (!value.value) continue;
    yield { at: value.site, message: 'domain', data: { name, field } };
    return;
  }
}
