import { saidHandler } from '../../isolation/kubernetes.ts';
import type { Field } from '../../manifest/field.ts';
import type { TeamFacts } from '../../manifest/team.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';

const MESSAGES = {
  kernel: '"{name}" runs under {runtime}, which shares the kernel of the host',
  userNamespace: '"{name}" runs under {runtime}: a user namespace, but the kernel of the host',
  language: '"{name}" runs under {runtime}: a sandbox for WebAssembly, not a kernel of its own',
} as const;

export const runtimeClassNotSandboxed = defineRule({
  id: 'runtime-class-not-sandboxed',
  since: '0.1.0',
  severity: severity('high', { TI: 'off', CI: 'medium' }),
  dimensions: ['KERNEL'],
  fix: 'never',
  messages: MESSAGES,
  docs: {
    title: 'Runtime does not add a kernel boundary',
    risk: 'A RuntimeClass, or `runtime` in Compose, only selects a runtime. runc, crun, youki and the NVIDIA runtime run on the kernel of the host: a flaw in it crosses from container to container as without.',
    not: 'These are good runtimes, and GPUs need the one of NVIDIA. Sysbox gives a user namespace, a WebAssembly runtime a sandbox for programs of that kind.',
    fix: 'There is no automatic fix. Choose a RuntimeClass whose handler is gVisor (runsc) or Kata Containers; in Compose `runsc` or `io.containerd.kata.v2`.',
    check: { kubernetes: 'kubectl get runtimeclass; kubectl exec NAME -- uname -r', compose: 'docker compose exec SERVICE uname -r' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K01', 'NIST SP 800-190: 4.5.2', 'MITRE ATT&CK: T1611'],
  references: ['K8S-RUNTIMECLASS', 'K8S-API'],
  check: {
    *'kubernetes.resource'({ ref, spot }) {
      if (ref.kind === 'RuntimeClass') yield* report(ref.name ?? ref.kind, spot.get('handler').text());
    },
    *'kubernetes.pod'(pod) {
      const field = pod.runtimeClassName;
      // where the file declares the class, its handler is reported once
      if (!pod.runtimeClasses.some(({ name }) => name === field.value)) yield* report(pod.label, field, pod.team);
    },
    *'compose.service'({ name, runtime, project }) {
      yield* report(name, runtime, project.team);
    },
  },
});

/** Handlers by the names that their projects install them under. */
const HANDLERS: readonly (readonly [message: keyof typeof MESSAGES, handlers: RegExp, steps: number])[] = [
  ['kernel', /^(?:runc|io\.containerd\.runc\.v\d+|crun|youki|nvidia(?:-cdi|-legacy)?|runhcs-wcow-process)$/, 0],
  ['userNamespace', /^sysbox-runc$/, 1],
  ['language', /^(?:wasm|spin|wasmtime|wasmedge|slight)(?:[-.]v\d+)?$|^io\.containerd\.(?:spin|wasmtime|wasmedge|slight)\.v\d+$/, 2],
];

/** @param team says what runs a class or runtime, whatever its name */
function* report(name: string, field: Field<string>, team: TeamFacts = {}): Iterable<Report<typeof MESSAGES>> {
  const runtime = field.value;
  const handler = runtime === undefined ? undefined : (saidHandler(team, runtime) ?? runtime);
  const known = handler === undefined ? undefined : HANDLERS.find(([, handlers]) => handlers.test(handler));
  if (runtime !== undefined && known) yield { at: field.site, message: known[0], data: { name, runtime }, lower: known[2] };
}
