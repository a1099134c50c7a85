import type { Fix, PathOp } from '../../fix/ops.ts';
import type { ServiceView } from '../../manifest/compose/views.ts';
import { isUnset, partOf } from '../../manifest/field.ts';
import type { PodView } from '../../manifest/kubernetes/views.ts';
import { isSocketProxy } from '../../remedies/sockets/proxy.ts';
import { defineRule, type RuleContext } from '../rule.ts';
import { severity } from '../severity.ts';
import { isAgentSandbox } from './agent-sandbox-unsafe.ts';
import { type Conflict, gvisorConflicts, kataConflicts, losesNames } from './compose-sandbox.ts';
import { choosing, listed, sandboxClasses } from './kubernetes-sandbox.ts';

export const runtimeClassMissing = defineRule({
  id: 'runtime-class-missing',
  since: '0.1.0',
  severity: severity('high', { TI: 'info', CI: 'medium' }),
  dimensions: ['KERNEL'],
  fix: 'sometimes',
  missing: { label: 'RuntimeClass', inCompose: 'sandboxed runtime', leaves: 'the kernel of the host, shared with its neighbours' },
  messages: {
    kubernetes: '"{name}" names no RuntimeClass: it shares the kernel with every pod of the node',
    compose: '"{name}" names no sandboxed runtime: it shares the kernel of the host',
  },
  docs: {
    title: 'Workload shares the host kernel',
    risk: 'Every system call goes to the one kernel that all workloads share. Copy Fail (CVE-2026-31431) crossed from container to container that way, under the Restricted standard. Only a second kernel, gVisor or a Kata virtual machine, takes this class of attack away.',
    not: 'It is no defect of a service that you trust. A sandbox costs start-up time and I/O, and changes nothing about tokens, the network or mounted files.',
    fix: 'Names a RuntimeClass: one that the file declares or the settings name, else `gvisor`, which it can declare at the end of the file. In Kubernetes, a pod for Windows nodes gets only a class that is known: neither gVisor nor Kata runs there.',
    verify:
      'Check that its handler is installed on the nodes and that the workload works in it: host namespaces, devices, engine sockets and some volumes do not.',
    remark: 'In Compose, names do not resolve with `runtime: runsc` on a network of the project, so that Kata is offered there.',
    check: {
      kubernetes: "kubectl get pod NAME -o jsonpath='{.spec.runtimeClassName}'; kubectl exec NAME -- uname -r",
      compose: "docker inspect -f '{{.HostConfig.Runtime}}' $(docker compose ps -q SERVICE)",
    },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K01', 'NIST SP 800-190: 4.5.2', 'MITRE ATT&CK: T1611'],
  references: ['K8S-RUNTIMECLASS', 'GVISOR-SEC', 'GVISOR-13980', 'KATA-LIMITS', 'COPYFAIL-K8S', 'AGENT-SANDBOX'],
  check: {
    *'kubernetes.pod'(pod, context) {
      const field = pod.runtimeClassName;
      if (!isUnset(field) || isAgentSandbox(pod.ref)) return;
      yield { at: field.site, anchor: partOf(pod.site, 'key'), message: 'kubernetes', data: { name: pod.label }, fixes: () => fixes(pod, context) };
    },
    *'compose.service'(service) {
      const field = service.runtime;
      // in a sandbox the service could not connect to the socket, which is its purpose
      if (!isUnset(field) || isSocketProxy(service)) return;
      yield { at: field.site, anchor: partOf(service.site, 'key'), message: 'compose', data: { name: service.name }, fixes: () => composeFixes(service) };
    },
  },
});

/** The author decides, because the file does not show which runtime is installed. */
function composeFixes(service: ServiceView): Fix[] {
  const offer = (runtime: string, sandbox: string, conflicts: readonly Conflict[]): Fix => {
    const title = `Set runtime to ${runtime}`;
    if (conflicts.length > 0) return { title, safety: 'manual', blocked: `remove ${listed(conflicts)} first: ${sandbox} does not support or honour it` };
    return { title, safety: 'manual', ops: [{ op: 'set', at: service.runtime.site, value: runtime }] };
  };
  const kata = offer('io.containerd.kata.v2', 'Kata Containers', kataConflicts(service));
  return losesNames(service) ? [kata] : [offer('runsc', 'gVisor', gvisorConflicts(service)), kata];
}

/** One for each class that is known; where none is, one that the cluster may have, and one that the file then has. Windows has neither. */
function fixes(pod: PodView, { runtimeClass }: RuleContext): Fix[] {
  const known = sandboxClasses(pod, runtimeClass);
  if (known.length > 0 || pod.windows) return known.map((name) => choosing(pod, name, 'review'));
  const declare: PathOp = { op: 'document', at: pod.site, value: GVISOR };
  return [choosing(pod, 'gvisor', 'manual'), choosing(pod, 'gvisor', 'manual', declare)];
}

/** Source: gVisor's guide for containerd. */
const GVISOR = { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name: 'gvisor' }, handler: 'runsc' };
