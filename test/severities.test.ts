import { describe, expect, it } from 'vitest';
import { RULES } from '../server/src/rules/index.ts';
import { analyse } from './kit/laws.ts';

/** The severities of the findings of one rule. Fixtures test places and texts. */
function severities(rule: string, text: string, settings: unknown = {}): string[] {
  return analyse(text.startsWith('services:') ? 'compose.yaml' : 'pod.yaml', text, settings)
    .findings.filter((finding) => finding.rule.id === rule)
    .map((finding) => finding.severity);
}

/** A pod with lines in its spec, in its only container and in the securityContext of the container. */
function pod(parts: { spec?: string[]; container?: string[]; security?: string[] }): string {
  const { spec = [], container = [], security = [] } = parts;
  return [
    'apiVersion: v1',
    'kind: Pod',
    'metadata: { name: web }',
    'spec:',
    ...spec.map((line) => `  ${line}`),
    '  containers:',
    '    - name: web',
    '      image: example/web:1',
    ...container.map((line) => `      ${line}`),
    ...(security.length > 0 ? ['      securityContext:', ...security.map((line) => `        ${line}`)] : []),
    '',
  ].join('\n');
}

function service(...lines: string[]): string {
  return ['services:', '  web:', '    image: example/web:1', ...lines.map((line) => `    ${line}`), ''].join('\n');
}

const REDUCED = ['runAsNonRoot: true', 'runAsUser: 65534', 'capabilities: { drop: [ALL] }'];
const REDUCED_SERVICE = ['user: "65534:65534"', 'cap_drop: [ALL]'];

describe('host namespaces', () => {
  it.each([
    ['high', pod({ spec: ['hostPID: true'] })],
    ['medium', pod({ spec: ['hostPID: true'], security: REDUCED })],
    ['critical', pod({ spec: ['hostPID: true'], security: ['privileged: true'] })],
    // the kernel demands SYS_PTRACE for that
    ['high', pod({ spec: ['hostPID: true'], security: ['runAsUser: 0', 'capabilities: { add: [SYS_ADMIN] }'] })],
    ['critical', pod({ spec: ['hostPID: true'], security: ['runAsUser: 1000', 'capabilities: { add: [SYS_PTRACE] }'] })],
    ['high', pod({ spec: ['hostPID: true'], security: ['runAsUser: 1000', 'capabilities: { add: [SYS_ADMIN] }'] })],
    ['high', service('pid: host')],
    ['medium', service('pid: host', ...REDUCED_SERVICE)],
    ['critical', service('pid: host', 'cap_add: [ALL]')],
  ])('host-pid is %s', (expected, text) => expect(severities('host-pid', text)).toEqual([expected]));

  it.each([
    ['high', pod({ spec: ['hostNetwork: true'] })],
    ['medium', pod({ spec: ['hostNetwork: true'], security: REDUCED })],
    ['medium', service('network_mode: host', ...REDUCED_SERVICE)],
  ])('host-network is %s', (expected, text) => expect(severities('host-network', text)).toEqual([expected]));
});

