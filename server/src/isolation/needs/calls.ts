import type { ContainerView } from '../../manifest/kubernetes/views.ts';
import { canonicalCapability } from '../capabilities.ts';
import { type ImageName, isDockerInDocker, isImage } from '../images/names.ts';
import { commandWords } from './table.ts';

/**
 * Programs that ask the kernel for what the default seccomp profile refuses, in a command, its arguments or its variables. Sources: the
 * profile of moby and containerd; `io_method` of PostgreSQL 18; Chromium makes user namespaces for its sandbox.
 */
const PROGRAMS: readonly (readonly [words: RegExp, because: string])[] = [
  [/io_uring|\biouring\b/i, 'io_uring'],
  [/\b(?:chrome|chromium(?:-browser)?|puppeteer|playwright)\b/, 'the sandbox of the browser'],
  [/\b(?:buildah|podman|buildkitd|rootlesskit|dockerd|unshare|bwrap|bubblewrap)\b/, 'nested containers'],
  [/\b(?:bpftrace|bpftool|perf\s+(?:record|stat|top|trace)|profile-bpfcc|execsnoop)\b/, 'bpf and perf'],
  [/(?:^|[\s;&|/])(?:strace|gdb(?:server)?|dlv|lldb-server)(?=$|\s)/, 'debuggers'],
];

/** Images whose programs do. */
const IMAGES: readonly (readonly [what: ImageName, because: string])[] = [
  ['browser', 'the sandbox of the browser'],
  ['rootlessBuilder', 'nested containers'],
  ['buildkit', 'nested containers'],
  ['engine', 'nested containers'],
  ['tracer', 'bpf and perf'],
];

/** What a container evidently asks of the kernel that the default seccomp profile refuses, in words; `undefined` for an ordinary program. */
export function refusedCalls(container: ContainerView): string | undefined {
  const { privileged, capabilitiesAdd } = container;
  const added = capabilitiesAdd.items.flatMap(({ value }) => (value === undefined ? [] : [canonicalCapability(value)]));
  const powerful = added.find((name) => /^(?:SYS_ADMIN|SYS_PTRACE|SYS_MODULE|BPF|PERFMON|ALL)$/.test(name));
  if (privileged.value === true || powerful !== undefined) return privileged.value === true ? 'what privileged gives' : `what ${powerful} gives`;
  return callsOfProgram(container);
}

/** As {@link refusedCalls}, by what runs in it alone: its image, command, arguments and variables. */
export function callsOfProgram({ image, spot, environment }: ContainerView): string | undefined {
  const variables = environment.map(({ value }) => value.value);
  const words = [...['command', 'args'].flatMap((key) => commandWords(spot.get(key))), ...variables].join(' ');
  const program = PROGRAMS.find(([pattern]) => pattern.test(words));
  const name = IMAGES.find(([what]) => isImage(what, image.value));
  return (program ?? name)?.[1] ?? (isDockerInDocker(image.value) ? 'nested containers' : undefined);
}
