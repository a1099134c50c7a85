import os from 'node:os';
import { type Claim, can, cannot, DATA, inGvisor, inPod, RAW_SOCKET } from './claim.ts';

const FILTERED = 'securityContext: { seccompProfile: { type: RuntimeDefault } }';
const UNFILTERED = 'security_opt: [seccomp=unconfined]';
/** Makes a system call. Status 0 if no filter refuses it: the error is anything but EPERM. */
const reaches = (call: string) => `perl -e '${call}; exit($! + 0 == 1 ? 1 : 0)'`;

/** Claims about filters of system calls, no_new_privs, user namespaces, and sandboxes with their own kernel. */
export const KERNEL_CLAIMS: readonly Claim[] = [
  {
    rule: 'seccomp-unconfined',
    sentence: 'All system calls are reachable, among them unshare, mount, keyctl, io_uring and bpf',
    attempt: 'unshare --user true',
    scenes: [can(UNFILTERED), cannot(), can(UNFILTERED, 'user: 1000:1000'), cannot('user: 1000:1000')],
  },
  {
    rule: 'seccomp-unconfined',
    sentence: 'keyctl, io_uring and bpf, where kernel flaws are found again and again',
    attempt: `${reaches('$k = syscall(250, 0, -3, 0)')} && ${reaches('$p = "\\0" x 120; $r = syscall(425, 1, $p)')}`,
    scenes: [can(UNFILTERED), cannot()],
  },
  {
    rule: 'seccomp-unconfined',
    sentence: 'It gives no privilege by itself: it opens the kernel to attack.',
    attempt: 'mount -t tmpfs none /mnt',
    scenes: [can(UNFILTERED, 'cap_add: [SYS_ADMIN]'), cannot(UNFILTERED)],
  },
  {
    rule: 'seccomp-not-set',
    sentence: 'it gets every call that the kernel offers, and with unshare the code behind namespaces, a frequent source of kernel flaws',
    attempt: 'unshare --user --net ip link add dummy0 type bridge || unshare --user true',
    scenes: [inPod(can('securityContext: { runAsUser: 1000 }')), inPod(cannot(FILTERED)), inPod(can(), 'hostUsers: false')],
  },
  {
    rule: 'seccomp-widened-by-capability',
    sentence: 'Beside SYS_ADMIN, `RuntimeDefault` allows mounts, new namespaces and bpf again, and says little.',
    attempt: 'unshare --user --mount true',
    scenes: [inPod(can('securityContext: { seccompProfile: { type: RuntimeDefault }, capabilities: { add: [SYS_ADMIN] } }')), inPod(cannot(FILTERED))],
  },
  {
    rule: 'sandbox-runtime-incompatible',
    sentence: 'gVisor refuses SELinux labels, takes NET_RAW away, and ignores AppArmor and seccomp profiles.',
    // the filter would refuse the call
    attempt: `unshare --user true && ! ${RAW_SOCKET}`,
    scenes: [inGvisor(can()), cannot()],
  },
  {
    rule: 'allow-privilege-escalation',
    sentence: 'Without no_new_privs a setuid program, or one with file capabilities, gives a process more than its parent had.',
    prepare: 'cp /usr/bin/id /data/id; chmod 4755 /data/id',
    attempt: 'test "$(/data/id -u)" = 0',
    scenes: [can(DATA, 'user: 1000:1000'), cannot(DATA, 'user: 1000:1000', 'security_opt: [no-new-privileges:true]')],
  },
  {
    rule: 'allow-privilege-escalation',
    sentence: 'or one with file capabilities, gives a process more than its parent had',
    prepare: 'cp /usr/bin/perl /data/perl; setcap cap_net_raw+ep /data/perl',
    attempt: RAW_SOCKET.replace('perl', '/data/perl'),
    scenes: [
      can(DATA, 'user: 1000:1000'),
      cannot(DATA, 'user: 1000:1000', 'security_opt: [no-new-privileges:true]'),
      cannot(DATA, 'user: 1000:1000', 'cap_drop: [ALL]'),
    ],
  },
  {
    rule: 'allow-privilege-escalation',
    sentence: 'gosu, su-exec and setpriv keep working without it.',
    attempt: 'gosu nobody true && setpriv --reuid=1000 --regid=1000 --clear-groups true',
    scenes: [can('security_opt: [no-new-privileges:true]'), cannot('security_opt: [no-new-privileges:true]', 'cap_drop: [ALL]')],
  },
  {
    rule: 'allow-privilege-escalation',
    sentence: 'gVisor refuses setuid elevation by default.',
    prepare: 'cp /usr/bin/id /data/id; chmod 4755 /data/id',
    attempt: 'test "$(/data/id -u)" = 0',
    scenes: [can(DATA, 'user: 1000:1000'), inGvisor(cannot(DATA, 'user: 1000:1000'))],
  },
  {
    rule: 'capabilities-not-dropped',
    sentence: 'A non-root process gets at the same set through a setuid program.',
    prepare: 'cp /usr/bin/perl /data/perl; chmod 4755 /data/perl',
    attempt: RAW_SOCKET.replace('perl', '/data/perl'),
    scenes: [can(DATA, 'user: 1000:1000'), cannot(DATA, 'user: 1000:1000', 'cap_drop: [ALL]')],
  },
  {
    rule: 'capabilities-not-dropped',
    sentence: 'A non-root process that cannot gain privileges reaches hardly any of it.',
    prepare: 'cp /usr/bin/perl /data/perl; chmod 4755 /data/perl',
    attempt: RAW_SOCKET.replace('perl', '/data/perl'),
    scenes: [can(DATA, 'user: 1000:1000'), cannot(DATA, 'user: 1000:1000', 'security_opt: [no-new-privileges:true]')],
  },
  {
    rule: 'capability-ineffective-nonroot',
    sentence: 'It works where the program file itself carries capabilities (caddy, vault, coredns) and may gain them',
    prepare: 'cp /usr/bin/perl /data/perl; setcap cap_net_raw+ep /data/perl',
    attempt: RAW_SOCKET.replace('perl', '/data/perl'),
    scenes: [
      can(DATA, 'user: 1000:1000', 'cap_drop: [ALL]', 'cap_add: [NET_RAW]'),
      cannot(DATA, 'user: 1000:1000', 'cap_drop: [ALL]'),
      cannot(DATA, 'user: 1000:1000', 'cap_drop: [ALL]', 'cap_add: [NET_RAW]', 'security_opt: [no-new-privileges:true]'),
    ],
  },
  {
    rule: 'run-as-root',
    sentence: 'Without a user namespace, root in the container is root on the host',
    attempt: "grep -qE '^ +0 +0 ' /proc/self/uid_map && test $(id -u) = 0",
    scenes: [inPod(can()), inPod(cannot(), 'hostUsers: false'), inPod(cannot('securityContext: { runAsUser: 1000 }'))],
  },
  {
    rule: 'user-namespace-not-used',
    sentence: 'In a user namespace both are void outside the pod',
    // it is root in the pod, but the kernel asks for the capability of the host
    attempt: 'test $(id -u) = 0 && mknod /dev/shm/device b 7 0',
    scenes: [inPod(can()), inPod(cannot(), 'hostUsers: false')],
  },
  {
    rule: 'runtime-class-missing',
    sentence: 'Every system call goes to the one kernel that all workloads share.',
    attempt: `test "$(uname -r)" = '${os.release()}'`,
    scenes: [can(), inGvisor(cannot())],
  },
  {
    rule: 'runtime-class-not-sandboxed',
    sentence: 'runc, crun, youki and the NVIDIA runtime run on the kernel of the host',
    attempt: 'test -e /proc/sys/kernel/ns_last_pid || test -e /proc/pressure',
    scenes: [can(), inGvisor(cannot())],
  },
  {
    rule: 'secret-in-environment',
    sentence: 'processes of the same user read it in /proc, across containers where they share a PID namespace',
    beside: { command: 'export KEY=hunter2; sleep 98765 & wait', ready: 'pgrep sleep', uid: 1000 },
    attempt: 'grep -qas hunter[2] /proc/[0-9]*/environ',
    scenes: [
      inPod(can('securityContext: { runAsUser: 1000, runAsGroup: 1000 }'), 'shareProcessNamespace: true'),
      inPod(cannot('securityContext: { runAsUser: 1001, runAsGroup: 1000 }'), 'shareProcessNamespace: true'),
      inPod(cannot('securityContext: { runAsUser: 1000, runAsGroup: 1000 }')),
    ],
  },
];