describe('host paths', () => {
  const volumes = (path: string, ...mounts: string[]) => ({
    spec: ['volumes:', `  - { name: host, hostPath: { path: ${path} } }`],
    container: mounts.length > 0 ? ['volumeMounts:', ...mounts.map((mount) => `  - ${mount}`)] : [],
  });
  const writable = '{ name: host, mountPath: /host }';
  const readOnly = '{ name: host, mountPath: /host, readOnly: true }';

  it.each([
    ['critical', pod(volumes('/', writable))],
    ['critical', pod(volumes('/', readOnly))],
    ['critical', pod({ ...volumes('/', writable), security: REDUCED })],
    ['high', pod({ ...volumes('/', readOnly), security: REDUCED })],
    ['low', pod(volumes('/'))],
    ['critical', service('volumes: ["/:/host:ro"]')],
    ['high', service('volumes: ["/:/host:ro"]', ...REDUCED_SERVICE)],
  ])('host-path-root is %s', (expected, text) => expect(severities('host-path-root', text)).toEqual([expected]));

  it.each([
    ['high', pod(volumes('/run/containerd/containerd.sock', readOnly))],
    ['low', pod({ ...volumes('/var/run', readOnly), spec: [...volumes('/var/run').spec, 'runtimeClassName: gvisor'] })],
    ['high', pod({ ...volumes('/var/run', readOnly), spec: [...volumes('/var/run').spec, 'runtimeClassName: kata'] })],
    ['high', service('volumes: ["/var/run/docker.sock:/var/run/docker.sock:ro"]')],
    ['low', service('volumes: ["/var/run/docker.sock:/var/run/docker.sock"]', 'runtime: runsc')],
  ])('container-runtime-socket-mounted is %s', (expected, text) => expect(severities('container-runtime-socket-mounted', text)).toEqual([expected]));

  it.each([
    ['medium', pod(volumes('/srv/data', writable))],
    ['medium', pod(volumes('/srv/data', readOnly))],
    ['low', pod({ ...volumes('/srv/data', readOnly), security: REDUCED })],
    ['info', pod(volumes('/etc/localtime', readOnly))],
    ['low', pod(volumes('/srv/data'))],
    ['medium', service('volumes: ["/srv/data:/data"]')],
    ['low', service('volumes: ["/srv/data:/data:ro"]')],
    ['low', service('volumes: ["../data:/data:ro"]')],
    ['low', service('volumes: ["./data:/data"]')],
  ])('host-path-volume is %s', (expected, text) => expect(severities('host-path-volume', text)).toEqual([expected]));

  it.each([
    ['host-path-kubelet', 'high', pod(volumes('/var/lib/kubelet', writable))],
    ['host-path-kubelet', 'low', pod(volumes('/var/lib/kubelet/plugins/example.com', writable))],
    ['host-path-control-plane-config', 'high', pod(volumes('/etc/kubernetes', readOnly))],
    ['host-path-control-plane-config', 'medium', pod({ ...volumes('/etc', readOnly), security: REDUCED })],
    ['host-path-runtime-state', 'medium', pod(volumes('/var/lib/docker', writable))],
    ['host-path-credentials', 'medium', pod(volumes('/home/web/.ssh', readOnly))],
    ['host-path-proc-sys', 'critical', pod(volumes('/proc', writable))],
    ['host-path-proc-sys', 'medium', pod(volumes('/sys/class/net', writable))],
    ['host-path-proc-sys', 'medium', pod(volumes('/proc', readOnly))],
    ['host-path-proc-sys', 'low', pod({ ...volumes('/proc', readOnly), security: REDUCED })],
    ['host-path-proc-sys', 'medium', pod(volumes('/sys/fs/cgroup', readOnly))],
    ['cgroupfs-writable', 'low', pod(volumes('/sys/fs/cgroup', writable))],
    ['cgroupfs-writable', 'high', pod({ ...volumes('/sys/fs/cgroup', writable), security: ['capabilities: { add: [SYS_ADMIN] }'] })],
    ['cgroupfs-writable', 'low', service('security_opt: [writable-cgroups]')],
    ['host-path-dev', 'high', pod({ ...volumes('/dev', writable), security: ['privileged: true'] })],
    ['host-path-dev', 'medium', pod(volumes('/dev', writable))],
    ['host-path-dev', 'low', pod(volumes('/dev/fuse', writable))],
    ['host-path-var-log', 'high', pod(volumes('/var/log', writable))],
    ['host-path-var-log', 'low', pod(volumes('/var/log', readOnly))],
    ['host-path-system-binaries', 'medium', pod(volumes('/usr/bin', writable))],
    ['host-path-system-binaries', 'low', pod(volumes('/usr/bin', readOnly))],
    ['host-path-system-binaries', 'info', pod(volumes('/lib/modules', readOnly))],
    ['host-path-var-log', 'low', pod(volumes('/var/log'))],
    ['host-path-proc-sys', 'critical', service('volumes: ["/proc:/host/proc"]')],
    ['host-path-credentials', 'medium', service('volumes: ["~/.aws:/aws:ro"]')],
  ])('%s is %s', (rule, expected, text) => {
    expect(severities(rule, text)).toEqual([expected]);
    expect(severities('host-path-volume', text)).toEqual([]);
  });

  it('is milder if a component of the cluster needs the path', () => {
    const shipper = (namespace: string) =>
      pod(volumes('/var/log', writable)).replace('{ name: web }', `{ name: web, namespace: ${namespace} }`).replace('example/web:1', 'fluent/fluent-bit:3.1');
    expect(severities('host-path-var-log', shipper('logging'))).toEqual(['low']);
    expect(severities('host-path-var-log', shipper('shop'))).toEqual(['high']);
  });

  it('claims nothing about values that a template hides', () => {
    const text = pod({ ...volumes('/', readOnly), security: ['{{- toYaml .Values.securityContext | nindent 8 }}'] });
    expect(severities('host-path-root', text)).toEqual(['high']);
  });
});

