import { setting } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const windowsProcessIsolation = defineRule({
  id: 'windows-process-isolation',
  since: '0.1.0',
  severity: severity('medium', { TI: 'off', MT: 'high', CI: 'low' }),
  dimensions: ['KERNEL'],
  when: { compose: ['isolation'] },
  fix: 'always',
  messages: {
    service: '"{name}" runs with process isolation: it shares the Windows kernel of the host',
    build: 'The build of "{name}" runs with process isolation: it shares the Windows kernel of the host',
  },
  docs: {
    title: 'Windows container uses process isolation',
    risk: 'With process isolation a Windows container shares the kernel of the host, which Microsoft does not call a security boundary for code that nobody trusts. Hyper-V isolation gives each container a small virtual machine.',
    not: 'It is no defect of a service that you trust. `isolation: default` lets the engine choose and is not reported. Engines on Linux take only `default`.',
    fix: 'Sets `isolation: hyperv`.',
    verify: 'Check that the host offers Hyper-V, nested virtualisation on a virtual machine included, and the licence that it takes.',
    check: { compose: "docker inspect -f '{{.HostConfig.Isolation}}' $(docker compose ps -q SERVICE)" },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K01'],
  references: ['COMPOSE-SPEC'],
  check: {
    *'compose.service'({ name, spot, build }) {
      for (const [message, field] of [
        ['service', spot.get('isolation').text()],
        ['build', build.get('isolation').text()],
      ] as const)
        if (field.value === 'process') yield { at: field.site, message, data: { name }, fixes: [setting('Set isolation to hyperv', field.site, 'hyperv')] };
    },
  },
});
