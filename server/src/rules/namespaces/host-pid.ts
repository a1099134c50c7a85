import type { Fix } from '../../fix/ops.ts';
import { canonicalCapability } from '../../isolation/capabilities.ts';
import { effectiveCompose } from '../../isolation/compose.ts';
import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import { watchesHost } from '../../isolation/needs/compose.ts';
import { containerNeeds, watchesNode } from '../../isolation/needs/kubernetes.ts';
import { allReduced, entersProcesses, isReduced } from '../../isolation/privileges.ts';
import type { ContainerView } from '../../manifest/kubernetes/views.ts';
import { removal } from '../../remedies/basic.ts';
import type { Site } from '../../syntax/site.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

/** Enough steps to reach `critical` from anywhere. */
const TO_CRITICAL = -4;

export const hostPid = defineRule({
  id: 'host-pid',
  since: '0.1.0',
  severity: severity('critical', { TI: 'high', CI: 'high' }),
  dimensions: ['PID', 'SECRETS'],
  when: { kubernetes: ['hostPID'], compose: ['pid'] },
  fix: 'always',
  messages: {
    kubernetes: '"{name}" sees every process of the node, with its command line',
    compose: '"{name}" sees every process of the host, with its command line',
    takeover: '"{name}" can enter any process of the {host}: host PIDs and {with}',
  },
  docs: {
    title: 'Host PID namespace shared',
    risk: 'All processes of the host are visible with their arguments. Of those that it may trace, usually the ones of the same user, an attacker reads environment and files. With privileged, or root with SYS_PTRACE and SYS_ADMIN, it is one command to root on the host: `nsenter -t 1 -m -u -i -n sh`. SYS_PTRACE alone opens its files through /proc/1/root.',
    not: 'A non-root container without capabilities learns about processes but does not control them; it is then reported one step lower. In gVisor and Kata the processes of the host stay out of sight.',
    fix: 'Removes the setting.',
    verify: 'Check that the program does not watch other processes: node exporters and eBPF agents lose data.',
    remark: 'If it must stay, run as non-root with `drop: [ALL]` and without SYS_PTRACE.',
    check: {
      kubernetes: "kubectl get pod NAME -o jsonpath='{.spec.hostPID}'; kubectl exec NAME -- ls -l /proc/1/ns/pid",
      compose: "docker inspect -f '{{.HostConfig.PidMode}}' $(docker compose ps -q SERVICE)",
    },
  },
  podSecurity: ['hostNamespaces'],
  standards: [
    'CIS Kubernetes 1.12: 5.2.3',
    'CIS Docker 1.6.0: 5.16',
    'OWASP Kubernetes Top Ten 2025: K01',
    'NIST SP 800-53: SC-39',
    'MITRE ATT&CK: T1611, T1057, T1552',
  ],
  references: ['PSS', 'MOBY-SECOPT', 'NODE-EXPORTER'],
  check: {
    *'kubernetes.pod'(pod) {
      if (pod.windows || pod.hostPID.value !== true) return;
      const at = pod.hostPID.site;
      const watches = watchesNode(pod) || pod.containers.some((container) => containerNeeds(container).some(({ takes }) => takes === 'privileged'));
      const fixes = [blinding(removal('Remove hostPID', at), watches)];
      for (const container of pod.containers) {
        const reach = entersProcesses(effectiveKubernetes(container));
        if (reach === undefined) continue;
        const related = [{ at: placeOf(container, reach), message: `"${container.label}" has ${reach}` }];
        yield { at, message: 'takeover', data: { name: container.label, host: 'node', with: reach }, lower: TO_CRITICAL, related, fixes };
        return;
      }
      yield { at, message: 'kubernetes', data: { name: pod.label }, lower: allReduced(pod.containers) ? 1 : 0, fixes };
    },
    *'compose.service'(service) {
      if (service.pid.value !== 'host') return;
      const at = service.pid.site;
      const effective = effectiveCompose(service);
      const reach = entersProcesses(effective);
      const fixes = [blinding(removal('Remove pid: host', at), watchesHost(service))];
      if (reach) yield { at, message: 'takeover', data: { name: service.name, host: 'host', with: reach }, lower: TO_CRITICAL, fixes };
      else yield { at, message: 'compose', data: { name: service.name }, lower: isReduced(effective) ? 1 : 0, fixes };
    },
  },
});

/** @param watches it is there to see the processes of the host */
function blinding(fix: Fix, watches: boolean): Fix {
  return watches ? { ...fix, safety: 'manual', breaks: true } : fix;
}

/** Where a privilege is written; the container, if that is elsewhere. */
function placeOf({ privileged, capabilitiesAdd, anchor }: ContainerView, reach: string): Site {
  if (reach === 'privileged') return privileged.value === true ? privileged.site : anchor;
  return capabilitiesAdd.items.find(({ value }) => value !== undefined && ['ALL', reach].includes(canonicalCapability(value)))?.site ?? anchor;
}
