import { type Claim, can, cannot, DATA, inGvisor, inPod, OTHER_GROUP, OTHER_USER, RAW_SOCKET } from './claim.ts';
import { runProcess, segment, serveLoopback, serveSocket, sharedFile } from './host.ts';

/** Searches for a process of the host. Because of the brackets, the search does not find itself. */
const SEES_HOST = "grep -qsz '^7654[3]$' /proc/[0-9]*/cmdline";
const onHost = () => runProcess('sleep', '76543');
const SIBLING = { command: 'export KEY=hunter2; echo secret > /tmp/key; sleep 98765 & wait', ready: 'pgrep sleep', uid: 1000 };
const LOOPBACK = 48_731;

/** Claims about namespaces of the host, of the pod and of other services. */
export const NAMESPACE_CLAIMS: readonly Claim[] = [
  {
    rule: 'host-pid',
    sentence: 'All processes of the host are visible with their arguments.',
    host: onHost,
    attempt: SEES_HOST,
    scenes: [can('pid: host'), can('pid: host', 'user: 1000:1000'), cannot(), inPod(can(), 'hostPID: true'), inPod(cannot())],
  },
  {
    rule: 'host-pid',
    sentence: 'In gVisor and Kata the processes of the host stay out of sight.',
    host: onHost,
    attempt: SEES_HOST,
    scenes: [can('pid: host'), inGvisor(cannot('pid: host'))],
  },
  {
    rule: 'host-pid',
    sentence: 'Of those that it may trace, usually the ones of the same user, an attacker reads environment and files.',
    host: () => runProcess('setpriv', '--reuid=1000', '--regid=1000', '--clear-groups', 'sleep', '76543'),
    attempt: "P=$(pgrep -u 1000 -f 'sleep 7654[3]') && head -c 1 /proc/$P/environ && ls /proc/$P/root/",
    scenes: [can('pid: host', 'user: 1000:1000'), cannot('pid: host', 'user: 1001:1001'), cannot('user: 1000:1000')],
  },
  {
    rule: 'host-pid',
    sentence: 'With privileged, or root with SYS_PTRACE and SYS_ADMIN, it is one command to root on the host: `nsenter -t 1 -m -u -i -n sh`.',
    prepare: 'echo host > /data/file',
    attempt: 'nsenter -t HOSTPID -m -u -i -n cat /FOLDER/file',
    scenes: [
      can('pid: host', 'privileged: true'),
      can('pid: host', 'cap_add: [SYS_PTRACE, SYS_ADMIN]'),
      cannot('pid: host', 'cap_add: [SYS_PTRACE]'),
      cannot('pid: host', 'cap_add: [SYS_ADMIN]'),
      cannot('privileged: true'),
      inPod(can('securityContext: { privileged: true }'), 'hostPID: true'),
      inGvisor(cannot('pid: host', 'privileged: true')),
    ],
  },
  {
    rule: 'host-pid',
    sentence: 'A non-root container without capabilities learns about processes but does not control them',
    host: onHost,
    attempt: `${SEES_HOST} && kill -CONT $(pgrep -f 'sleep 7654[3]')`,
    scenes: [can('pid: host'), cannot('pid: host', 'user: 1000:1000', 'cap_drop: [ALL]')],
  },
  {
    rule: 'share-process-namespace',
    sentence: 'Each container sees the processes of the others.',
    beside: SIBLING,
    attempt: 'pgrep -f "sleep 9876[5]"',
    scenes: [inPod(can(), 'shareProcessNamespace: true'), inPod(cannot())],
  },
  {
    rule: 'share-process-namespace',
    sentence: 'With the same user it reads their environment, memory and files in /proc, mounted Secrets included',
    beside: SIBLING,
    attempt: 'P=$(pgrep -n -f "sleep 9876[5]") && grep -qa hunter2 /proc/$P/environ && cat /proc/$P/root/tmp/key && head -c 1 /proc/$P/maps',
    scenes: [
      inPod(can('securityContext: { runAsUser: 1000, runAsGroup: 1000 }'), 'shareProcessNamespace: true'),
      inPod(cannot('securityContext: { runAsUser: 1001, runAsGroup: 1000 }'), 'shareProcessNamespace: true'),
      inPod(cannot('securityContext: { runAsUser: 1000, runAsGroup: 1000 }')),
    ],
  },
  {
    rule: 'share-process-namespace',
    sentence: 'It stays inside the pod; no process of the node or of another pod is seen.',
    host: onHost,
    attempt: SEES_HOST,
    scenes: [inPod(can(), 'hostPID: true'), inPod(cannot(), 'shareProcessNamespace: true')],
  },
  {
    rule: 'host-ipc',
    sentence: 'System V shared memory, message queues and /dev/shm of the host are shared.',
    host: async (folder) => {
      const undo = [await segment(folder), await sharedFile(folder)];
      return () => {
        for (const one of undo) one();
      };
    },
    attempt: 'ipcs -m -i $(cat /data/segment) | grep -q uid= && cat /dev/shm/$(cat /data/name)',
    scenes: [can(DATA, 'ipc: host'), cannot(DATA), cannot(DATA, 'ipc: none')],
  },
  {
    rule: 'capability-added-ipc-owner',
    sentence: 'With the IPC namespace of the host it reads every shared memory segment of the host.',
    host: (folder) => segment(folder, OTHER_USER),
    attempt: "perl -e 'shmread(shift, $b, 0, 8) or exit 1' $(cat /data/segment)",
    scenes: [can(DATA, 'ipc: host', 'cap_add: [IPC_OWNER]'), cannot(DATA, 'ipc: host'), cannot(DATA, 'cap_add: [IPC_OWNER]')],
  },
  {
    rule: 'ipc-shareable',
    sentence: 'joins the namespace and reads or changes what is in its shared memory',
    beside: { command: 'ipcmk -M 64 > /dev/null; sleep 98765 & wait', ready: 'ipcs -m | grep -q ^0x' },
    attempt: 'ipcs -m | grep -q ^0x',
    scenes: [can('ipc: service:other'), cannot()],
  },
  {
    rule: 'shared-namespace-with-service',
    sentence: 'What the other offers on its loopback without a password is open to this service',
    beside: { command: 'redis-server --port 6379 --save "" & wait', ready: 'redis-cli ping' },
    attempt: 'redis-cli ping',
    scenes: [can('network_mode: service:other'), cannot(), inPod(can())],
  },
  {
    rule: 'shared-namespace-with-service',
    sentence: 'or its processes and its shared memory are',
    beside: SIBLING,
    attempt: 'pkill -STOP -f "sleep 9876[5]" && pkill -CONT -f "sleep 9876[5]"',
    scenes: [can('pid: service:other'), cannot()],
  },
  {
    rule: 'nested-container-engine',
    sentence: 'In a pod, containers share the loopback: without TLS every sidecar can.',
    beside: { command: 'redis-server --port 6379 --save "" & wait', ready: 'redis-cli ping' },
    attempt: 'redis-cli ping',
    scenes: [inPod(can()), cannot()],
  },
  {
    rule: 'host-network',
    sentence: 'The workload sees every interface of the host and reaches what listens only on its loopback',
    host: () => serveLoopback(LOOPBACK),
    attempt: `curl -fsS http://127.0.0.1:${LOOPBACK}/`,
    scenes: [can('network_mode: host'), cannot(), inPod(can(), 'hostNetwork: true'), inPod(cannot())],
  },
  {
    rule: 'host-network',
    sentence: 'A non-root container without capabilities cannot sniff traffic',
    attempt: RAW_SOCKET,
    scenes: [can('network_mode: host'), cannot('network_mode: host', 'user: 1000:1000', 'cap_drop: [ALL]')],
  },
  {
    rule: 'host-uts',
    sentence: 'With SYS_ADMIN an attacker renames the host',
    attempt: 'hostname "$(hostname)"',
    scenes: [can('uts: host', 'cap_add: [SYS_ADMIN]'), cannot('uts: host')],
  },
  {
    rule: 'host-uts',
    sentence: 'Without SYS_ADMIN it only reveals the name of the host.',
    attempt: 'test "$(hostname)" != lab',
    scenes: [can('uts: host'), cannot()],
  },
  {
    rule: 'host-cgroup-namespace',
    sentence: 'The service sees the cgroup paths of the host',
    attempt: "grep -qE ':/.+' /proc/self/cgroup",
    scenes: [can('cgroup: host'), cannot('cgroup: private')],
  },
  {
    rule: 'group-add-host-group',
    sentence: 'A process that is not root gets back, by its group, what only root should have: the socket of the engine',
    host: (folder) => serveSocket(folder, OTHER_GROUP),
    attempt: 'curl -fsS --unix-socket /data/api.sock http://api/',
    scenes: [can(DATA, 'user: 1000:1000', `group_add: ['${OTHER_GROUP}']`), cannot(DATA, 'user: 1000:1000')],
  },
];
