import { effectiveCompose } from '../../isolation/compose.ts';
import { effectiveKubernetes } from '../../isolation/kubernetes.ts';
import { unprivilegedContainer, unprivilegedService } from '../../remedies/privileges.ts';
import { defineRule } from '../rule.ts';
import { sandboxSteps, severity } from '../severity.ts';

export const privilegedContainer = defineRule({
  id: 'privileged-container',
  since: '0.1.0',
  severity: severity('critical', { TI: 'high' }),
  dimensions: ['CAPS', 'SYSCALL', 'LSM', 'MNT', 'CGROUP', 'KERNEL'],
  when: { kubernetes: ['privileged'], compose: ['privileged'] },
  // what the program evidently needs, or names beside it
  parts: ['capability-added-sys-admin', 'host-devices', 'device-cgroup-rules'],
  fix: 'always',
  messages: {
    kubernetes: '"{name}" runs privileged: all capabilities, every device of the node, no seccomp',
    compose: '"{name}" runs privileged: all capabilities, every device of the host, no seccomp',
  },
  docs: {
    title: 'Container runs privileged',
    risk: 'A privileged container has every capability and device of the host, writable kernel settings, and neither seccomp nor AppArmor. Root in it mounts the disk of the host from /dev, loads a kernel module or writes `core_pattern`: one step to root on the host.',
    not: 'It keeps its own PID, network and IPC namespaces unless the manifest shares them. In a Kata virtual machine (without host devices) and in gVisor the privileges stay inside the sandbox.',
    fix: 'Removes `privileged`. Adds the capabilities that command, image, devices or mounts show to be needed; where no capability does, as for Docker in Docker, it is for you to choose.',
    verify:
      'Check what the program really uses and grant only that: FUSE needs SYS_ADMIN and a device plugin for /dev/fuse, iptables NET_ADMIN and NET_RAW, mlock IPC_LOCK.',
    remark: 'Remove `privileged` before anything else: the API server rejects it together with `allowPrivilegeEscalation: false`.',
    check: {
      kubernetes: "kubectl exec NAME -- grep -E 'Cap(Eff|Bnd)|Seccomp|NoNewPrivs' /proc/1/status",
      compose: "docker compose exec SERVICE grep -E 'Cap(Eff|Bnd)|Seccomp|NoNewPrivs' /proc/1/status",
    },
  },
  podSecurity: ['privileged'],
  standards: [
    'CIS Kubernetes 1.12: 5.2.2',
    'CIS Docker 1.6.0: 5.5',
    'OWASP Kubernetes Top Ten 2025: K01',
    'NIST SP 800-53: AC-6',
    'MITRE ATT&CK: T1611, T1610',
  ],
  references: ['PSS', 'SECCTX', 'CONTAINERD-SPEC', 'MOBY-OCI', 'KATA-LIMITS', 'KATA-PRIV'],
  check: {
    *'kubernetes.container'(container) {
      if (container.pod.windows || container.privileged.value !== true) return;
      const at = container.privileged.site;
      yield {
        at,
        message: 'kubernetes',
        data: { name: container.label },
        lower: sandboxSteps(effectiveKubernetes(container)),
        fixes: [unprivilegedContainer(container)],
      };
    },
    *'compose.service'(service) {
      if (service.privileged.value !== true) return;
      const at = service.privileged.site;
      yield { at, message: 'compose', data: { name: service.name }, lower: sandboxSteps(effectiveCompose(service)), fixes: [unprivilegedService(service)] };
    },
  },
});
