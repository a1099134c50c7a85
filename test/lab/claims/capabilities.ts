import { type Claim, can, cannot, DATA, inGvisor, inPod, OTHER_GROUP, OTHER_USER, PRIVATE_FILE, RAW_SOCKET, type Scene } from './claim.ts';
import { serveSocket } from './host.ts';

/** Works with the default set, but not without one of its capabilities. */
function unlessDropped(name: string): Scene[] {
  return [can(DATA), cannot(DATA, `cap_drop: [${name}]`), cannot(DATA, 'user: 1000:1000')];
}

/** Works for root with one more capability than the default set; not without it, and not for another user. */
function onceAdded(name: string, ...fields: readonly string[]): Scene[] {
  return [can(`cap_add: [${name}]`, ...fields), cannot(...fields), cannot(`cap_add: [${name}]`, 'user: 1000:1000', ...fields)];
}

/** Does not work for root of a pod with a user namespace. */
function inUserNamespace(name: string): Scene {
  return inPod(cannot(`securityContext: { capabilities: { add: [${name}] } }`), 'hostUsers: false');
}

/** Calls adjtimex: reads the status of the clock, and writes the same value back. */
const SETS_CLOCK = `perl -e '$b = "\\0" x 208; syscall(159, $b); substr($b, 0, 4) = pack("I", 16); exit(syscall(159, $b) >= 0 ? 0 : 1)'`;

/** Claims about capabilities of the default set, which Docker and containerd grant. */
const DEFAULT: readonly Claim[] = [
  {
    rule: 'capability-added-dac-override',
    sentence: 'Root in the container ignores the modes of files on every mounted volume',
    prepare: PRIVATE_FILE,
    attempt: 'cat /data/private',
    scenes: unlessDropped('DAC_OVERRIDE'),
  },
  {
    rule: 'capabilities-not-dropped',
    sentence: 'ignores file permissions on mounted volumes (DAC_OVERRIDE)',
    prepare: PRIVATE_FILE,
    attempt: 'echo mine > /data/private',
    scenes: [can(DATA), cannot(DATA, 'cap_drop: [ALL]')],
  },
  {
    rule: 'capability-added-chown',
    sentence: 'On shared volumes it takes over the files of others.',
    prepare: PRIVATE_FILE,
    attempt: 'chown 0 /data/private',
    scenes: unlessDropped('CHOWN'),
  },
  {
    rule: 'capability-added-fowner',
    sentence: 'On shared volumes it changes the modes of the files of others.',
    prepare: PRIVATE_FILE,
    attempt: 'chmod 666 /data/private',
    scenes: unlessDropped('FOWNER'),
  },
  {
    rule: 'capability-added-fsetid',
    sentence: 'A setuid program on a shared volume stays setuid when it is overwritten.',
    prepare: `cp /bin/true /data/program; chown ${OTHER_USER} /data/program; chmod 4777 /data/program`,
    attempt: 'echo changed >> /data/program; test -u /data/program',
    scenes: unlessDropped('FSETID'),
  },
  {
    rule: 'capability-added-setuid',
    sentence: 'A root process can take any user ID, and so the place of the owner of files on shared volumes.',
    prepare: PRIVATE_FILE,
    attempt: `setpriv --reuid=${OTHER_USER} --clear-groups cat /data/private`,
    scenes: [can(DATA, 'cap_drop: [DAC_OVERRIDE]'), cannot(DATA, 'cap_drop: [DAC_OVERRIDE, SETUID]')],
  },
  {
    rule: 'capability-added-setgid',
    sentence: 'A root process can join any group, for example the one that owns a mounted socket.',
    host: (folder) => serveSocket(folder, OTHER_GROUP),
    attempt: `setpriv --regid=${OTHER_GROUP} --clear-groups curl -fsS --unix-socket /data/api.sock http://api/`,
    scenes: [can(DATA, 'cap_drop: [DAC_OVERRIDE]'), cannot(DATA, 'cap_drop: [DAC_OVERRIDE, SETGID]')],
  },
  {
    rule: 'capability-added-setfcap',
    sentence: 'It can plant a file with capabilities on a shared volume, for another container to run.',
    attempt: 'cp /bin/true /data/program && setcap cap_net_raw+ep /data/program',
    scenes: [can(DATA), cannot(DATA, 'cap_drop: [SETFCAP]')],
  },
  {
    rule: 'capability-added-net-raw',
    sentence: 'Raw sockets forge ARP, neighbour discovery and DHCP on the network segment of the container',
    attempt: RAW_SOCKET,
    scenes: [can(), cannot('cap_drop: [NET_RAW]'), cannot('user: 1000:1000'), inPod(can(), 'hostUsers: false'), inGvisor(cannot())],
  },
  {
    rule: 'capabilities-not-dropped',
    sentence: 'A root process in the container forges packets on the network of the container (NET_RAW)',
    attempt: RAW_SOCKET,
    scenes: [inPod(can()), inPod(cannot('securityContext: { capabilities: { drop: [ALL] } }'))],
  },
  {
    rule: 'capability-added-net-bind-service',
    sentence: 'Web servers on ports 80 and 443 need it on CRI-O and containerd 1; Docker and containerd 2 let everyone bind low ports.',
    attempt: `perl -MSocket -e 'socket(S, PF_INET, SOCK_STREAM, 0) && bind(S, sockaddr_in(80, INADDR_ANY)) or exit 1'`,
    scenes: [
      can('user: 1000:1000'),
      inPod(can('securityContext: { runAsUser: 1000 }')),
      { ...inPod(cannot('securityContext: { runAsUser: 1000 }')), engine: 'containerd 1' },
      { ...inPod(can('securityContext: { capabilities: { drop: [ALL], add: [NET_BIND_SERVICE] } }')), engine: 'containerd 1' },
      { ...inPod(cannot('securityContext: { capabilities: { drop: [ALL] } }')), engine: 'containerd 1' },
    ],
  },
  {
    rule: 'capabilities-not-dropped',
    sentence: 'creates device nodes (MKNOD)',
    attempt: 'mknod /null c 1 3',
    scenes: [can(), cannot('cap_drop: [ALL]')],
  },
  {
    rule: 'capability-added-mknod',
    sentence: 'With `hostUsers: false` device nodes cannot be created.',
    attempt: 'mknod /dev/shm/null c 1 3',
    scenes: [inPod(can()), inPod(cannot(), 'hostUsers: false')],
  },
  {
    rule: 'capability-added-kill',
    sentence: 'With a shared PID namespace it stops the processes of other containers.',
    beside: { command: 'sleep 98765 & wait', ready: 'pgrep sleep', uid: OTHER_USER },
    attempt: `pkill -STOP -u ${OTHER_USER} sleep && pkill -CONT -u ${OTHER_USER} sleep`,
    scenes: [
      inPod(can(), 'shareProcessNamespace: true'),
      inPod(cannot('securityContext: { capabilities: { drop: [KILL] } }'), 'shareProcessNamespace: true'),
      inPod(cannot()),
    ],
  },
];

