import type { Field } from '../../manifest/field.ts';
import { removal } from '../../remedies/basic.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';

const MESSAGES = { flag: '"{name}" asks the sandbox to {effect}, where the node allows it' } as const;

export const sandboxAnnotationWeakening = defineRule({
  id: 'sandbox-annotation-weakening',
  since: '0.1.0',
  severity: severity('high', { TI: 'low', CI: 'medium' }),
  dimensions: ['KERNEL', 'NET'],
  when: { kubernetes: ['annotations'], compose: ['annotations'] },
  fix: 'always',
  messages: MESSAGES,
  docs: {
    title: 'Annotation loosens the sandbox runtime',
    risk: 'Runtimes take flags from annotations. Where the operator has allowed that, whoever writes the manifest opens the network or the sockets of the host again, or chooses what runs as the virtual machine.',
    not: 'Without that permission (`--allow-flag-override` of gVisor, `enable_annotations` of Kata) the annotation has no effect.',
    fix: 'Removes the annotation.',
    verify: 'Check that the workload does without what it opens; where it cannot, set the flag in a RuntimeClass, or a runtime of the engine, of its own.',
    check: {
      kubernetes: "kubectl get pod NAME -o jsonpath='{.metadata.annotations}'",
      compose: "docker inspect -f '{{.HostConfig.Annotations}}' $(docker compose ps -q SERVICE)",
    },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K01', 'MITRE ATT&CK: T1611'],
  references: ['GVISOR-NET', 'GVISOR-FLAGS', 'CRIO-CONF'],
  check: {
    *'kubernetes.pod'(pod) {
      for (const field of pod.annotations) yield* report(pod.label, String(field.site.path.at(-1)), field);
    },
    *'compose.service'({ name, spot }) {
      for (const { key, value } of spot.get('annotations').entries()) yield* report(name, key, value);
    },
  },
});

function* report(name: string, key: string, { value, site }: Field<string>): Iterable<Report<typeof MESSAGES>> {
  const flag = FLAGS.find(([annotation, harmless]) => annotation === key && value !== undefined && !harmless.test(value));
  if (flag) yield { at: site, message: 'flag', data: { name, effect: flag[2] }, fixes: [removal(`Remove ${key}`, site)] };
}

const OFF = /^(?:false|0|none|off|)$/i;
const NEVER = /(?!)/;

/** Annotations, the values that loosen nothing, and what the others ask for. Sources: runsc flags, Kata and CRI-O configuration. */
const FLAGS: readonly (readonly [key: string, harmless: RegExp, effect: string])[] = [
  ['dev.gvisor.flag.network', /^(?!host$)/, 'use the network of the node'],
  ['dev.gvisor.flag.host-uds', OFF, 'reach Unix sockets of the node'],
  ['dev.gvisor.flag.net-raw', OFF, 'send raw packets'],
  ['dev.gvisor.flag.allow-suid', OFF, 'honour setuid files'],
  ['dev.gvisor.flag.character-device-policy', /^emulated-only$/, 'open device nodes of the node'],
  ['dev.gvisor.flag.debug', OFF, 'write debug logs on the node'],
  ['dev.gvisor.flag.strace', OFF, 'log its system calls on the node'],
  ['dev.gvisor.flag.profile', OFF, 'be profiled from the node'],
  ['io.katacontainers.config.hypervisor.path', NEVER, 'run a hypervisor of its choice'],
  ['io.katacontainers.config.hypervisor.kernel_params', NEVER, 'change the command line of the guest kernel'],
  ['io.katacontainers.config.hypervisor.virtio_fs_extra_args', NEVER, 'pass arguments to the file server on the node'],
  ['io.kubernetes.cri-o.Devices', NEVER, 'add devices of the node'],
];
