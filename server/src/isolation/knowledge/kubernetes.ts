import type { KnowledgeEntry } from './entry.ts';

const BOTH_LEVELS = 'It may stand at the pod and at the container; the container wins.';

/** What hovers say about keys of Kubernetes manifests, by the end of their path without list indexes. Sources: core/v1; each entry names its own. */
export const KUBERNETES: Readonly<Record<string, KnowledgeEntry>> = {
  'spec/hostPID': {
    title: 'hostPID: the process table of the node',
    lines: [
      '`true` shows every process of the node with its command line; with SYS_PTRACE or privileged, the container can enter them.',
      'Default `false`. Leave it out.',
    ],
    references: ['PSS'],
  },
  'spec/hostIPC': {
    title: 'hostIPC: the shared memory of the node',
    lines: [
      '`true` shares System V memory, semaphores, message queues and /dev/shm with the node.',
      'Default `false`. For a larger /dev/shm, mount an `emptyDir` with `medium: Memory` instead.',
    ],
    references: ['PSS'],
  },
  'spec/hostNetwork': {
    title: 'hostNetwork: the network of the node',
    lines: [
      '`true` reaches every interface of the node and what listens only on its loopback; most network plugins then ignore NetworkPolicy.',
      'Default `false`. Expose ports through a Service.',
    ],
    references: ['PSS', 'NETPOL'],
  },
  'spec/hostUsers': {
    title: 'hostUsers: user namespace of the pod',
    lines: [
      '`false` gives the pod its own user IDs: root inside is an unprivileged user on the node, and capabilities count only inside the pod.',
      'Default `true`. On by default since Kubernetes 1.33, stable in 1.36; needs Linux 6.3, containerd 2.0 or CRI-O 1.25, and filesystems with ID-mapped mounts.',
      'It does not protect files on a hostPath, tokens or the network, and the API server rejects it beside hostPID, hostIPC and hostNetwork.',
    ],
    references: ['K8S-USERNS', 'KEP-127'],
  },
  'spec/shareProcessNamespace': {
    title: 'shareProcessNamespace: one process table for the pod',
    lines: [
      '`true` lets every container see and signal the others; with the same user ID it reads their environment and files.',
      'Default `false`. If it is needed, give each container its own `runAsUser`.',
    ],
    references: ['SECCTX'],
  },
  'spec/runtimeClassName': {
    title: 'runtimeClassName: which runtime starts the pod',
    lines: [
      'A RuntimeClass for gVisor or Kata puts a second kernel between the workload and the node.',
      'Default: the runtime of the node, as a rule runc, where every pod shares the kernel of the node.',
      'A sandbox changes nothing about tokens, network reachability, secrets and mounted files.',
    ],
    references: ['K8S-RUNTIMECLASS', 'GVISOR-SEC', 'KATA-LIMITS'],
  },
  'RuntimeClass/handler': {
    title: 'handler: the runtime’s name on the node',
    lines: ['It must be configured in containerd or CRI-O on every node that may run such pods.'],
    references: ['K8S-RUNTIMECLASS'],
  },
  automountServiceAccountToken: {
    title: 'automountServiceAccountToken: a token in every container',
    lines: [
      '`true` mounts a token for the API server at /var/run/secrets/kubernetes.io/serviceaccount into every container of the pod.',
      'Default `true`; the pod’s value wins over the ServiceAccount’s.',
      'Safest is `false`. Where one container needs the API, project a token with an audience into that one alone.',
    ],
    references: ['K8S-SA', 'KEP-1205'],
  },
  'spec/serviceAccountName': {
    title: 'serviceAccountName: the identity of the pod',
    lines: [
      'Its RBAC bindings are what a stolen token can do.',
      'Default: `default` of the namespace, which all pods without one share. Give each workload its own.',
    ],
    references: ['K8S-SA', 'K8S-RBAC-GP'],
  },
  securityContext: {
    title: 'securityContext: what the processes may do',
    lines: [
      'At the pod it holds for every container; where a field exists at both levels, the container wins.',
      'Only at the container: privileged, capabilities, allowPrivilegeEscalation, readOnlyRootFilesystem, procMount.',
      'An empty one requests nothing: root, default capabilities and, unless the node adds a profile, every system call.',
    ],
    references: ['SECCTX', 'PSS'],
  },
  'securityContext/privileged': {
    title: 'privileged: nearly the rights of the node',
    lines: [
      '`true` grants every capability and the devices of the node, and removes seccomp, AppArmor, SELinux and the masks of /proc and /sys. Hardening beside it has no effect.',
      'Default `false`. Most programs need one to three capabilities instead.',
    ],
    references: ['SECCTX', 'CONTAINERD-SPEC'],
  },
  'securityContext/allowPrivilegeEscalation': {
    title: 'allowPrivilegeEscalation: may a process gain rights?',
    lines: [
      '`false` sets no_new_privs: setuid programs and file capabilities no longer raise a process.',
      'Default: not set, so they do. `false` is safest; the API server rejects it beside `privileged: true`.',
    ],
    references: ['SECCTX', 'PSS'],
  },
  'securityContext/capabilities': {
    title: 'capabilities: root’s rights in pieces',
    lines: [
      'Drop `ALL`, then add by name the few that the program uses.',
      'Default with containerd: fourteen, among them NET_RAW and DAC_OVERRIDE; with CRI-O nine.',
    ],
    references: ['CAP7', 'CONTAINERD-SPEC', 'CRIO-CONF'],
  },
  'capabilities/drop': {
    title: 'Capabilities taken away',
    lines: ['`ALL` takes every one; Pod Security Restricted asks for exactly this word, in capitals.', 'Names are written without `CAP_`.'],
    references: ['PSS', 'CAP7'],
  },
  'capabilities/add': {
    title: 'Capabilities granted beside the rest',
    lines: ['Pod Security Restricted allows only NET_BIND_SERVICE here.', 'Names are written without `CAP_`.'],
    references: ['PSS', 'CAP7'],
  },
  'securityContext/readOnlyRootFilesystem': {
    title: 'readOnlyRootFilesystem: an image that stays as built',
    lines: [
      '`true` stops an intruder from changing programs and leaving tools; volumes stay writable.',
      'Default `false`. Mount an `emptyDir` where the program writes, such as /tmp.',
    ],
    references: ['SECCTX'],
  },
  'securityContext/runAsUser': {
    title: 'runAsUser: the user ID of the processes',
    lines: ['Default: the image’s user, and root where it names none.', `Safest is a number other than 0, beside \`runAsNonRoot: true\`. ${BOTH_LEVELS}`],
    references: ['SECCTX'],
    values: { '0': '`0` is root. Without a user namespace that is the root of the node, held back only by the other settings.' },
  },
  'securityContext/runAsGroup': {
    title: 'runAsGroup: the primary group',
    lines: ['Default: the group that the image gives the user, else 0, for which many images make their files writable.', 'Safest is a number other than 0.'],
    references: ['SECCTX'],
  },
  'securityContext/runAsNonRoot': {
    title: 'runAsNonRoot: refuse to start as root',
    lines: [
      '`true` makes the kubelet refuse user 0. An image whose user is a name needs a numeric `runAsUser` beside it.',
      `Default: no check. ${BOTH_LEVELS}`,
    ],
    references: ['SECCTX', 'PSS'],
  },
  'securityContext/fsGroup': {
    title: 'fsGroup: the group of mounted volumes',
    lines: [
      'The kubelet gives volumes to this group with read and write access, and adds it to every process.',
      'Default: none. With 0, the volumes belong to the root group.',
    ],
    references: ['SECCTX'],
  },
  'securityContext/supplementalGroups': {
    title: 'supplementalGroups: further groups of the processes',
    lines: [
      'Group 0 and the groups of host files give back what a non-root user should not have.',
      'Groups from the image are added silently unless `supplementalGroupsPolicy: Strict`.',
    ],
    references: ['KEP-3619'],
  },
  'securityContext/seccompProfile': {
    title: 'seccompProfile: which system calls are open',
    lines: [
      '`RuntimeDefault` blocks mount, unshare, bpf, kexec and more, at no cost for ordinary services.',
      `Default: Unconfined, unless the kubelet has \`seccompDefault\`. ${BOTH_LEVELS}`,
    ],
    references: ['K8S-SECCOMP-NODE', 'KEP-2413'],
  },
  'seccompProfile/type': {
    title: 'Type of the seccomp profile',
    lines: [`Default without a profile: Unconfined, unless the kubelet has \`seccompDefault\`. ${BOTH_LEVELS}`],
    references: ['K8S-SECCOMP-NODE'],
    values: {
      runtimedefault: '`RuntimeDefault`: the filter that comes with containerd or CRI-O. Right for ordinary services; adding capabilities widens it.',
      unconfined: '`Unconfined`: every system call of the kernel is open. Pod Security Baseline forbids it.',
      localhost: '`Localhost`: a profile of your own, named by `localhostProfile`, that must exist on every node. A tailored one is the strictest.',
    },
  },
  'securityContext/appArmorProfile': {
    title: 'appArmorProfile: mandatory access control',
    lines: [
      'Default: the runtime’s profile on nodes with AppArmor, nothing on others.',
      `Leaving it out is the portable choice: \`RuntimeDefault\` written out fails on nodes without AppArmor. ${BOTH_LEVELS}`,
    ],
    references: ['KEP-24', 'CONTAINERD-APPARMOR'],
  },
  'appArmorProfile/type': {
    title: 'Type of the AppArmor profile',
    lines: ['Default: the runtime’s profile on nodes with AppArmor, nothing on others.'],
    references: ['KEP-24', 'CONTAINERD-APPARMOR'],
    values: {
      runtimedefault: '`RuntimeDefault` written out fails on nodes without AppArmor; leaving it out gives the same where there is AppArmor.',
      unconfined: '`Unconfined`: no profile. Mounting and writing to /proc/sys are then held back by capabilities and seccomp alone.',
      localhost: '`Localhost`: a profile of your own that must be loaded on every node.',
    },
  },
  'securityContext/procMount': {
    title: 'procMount: are parts of /proc masked?',
    lines: [
      '`Unmasked` opens kernel settings below /proc; as real root that is a way to the node.',
      'Default `Default`: masked. The API server takes `Unmasked` only with `hostUsers: false`.',
    ],
    references: ['KEP-4265', 'PSA'],
  },
  'securityContext/seLinuxOptions': {
    title: 'seLinuxOptions: the SELinux label',
    lines: [
      'Default: a random label of its own for each container, which denies files of the host even to root.',
      'Leave it out. `spc_t` is unconfined; a fixed `level` removes the separation between workloads that share it.',
    ],
    references: ['PSA', 'PSS'],
  },
  'securityContext/sysctls': {
    title: 'sysctls: kernel settings of the pod',
    lines: ['Settings outside the safe set need the consent of the kubelet, else the pod is rejected.'],
    references: ['K8S-SYSCTL'],
  },
  'volumes/hostPath': {
    title: 'hostPath: files of the node',
    lines: [
      'File permissions are checked against user IDs of the node, and a user namespace does not change that. Symbolic links are followed.',
      'Safest is another kind of volume; else the narrowest path, with `readOnly: true` at the mount.',
    ],
    references: ['K8S-VOLUMES'],
  },
  'hostPath/path': {
    title: 'A path of the node',
    lines: [
      'Sockets below it can be used even through a read-only mount.',
      'Safest is another kind of volume; else the narrowest path, with `readOnly: true` at the mount.',
    ],
    references: ['K8S-VOLUMES'],
    values: {
      '/var/run/docker.sock': 'The engine’s socket: who can talk to it is root on the node.',
      '/run/containerd/containerd.sock': 'The engine’s socket: who can talk to it is root on the node.',
    },
  },
  'volumeMounts/readOnly': {
    title: 'readOnly: no writing through this mount',
    lines: ['Default `false`. It holds for files, not for talking to sockets below the path.'],
    references: ['K8S-VOLUMES'],
  },
  'resources/limits': {
    title: 'limits: what the container may use',
    lines: [
      'A memory limit is the only thing that keeps one container from starving its neighbours.',
      'Default: none, unless a LimitRange of the namespace adds one.',
    ],
    references: ['K8S-API'],
  },
  'resources/limits/memory': {
    title: 'Memory limit',
    lines: [
      'Above it the kernel kills the container, without it the node’s memory is the limit.',
      'Measure before choosing; for guaranteed quality of service, request the same amount.',
    ],
    references: ['K8S-API'],
  },
  'resources/limits/cpu': {
    title: 'CPU limit',
    lines: ['Throttles the container. Many teams leave it out for trusted services, where requests are enough.', 'For untrusted code, set it.'],
    references: ['K8S-API'],
  },
  'ports/hostPort': {
    title: 'hostPort: a port of the node',
    lines: ['Opens the port on the node itself, beside any Service.', 'Default: none. Pod Security Baseline forbids it.'],
    references: ['PSS'],
  },
};