describe('protections of the kernel', () => {
  it.each([
    ['high', pod({ security: ['privileged: true'] })],
    ['low', pod({ spec: ['runtimeClassName: kata-qemu'], security: ['privileged: true'] })],
    ['high', pod({ spec: ['hostUsers: false'], security: ['privileged: true'] })],
    ['low', service('privileged: true', 'runtime: runsc')],
  ])('privileged-container is %s', (expected, text) => expect(severities('privileged-container', text)).toEqual([expected]));

  it.each([
    ['high', pod({ security: ['capabilities: { add: [SYS_ADMIN] }'] })],
    ['low', pod({ security: ['runAsUser: 1000', 'capabilities: { add: [SYS_ADMIN] }'] })],
    ['low', pod({ spec: ['hostUsers: false'], security: ['capabilities: { add: [SYS_ADMIN] }'] })],
    ['info', pod({ spec: ['runtimeClassName: gvisor'], security: ['runAsUser: 1000', 'capabilities: { add: [SYS_ADMIN] }'] })],
    ['high', service('cap_add: [CAP_SYS_ADMIN]')],
  ])('capability-added-sys-admin is %s', (expected, text) => expect(severities('capability-added-sys-admin', text)).toEqual([expected]));

  it('keeps NET_RAW at its own severity', () => {
    expect(severities('capability-added-net-raw', pod({ security: ['runAsUser: 1000', 'capabilities: { drop: [ALL], add: [NET_RAW] }'] }))).toEqual(['low']);
  });

  it('reports default capabilities only if workloads are not trusted, and never NET_BIND_SERVICE', () => {
    const text = pod({ security: ['capabilities: { drop: [ALL], add: [CHOWN, NET_BIND_SERVICE] }'] });
    expect(severities('capability-added-chown', text)).toEqual([]);
    expect(severities('capability-added-chown', text, { threatModel: 'multi-tenant' })).toEqual(['info']);
    expect(severities('capability-added-net-bind-service', text, { threatModel: 'multi-tenant' })).toEqual([]);
  });

  it.each([
    ['medium', pod({ security: ['runAsUser: 0'] })],
    ['info', pod({ spec: ['hostUsers: false'], security: ['runAsUser: 0'] })],
    ['info', pod({ spec: ['runtimeClassName: kata'], security: ['runAsUser: 0'] })],
  ])('run-as-root is %s', (expected, text) => expect(severities('run-as-root', text)).toEqual([expected]));

  it('is milder if the image decides the user', () => {
    expect(severities('run-as-root', pod({ security: ['runAsUser: 0'] }), { threatModel: 'untrusted-code' })).toEqual(['high']);
    expect(severities('run-as-root', pod({}), { threatModel: 'untrusted-code' })).toEqual(['medium']);
  });

  it('does not demand a user namespace that is impossible, and says why', () => {
    const { findings } = analyse('pod.yaml', pod({ spec: ['hostPID: true'] }));
    const fix = findings.find((finding) => finding.rule.id === 'user-namespace-not-used')?.fixes()[0];
    expect(fix).toMatchObject({ blocked: expect.stringContaining('hostPID') });
  });
});

