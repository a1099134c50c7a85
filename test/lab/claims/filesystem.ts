import { type Claim, can, cannot, DATA, inGvisor, inPod, OTHER_USER, PRIVATE_FILE, type Scene, writes } from './claim.ts';
import { handleAbove, mountBelow, serveSocket } from './host.ts';

const READ_ONLY = "volumes: ['FOLDER:/data:ro']";
const CORE_PATTERN = '/proc/sys/kernel/core_pattern';
const ASKS = 'curl -fsS --unix-socket /data/api.sock -X POST http://api/containers/create';

/** A pod that mounts the folder of the host with these options. */
const mounting = (mount: string, scene: Scene, ...pod: readonly string[]): Scene =>
  inPod(
    { ...scene, fields: [`volumeMounts: [{ name: data, mountPath: /data, ${mount} }]`, ...scene.fields] },
    ...pod,
    "volumes: [{ name: data, hostPath: { path: 'FOLDER' } }]",
  );

/** Claims about files, mounts, devices and the files of the kernel. */
export const FILESYSTEM_CLAIMS: readonly Claim[] = [
  {
    rule: 'container-runtime-socket-mounted',
    sentence: '`:ro` does not restrict the API.',
    host: (folder) => serveSocket(folder),
    attempt: `${ASKS} && ! touch /data/file`,
    scenes: [can(READ_ONLY), cannot(), mounting('readOnly: true', can())],
  },
  {
    rule: 'container-runtime-socket-mounted',
    sentence: 'In gVisor the socket cannot be connected by default',
    host: (folder) => serveSocket(folder),
    attempt: ASKS,
    scenes: [can(DATA), inGvisor(cannot(DATA))],
  },
  {
    rule: 'host-path-root',
    sentence: 'Read-only does not close the sockets below the path, such as the one of containerd.',
    host: (folder) => serveSocket(folder),
    attempt: 'curl -fsS --unix-socket /host/FOLDER/api.sock http://api/ && ! touch /host/FOLDER/file',
    scenes: [can("volumes: ['/:/host:ro']"), cannot()],
  },
  {
    rule: 'host-path-root',
    sentence: 'As non-root, without capabilities and read-only, only files that everybody may read are open',
    prepare: `${PRIVATE_FILE}; echo open > /data/open; chmod 644 /data/open`,
    attempt: 'cat /data/open && cat /data/private',
    scenes: [can(READ_ONLY), cannot(READ_ONLY, 'user: 1000:1000', 'cap_drop: [ALL]')],
  },
  {
    rule: 'host-path-volume',
    sentence: 'so root in the container reads it as root and, where it is writable, changes it',
    prepare: 'echo root > /data/file; chmod 600 /data/file',
    attempt: 'cat /data/file && echo changed > /data/file',
    scenes: [can(DATA), cannot(READ_ONLY), cannot(DATA, 'user: 1000:1000'), inGvisor(can(DATA))],
  },
  {
    rule: 'workspace-bind-writable',
    sentence: 'Code in the container edits what is run outside of it later: Git hooks, editor tasks, package scripts, Makefiles, workflows.',
    prepare: 'mkdir -p /data/.git/hooks',
    attempt: 'echo id > /data/.git/hooks/post-checkout && chmod +x /data/.git/hooks/post-checkout',
    scenes: [can(DATA), cannot(READ_ONLY), inGvisor(can(DATA)), inGvisor(cannot(READ_ONLY))],
  },
  {
    rule: 'host-path-volume',
    sentence: 'A user namespace does not change what root may do here.',
    prepare: 'echo root > /data/file; chmod 600 /data/file',
    attempt: 'cat /data/file && echo changed > /data/file',
    scenes: [
      mounting('readOnly: false', can()),
      mounting('readOnly: false', can(), 'hostUsers: false'),
      mounting('readOnly: false', cannot('securityContext: { runAsUser: 1000 }'), 'hostUsers: false'),
    ],
  },
  {
    rule: 'read-only-mount-not-recursive',
    sentence: 'Filesystems that the node has mounted below it stay writable',
    host: mountBelow,
    attempt: 'touch /data/below/file && ! touch /data/file',
    scenes: [mounting('readOnly: true', can()), mounting('readOnly: true, recursiveReadOnly: Enabled', cannot())],
  },
  {
    rule: 'read-only-mount-not-recursive',
    sentence: 'Docker makes read-only mounts recursive by itself since Engine 25: in Compose only `recursive: writable` is reported.',
    host: mountBelow,
    attempt: 'touch /data/below/file',
    scenes: [can("volumes: [{ type: bind, source: 'FOLDER', target: /data, read_only: true, bind: { recursive: writable } }]"), cannot(READ_ONLY)],
  },
  {
    rule: 'writable-root-filesystem',
    sentence: 'An attacker leaves tools behind, changes the code of the application or fills the disk of the host.',
    attempt: 'cp /bin/true /usr/local/bin/tool && echo changed >> /usr/bin/ldd',
    scenes: [can(), cannot('read_only: true'), inPod(cannot('securityContext: { readOnlyRootFilesystem: true }')), inGvisor(cannot('read_only: true'))],
  },
  {
    rule: 'writable-root-filesystem',
    sentence: 'nor programs that are started from a writable volume',
    attempt: 'cp /bin/true /data/program && /data/program',
    scenes: [can('read_only: true', DATA), cannot('read_only: true')],
  },
  {
    rule: 'writable-volume-executable',
    sentence: 'With a read-only root filesystem, the writable volume is where downloaded programs run from.',
    attempt: 'cp /bin/true /mnt/program && /mnt/program',
    scenes: [can('read_only: true', "tmpfs: ['/mnt:exec']"), cannot('read_only: true', 'tmpfs: [/mnt]')],
  },
  {
    rule: 'writable-volume-executable',
    sentence: 'Scripts and programs in memory still run.',
    attempt: 'echo exit > /mnt/script && sh /mnt/script',
    scenes: [can('read_only: true', 'tmpfs: [/mnt]'), cannot('read_only: true')],
  },
  {
    rule: 'writable-volume-executable',
    sentence: 'Without new privileges, setuid files there have no effect.',
    prepare: 'cp /usr/bin/id /data/id; chmod 4755 /data/id',
    attempt: 'test "$(/data/id -u)" = 0',
    scenes: [can(DATA, 'user: 1000:1000'), cannot(DATA, 'user: 1000:1000', 'security_opt: [no-new-privileges:true]')],
  },
  {
    rule: 'proc-mount-unmasked',
    sentence: 'The runtime hides /proc/kcore, keys and firmware, and makes /proc/sys and sysrq-trigger read-only.',
    attempt: `test -f /proc/keys && test -n "$(ls /sys/firmware)" && : >> ${CORE_PATTERN}`,
    scenes: [can('security_opt: [systempaths=unconfined]'), cannot()],
  },
  {
    rule: 'proc-mount-unmasked',
    sentence: 'Without these masks root in the container writes `core_pattern`, and the kernel runs its program as root on the host.',
    attempt: writes(CORE_PATTERN),
    scenes: [can('security_opt: [systempaths=unconfined]'), cannot(), cannot('security_opt: [systempaths=unconfined]', 'user: 1000:1000')],
  },
  {
    rule: 'proc-mount-unmasked',
    sentence: 'In a user namespace (`hostUsers: false`) the kernel checks writes against the owner of the host',
    attempt: writes(CORE_PATTERN),
    scenes: [inPod(can('securityContext: { procMount: Unmasked }')), inPod(cannot('securityContext: { procMount: Unmasked }'), 'hostUsers: false')],
  },
  {
    rule: 'privileged-container',
    sentence: 'writes `core_pattern`: one step to root on the host',
    attempt: writes(CORE_PATTERN),
    scenes: [can('privileged: true'), cannot(), inPod(can('securityContext: { privileged: true }')), inPod(cannot())],
  },
  {
    rule: 'privileged-container',
    sentence: 'in gVisor the privileges stay inside the sandbox',
    attempt: writes(CORE_PATTERN),
    scenes: [can('privileged: true'), inGvisor(cannot('privileged: true'))],
  },
  {
    rule: 'privileged-overrides-hardening',
    sentence: 'A privileged container gets every capability after the list has been applied',
    attempt: 'mount -t tmpfs none /mnt',
    scenes: [
      inPod(can('securityContext: { privileged: true, capabilities: { drop: [ALL] } }')),
      inPod(cannot('securityContext: { capabilities: { drop: [ALL] } }')),
      can('privileged: true', 'cap_drop: [ALL]'),
    ],
  },
  {
    rule: 'host-path-proc-sys',
    sentence: 'Unlike the /proc and /sys of a container, a mounted one is not masked.',
    attempt: writes(`/host${CORE_PATTERN}`),
    scenes: [can("volumes: ['/proc:/host/proc']"), cannot("volumes: ['/proc:/host/proc:ro']"), cannot()],
  },
  {
    rule: 'host-path-proc-sys',
    sentence: 'Read-only, /proc shows the command line of every process.',
    attempt: 'test -n "$(cat /host/proc/HOSTPID/cmdline | tr -d "\\0")"',
    scenes: [can("volumes: ['/proc:/host/proc:ro']"), cannot()],
  },
  {
    rule: 'device-cgroup-rules',
    sentence: 'Without MKNOD (`cap_drop: [ALL]`) or as another user than root the container cannot create the device by itself.',
    attempt: 'mknod /tmp/sda b 8 0',
    scenes: [
      can("device_cgroup_rules: ['b *:* rwm']"),
      cannot("device_cgroup_rules: ['b *:* rwm']", 'cap_drop: [ALL]'),
      cannot("device_cgroup_rules: ['b *:* rwm']", 'user: 1000:1000'),
    ],
  },
  {
    rule: 'cgroupfs-writable',
    sentence: 'With cgroup v1, root with CAP_SYS_ADMIN writes `release_agent`, and the kernel runs that program on the host',
    // opens the file for writing, but writes nothing
    attempt: ': >> /host/cgroup/memory/release_agent',
    scenes: [
      can("volumes: ['/sys/fs/cgroup:/host/cgroup']", 'cap_add: [SYS_ADMIN]'),
      cannot("volumes: ['/sys/fs/cgroup:/host/cgroup:ro']", 'cap_add: [SYS_ADMIN]'),
      cannot('cap_add: [SYS_ADMIN]'),
    ],
  },
  {
    rule: 'capability-added-dac-read-search',
    sentence: 'With open_by_handle_at a root process walks the filesystem of the host below any bind mount, such as /etc/hosts: the escape known as Shocker.',
    host: handleAbove,
    attempt: `perl -e 'open(D, "<", "/data/handle") or exit 2; read(D, $h, 256); exit(syscall(304, fileno(D), $h, 0x10000) >= 0 ? 0 : 1)'`,
    scenes: [
      can(DATA, 'cap_add: [DAC_READ_SEARCH]'),
      cannot(DATA),
      cannot(DATA, 'cap_add: [DAC_READ_SEARCH]', 'user: 1000:1000'),
      mounting('readOnly: true', can('securityContext: { capabilities: { add: [DAC_READ_SEARCH] } }')),
    ],
  },
  {
    rule: 'capability-added-dac-read-search',
    sentence: 'With `hostUsers: false` open_by_handle_at stays closed.',
    attempt: `perl -e 'open(D, "<", "/proc/self/exe") or exit 2; $h = pack("IiII", 8, 1, 2, 0); syscall(304, fileno(D), $h, 0); exit($! + 0 == 1 ? 1 : 0)'`,
    scenes: [
      inPod(can('securityContext: { capabilities: { add: [DAC_READ_SEARCH] } }')),
      inPod(cannot('securityContext: { capabilities: { add: [DAC_READ_SEARCH] } }'), 'hostUsers: false'),
    ],
  },
  {
    rule: 'pids-limit-missing',
    sentence: 'A fork bomb, or a program that leaks processes, fills the process table of the host',
    // each child runs until its parent ends and closes the pipe
    attempt: "perl -e 'pipe(R, W); for (1 .. 60) { $p = fork; defined $p or exit 1; $p or close(W), <R>, exit }'",
    scenes: [can(), cannot('pids_limit: 30')],
  },
  {
    rule: 'memory-limit-missing',
    sentence: 'One container takes the memory of the whole host, by a leak or on purpose',
    attempt: `perl -e '$x = "x" x (160 << 20)'`,
    scenes: [can(), cannot('mem_limit: 64m')],
  },
  {
    rule: 'run-as-root-group',
    sentence: 'A process in that group changes programs and settings, and what a mounted host path gives to the group.',
    prepare: `echo setting > /data/file; chown ${OTHER_USER}:0 /data/file; chmod 664 /data/file`,
    attempt: 'echo changed > /data/file',
    scenes: [can(DATA, 'user: 1000:0'), cannot(DATA, 'user: 1000:1000')],
  },
];