/** Claims about capabilities beyond the default set. */
const ADDED: readonly Claim[] = [
  {
    rule: 'capability-added-sys-admin',
    sentence: 'The default seccomp profile allows mount, unshare, setns and bpf again as soon as this capability is added.',
    attempt: 'mount -t tmpfs none /mnt && unshare --mount --uts true',
    scenes: [...onceAdded('SYS_ADMIN'), cannot('security_opt: [seccomp=unconfined]')],
  },
  {
    rule: 'capability-added-sys-admin',
    sentence: 'or remounts the masked parts of /proc',
    attempt: 'umount /proc/keys && test -f /proc/keys && mount -o remount,bind,rw /proc/sys && : >> /proc/sys/kernel/core_pattern',
    scenes: [...onceAdded('SYS_ADMIN'), inUserNamespace('SYS_ADMIN')],
  },
  {
    rule: 'capability-added-sys-admin',
    sentence: 'With `hostUsers: false` it mounts only inside the pod and has no effect on the node.',
    attempt: 'mount -t tmpfs none /mnt',
    scenes: [inPod(can('securityContext: { capabilities: { add: [SYS_ADMIN] } }'), 'hostUsers: false'), inPod(cannot(), 'hostUsers: false')],
  },
  {
    rule: 'capability-added-sys-chroot',
    sentence: 'it is one step of entering another mount namespace',
    attempt: 'nsenter --mount=/proc/self/ns/mnt true',
    scenes: [can('cap_add: [SYS_ADMIN]'), cannot('cap_add: [SYS_ADMIN]', 'cap_drop: [SYS_CHROOT]')],
  },
  {
    rule: 'capability-added-sys-ptrace',
    sentence: 'In a PID namespace of its own it reaches the processes of this container',
    attempt: `setpriv --reuid=${OTHER_USER} --clear-groups sleep 5 & sleep 0.2; head -c 1 /proc/$!/environ`,
    scenes: [can('cap_add: [SYS_PTRACE]'), cannot()],
  },
  {
    rule: 'capability-added-sys-ptrace',
    sentence: 'with a shared one those of its sidecars',
    beside: { command: 'export KEY=hunter2; sleep 98765 & wait', ready: 'pgrep sleep', uid: OTHER_USER },
    attempt: 'grep -qas hunter[2] /proc/[0-9]*/environ',
    scenes: [
      inPod(can('securityContext: { capabilities: { add: [SYS_PTRACE] } }'), 'shareProcessNamespace: true'),
      inPod(cannot(), 'shareProcessNamespace: true'),
      inPod(cannot('securityContext: { capabilities: { add: [SYS_PTRACE] } }')),
    ],
  },
  {
    rule: 'capability-added-sys-ptrace',
    sentence: 'Together with the PID namespace of the host it is a full escape: the root directory and the memory of every process of the host are open.',
    prepare: 'echo host > /data/file',
    attempt: 'cat /proc/HOSTPID/root/FOLDER/file && head -c 1 /proc/HOSTPID/environ',
    scenes: [can('pid: host', 'cap_add: [SYS_PTRACE]'), cannot('pid: host', 'cap_add: [SYS_ADMIN]'), cannot('pid: host'), cannot('cap_add: [SYS_PTRACE]')],
  },
  {
    rule: 'capability-added-sys-time',
    sentence: 'With `hostUsers: false` the clock cannot be set.',
    attempt: SETS_CLOCK,
    scenes: [...onceAdded('SYS_TIME'), inUserNamespace('SYS_TIME'), inGvisor(cannot('cap_add: [SYS_TIME]'))],
  },
  {
    rule: 'capability-added-syslog',
    sentence: 'the kernel log holds lines of other tenants',
    attempt: 'dmesg > /dev/null',
    scenes: [...onceAdded('SYSLOG'), inUserNamespace('SYSLOG')],
  },
  {
    rule: 'capability-added-ipc-lock',
    sentence: 'Pinned memory puts pressure on the host.',
    attempt: `prlimit --memlock=0:0 perl -e '$b = "x" x 65536; exit(syscall(149, unpack("Q", pack("P", $b)), 65536) == 0 ? 0 : 1)'`,
    scenes: [...onceAdded('IPC_LOCK'), inUserNamespace('IPC_LOCK')],
  },
  {
    rule: 'capability-added-linux-immutable',
    sentence: 'Files on shared volumes become immutable for their owners',
    prepare: 'touch /data/file',
    attempt: 'chattr +i /data/file && ! rm -f /data/file && chattr -i /data/file',
    scenes: onceAdded('LINUX_IMMUTABLE', DATA),
  },
  {
    rule: 'capability-added-net-admin',
    sentence: 'It changes the addresses of the container',
    attempt: 'ip address add 192.0.2.1/32 dev lo',
    scenes: [...onceAdded('NET_ADMIN'), inPod(can('securityContext: { capabilities: { add: [NET_ADMIN] } }'), 'hostUsers: false')],
  },
  {
    rule: 'capability-added-bpf',
    sentence: 'With `hostUsers: false` most program types cannot be loaded.',
    // creates a map of one number, which most BPF programs need
    attempt: `perl -e '$b = pack("IIII", 2, 4, 4, 1) . "\\0" x 104; exit(syscall(321, 0, $b, 120) >= 0 ? 0 : 1)'`,
    scenes: [...onceAdded('BPF'), inUserNamespace('BPF')],
  },
  {
    rule: 'capability-added-all',
    sentence: 'With `hostUsers: false` all of them count only inside the pod.',
    attempt: SETS_CLOCK,
    scenes: [...onceAdded('ALL'), inUserNamespace('ALL')],
  },
  {
    rule: 'capability-ineffective-nonroot',
    sentence: 'Container runtimes give added capabilities to root only; a process that starts as another user has none.',
    attempt: 'ip address add 192.0.2.1/32 dev lo',
    scenes: [
      can('cap_add: [NET_ADMIN]'),
      cannot('cap_add: [NET_ADMIN]', 'user: 1000:1000'),
      inPod(cannot('securityContext: { runAsUser: 1000, capabilities: { add: [NET_ADMIN] } }')),
      inGvisor(cannot('cap_add: [NET_ADMIN]', 'user: 1000:1000')),
    ],
  },
];

export const CAPABILITY_CLAIMS: readonly Claim[] = [...DEFAULT, ...ADDED];