describe('ports', () => {
  it.each([
    ['medium', service('ports: ["8080:80"]')],
    ['high', service('ports: ["15432:5432"]')],
  ])('port-published-all-interfaces is %s', (expected, text) => expect(severities('port-published-all-interfaces', text)).toEqual([expected]));

  it('publishes nothing in the network of the host', () => {
    expect(severities('port-published-all-interfaces', service('network_mode: host', 'ports: ["8080:80"]'))).toEqual([]);
  });
});

it.each([
  [[], '1.32'],
  [['medium'], '1.31'],
])('net.ipv4.tcp_rmem is unsafe before Kubernetes 1.32: %j in %s', (expected, kubernetesVersion) => {
  const text = pod({ spec: ['securityContext: { sysctls: [{ name: net.ipv4.tcp_rmem, value: "4096 87380 6291456" }] }'] });
  expect(severities('sysctl-unsafe', text, { kubernetesVersion })).toEqual(expected);
});

describe('fixes that the API server or Compose would reject', () => {
  const fixOf = (rule: string, text: string) =>
    analyse(text.startsWith('services:') ? 'compose.yaml' : 'pod.yaml', text)
      .findings.find((finding) => finding.rule.id === rule)
      ?.fixes()[0];

  it.each([
    ['allow-privilege-escalation', 'privileged', pod({ security: ['privileged: true'] })],
    ['allow-privilege-escalation', 'CAP_SYS_ADMIN', pod({ security: ['capabilities: { add: [CAP_SYS_ADMIN] }'] })],
    ['user-namespace-not-used', 'raw block', pod({ container: ['volumeDevices: [{ name: disk, devicePath: /dev/xvda }]'] })],
    ['runtime-class-missing', 'hostNetwork', pod({ spec: ['hostNetwork: true'] })],
    ['writable-root-filesystem', 'use_api_socket', service('use_api_socket: true')],
  ])('%s is blocked by %s', (rule, cause, text) => expect(fixOf(rule, text)).toMatchObject({ blocked: expect.stringContaining(cause) }));

  it('offers no memory limit where a template decides the request', () => {
    const text = pod({ container: ['resources: { requests: { memory: "{{ .Values.memory }}" } }'] });
    expect(
      analyse('pod.yaml', text)
        .findings.find((finding) => finding.rule.id === 'memory-limit-missing')
        ?.fixes(),
    ).toEqual([]);
  });

  it('asks for review before seccomp is set beside demanding containers', () => {
    expect(fixOf('seccomp-not-set', pod({}).replace('example/web:1', 'redis:7'))).toMatchObject({ safety: 'safe' });
    const demanding = pod({ security: ['capabilities: { add: [SYS_ADMIN] }'] }).replace('example/web:1', 'redis:7');
    expect(fixOf('seccomp-not-set', demanding)).toMatchObject({ safety: 'review' });
  });

  it('prefers the RuntimeClass of the settings', () => {
    const [finding] = analyse('pod.yaml', pod({}), { runtimeClass: 'kata' }).findings.filter((f) => f.rule.id === 'runtime-class-missing');
    expect(finding?.fixes()[0]).toMatchObject({ title: 'Set runtimeClassName to kata', safety: 'review' });
    expect(fixOf('runtime-class-missing', pod({}))).toMatchObject({ safety: 'manual' });
  });
});

it('has a rule for each of the 42 capabilities', () => {
  expect(RULES.filter((rule) => rule.id.startsWith('capability-added-'))).toHaveLength(42);
});
