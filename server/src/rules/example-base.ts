/** Parts of {@link podExample} that an example changes. What is left out is hardened; an empty text leaves the field out. */
interface PodParts {
  /** Lines at the beginning of the pod's `spec`. */
  readonly spec?: readonly string[];
  readonly token?: string;
  readonly runtime?: string;
  readonly seccomp?: string;
  readonly resources?: readonly string[];
  /** Lines of the container's securityContext that say who it runs as. */
  readonly user?: readonly string[];
  readonly escalation?: string;
  readonly readOnlyRoot?: string;
  readonly drop?: string;
  readonly add?: string;
  /** Lines at the end of the container's securityContext. */
  readonly security?: readonly string[];
  readonly image?: string;
  readonly ports?: readonly string[];
  readonly env?: readonly string[];
  /** Lines of the container's `livenessProbe`. */
  readonly probe?: readonly string[];
  readonly mounts?: readonly string[];
  readonly volumes?: readonly string[];
  /** Lines of the pod's `metadata.annotations`. */
  readonly annotations?: readonly string[];
  /** Lines at the end of the pod's `spec`, where a fix adds what is missing. */
  readonly last?: readonly string[];
}

/** The text of a pod on which no rule reports anything for trusted workloads, with the given parts in place of its own. */
export function podExample(parts: PodParts): string {
  const {
    token = 'false',
    runtime = 'sandboxed',
    seccomp = 'RuntimeDefault',
    resources = ['limits:', '  memory: 256Mi'],
    user = ['runAsNonRoot: true', 'runAsUser: 10001', 'runAsGroup: 10001'],
    escalation = 'false',
    readOnlyRoot = 'true',
    drop = '[ALL]',
  } = parts;
  const security = [
    ...user,
    ...entry('allowPrivilegeEscalation', escalation),
    ...entry('readOnlyRootFilesystem', readOnlyRoot),
    ...block('capabilities', [...entry('drop', drop), ...entry('add', parts.add)]),
    ...(parts.security ?? []),
  ];
  const before = [...block('ports', parts.ports), ...block('env', parts.env), ...block('livenessProbe', parts.probe)];
  const container = [...before, ...block('resources', resources), ...block('securityContext', security), ...block('volumeMounts', parts.mounts)];
  const spec = [
    ...(parts.spec ?? []),
    ...entry('automountServiceAccountToken', token),
    ...entry('runtimeClassName', runtime),
    ...block('securityContext', block('seccompProfile', entry('type', seccomp))),
    'containers:',
    '  - name: web',
    `    image: ${parts.image ?? 'example/web:1.4'}`,
    ...indent(container, 4),
    ...block('volumes', parts.volumes),
    ...(parts.last ?? []),
  ];
  const annotations = indent(block('annotations', parts.annotations), 2);
  return text(['apiVersion: v1', 'kind: Pod', 'metadata:', '  name: web', ...annotations, ...block('spec', spec)]);
}

/** Parts of {@link composeExample} that an example changes, as in {@link podExample}. */
interface ComposeParts {
  readonly image?: string;
  readonly user?: string;
  readonly readOnlyRoot?: string;
  readonly drop?: string;
  readonly securityOpt?: string;
  readonly runtime?: string;
  readonly memory?: string;
  readonly pids?: string;
  /** Lines at the end of the service. */
  readonly last?: readonly string[];
  /** Lines of services after it. */
  readonly others?: readonly string[];
  /** Lines of the top-level `volumes`. */
  readonly volumes?: readonly string[];
  /** Lines of the top-level `networks`. */
  readonly networks?: readonly string[];
}

/** The text of a Compose file on which no rule reports anything for trusted workloads, with the given parts in place of its own. */
export function composeExample(parts: ComposeParts): string {
  const service = [
    `image: ${parts.image ?? 'example/web:1.4'}`,
    ...entry('user', parts.user ?? '"10001:10001"'),
    ...entry('read_only', parts.readOnlyRoot ?? 'true'),
    ...entry('cap_drop', parts.drop ?? '[ALL]'),
    ...entry('security_opt', parts.securityOpt ?? '[no-new-privileges:true]'),
    ...entry('runtime', parts.runtime ?? 'sandboxed'),
    ...entry('mem_limit', parts.memory ?? '256m'),
    ...entry('pids_limit', parts.pids ?? '256'),
    ...(parts.last ?? []),
  ];
  const services = [...block('web', service), ...(parts.others ?? [])];
  return text([...block('services', services), ...block('volumes', parts.volumes), ...block('networks', parts.networks)]);
}

function entry(key: string, value: string | undefined): string[] {
  return value ? [`${key}: ${value}`] : [];
}

function block(key: string, lines: readonly string[] | undefined): string[] {
  return lines && lines.length > 0 ? [`${key}:`, ...indent(lines, 2)] : [];
}

function indent(lines: readonly string[], by: number): string[] {
  return lines.map((line) => ' '.repeat(by) + line);
}

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
