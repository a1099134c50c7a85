/** A value that can be written at a place. */
export interface Choice {
  readonly value: string | number | boolean;
  /** What it means for isolation, in a few words. */
  readonly brief: string;
  /** It asks for the least privilege. Of several values at most a few are. */
  readonly safe?: true;
}

function safe(value: Choice['value'], brief: string): Choice {
  return { value, brief, safe: true };
}

function open(value: Choice['value'], brief: string): Choice {
  return { value, brief };
}

const PROFILES = (runtime: string, unconfined: string): readonly Choice[] => [
  safe('RuntimeDefault', runtime),
  open('Localhost', 'a profile of your own, on every node'),
  open('Unconfined', unconfined),
];

/** The values of keys of Kubernetes manifests, the safest first. The keys are those of the table of hovers, which has the details. */
export const KUBERNETES_CHOICES: Readonly<Record<string, readonly Choice[]>> = {
  'spec/hostPID': [safe(false, 'sees its own processes only'), open(true, 'sees every process of the node')],
  'spec/hostIPC': [safe(false, 'shared memory of its own'), open(true, 'shares memory with the node')],
  'spec/hostNetwork': [safe(false, 'a network of its own'), open(true, 'the network of the node, also its loopback')],
  'spec/hostUsers': [safe(false, 'root inside is nobody on the node'), open(true, 'root inside is root on the node')],
  'spec/shareProcessNamespace': [safe(false, 'each container sees its own processes'), open(true, 'containers see and signal each other')],
  automountServiceAccountToken: [safe(false, 'no token for the API server'), open(true, 'a token for the API server in every container')],
  'securityContext/privileged': [safe(false, 'keeps every boundary'), open(true, 'nearly the rights of the node')],
  'securityContext/allowPrivilegeEscalation': [safe(false, 'no process gains rights by setuid'), open(true, 'setuid programs may gain rights')],
  'securityContext/readOnlyRootFilesystem': [safe(true, 'the image stays as built'), open(false, 'an intruder can leave tools')],
  'securityContext/runAsNonRoot': [safe(true, 'does not start as root'), open(false, 'may start as root')],
  'securityContext/procMount': [safe('Default', 'kernel settings below /proc are masked'), open('Unmasked', 'opens kernel settings below /proc')],
  'seccompProfile/type': PROFILES('blocks mount, unshare, bpf and more', 'every system call is open'),
  'appArmorProfile/type': PROFILES('the runtime’s, where nodes have AppArmor', 'no profile'),
  'volumeMounts/readOnly': [safe(true, 'cannot be written'), open(false, 'can be written')],
};

/** The values of keys of a Compose service, in the same way. */
export const COMPOSE_CHOICES: Readonly<Record<string, readonly Choice[]>> = {
  privileged: [safe(false, 'keeps every boundary'), open(true, 'nearly the rights of the host')],
  security_opt: [
    safe('no-new-privileges:true', 'no process gains rights by setuid'),
    open('label:disable', 'no SELinux label'),
    open('apparmor:unconfined', 'no AppArmor profile'),
    open('seccomp:unconfined', 'every system call is open'),
    open('systempaths=unconfined', 'unmasks /proc and /sys'),
  ],
  read_only: [safe(true, 'the image stays as built'), open(false, 'an intruder can leave tools')],
  userns_mode: [open('host', 'opts out of user remapping')],
  pid: [open('host', 'sees every process of the host')],
  ipc: [safe('private', 'shared memory of its own'), open('shareable', 'other containers may join'), open('host', 'shares memory with the host')],
  uts: [open('host', 'the host name of the host')],
  network_mode: [
    safe('none', 'no network but its own loopback'),
    open('bridge', 'the default bridge of the engine'),
    open('host', 'every interface of the host'),
  ],
  cgroup: [safe('private', 'sees its own resource groups'), open('host', 'sees the resource groups of the host')],
  runtime: [
    safe('runsc', 'gVisor: a kernel of its own'),
    safe('io.containerd.kata.v2', 'Kata: a virtual machine of its own'),
    open('runc', 'shares the kernel of the host'),
  ],
  use_api_socket: [safe(false, 'no access to the engine'), open(true, 'root on the host, and registry logins')],
};

/** The keys whose values are lists. */
export const LISTS: readonly string[] = ['capabilities/add', 'capabilities/drop', 'cap_add', 'cap_drop', 'security_opt'];
