import { isUnset } from '../../manifest/field.ts';
import type { Spot } from '../../manifest/spot.ts';
import { removal } from '../../remedies/basic.ts';
import { HOST_PROCESS } from '../../validity/pod-security/checks/host.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';

const MESSAGES = {
  process: '"{name}" runs as a process of the Windows host, with its files, registry and network',
  system: '"{name}" runs as a process of the Windows host, as {user}',
} as const;

export const windowsHostProcess = defineRule({
  id: 'windows-host-process',
  since: '0.1.0',
  severity: severity('critical', { TI: 'high' }),
  dimensions: ['KERNEL', 'MNT', 'NET', 'USER', 'IDENTITY'],
  when: { kubernetes: ['hostProcess'] },
  fix: 'always',
  // the API server admits a HostProcess container only in the network of the host
  before: ['host-network'],
  messages: MESSAGES,
  docs: {
    title: 'Windows HostProcess container',
    risk: 'The process runs in a job object on the host, not in a container: it sees the file system, the registry, the network and the services of the node under an account of the host. As SYSTEM it owns the node.',
    not: 'Network plugins, kube-proxy, the CSI proxy and tools for the node need it.',
    fix: 'Removes the setting.',
    verify: 'Check what the program does on the host; it also needs `hostNetwork` no longer.',
    check: { kubernetes: "kubectl get pod NAME -o jsonpath='{..windowsOptions.hostProcess}'" },
  },
  podSecurity: ['windowsHostProcess'],
  standards: ['CIS Kubernetes 1.12: 5.2.10', 'MITRE ATT&CK: T1611'],
  references: ['KEP-1981', 'PSS'],
  check: {
    *'kubernetes.pod'(pod) {
      const options = pod.spots.spec.get('securityContext', 'windowsOptions');
      const heirs = pod.containers.some(({ spot }) => isUnset(spot.get(...HOST_PROCESS).boolean()));
      if (heirs) yield* report(options, options, pod.label);
    },
    *'kubernetes.container'({ spot, pod, label }) {
      yield* report(spot.get('securityContext', 'windowsOptions'), pod.spots.spec.get('securityContext', 'windowsOptions'), label);
    },
  },
});

function* report(options: Spot, podOptions: Spot, name: string): Iterable<Report<typeof MESSAGES>> {
  const hostProcess = options.get('hostProcess').boolean();
  if (hostProcess.value !== true) return;
  const own = options.get('runAsUserName').text();
  const user = (isUnset(own) ? podOptions.get('runAsUserName').text() : own).value;
  const system = user !== undefined && /^(?:NT AUTHORITY\\)?SYSTEM$/i.test(user);
  const fixes = [removal('Remove hostProcess', hostProcess.site)];
  if (system) yield { at: hostProcess.site, message: 'system', data: { name, user }, lower: -1, fixes };
  else yield { at: hostProcess.site, message: 'process', data: { name }, fixes };
}
