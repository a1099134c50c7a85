import type { ServiceKey } from '../../manifest/compose/fields.ts';
import type { KnowledgeEntry } from './entry.ts';

const OTHER_CONTAINER = 'Joins the namespace of another container: the two are then one trust domain.';

/** What hovers say about keys of a Compose service. Sources: Compose specification, Docker Engine; each entry names its own. */
export const COMPOSE: Readonly<Record<string, KnowledgeEntry>> = {
  privileged: {
    title: 'privileged: nearly the rights of the host',
    lines: [
      '`true` grants every capability and the devices of the host, and removes seccomp, AppArmor and the masks of /proc and /sys. `cap_drop` has no effect beside it.',
      'Default `false`. Most programs need one to three capabilities, or one device.',
    ],
    references: ['MOBY-OCI', 'MOBY-CAPS'],
  },
  cap_add: {
    title: 'cap_add: capabilities granted beside the rest',
    lines: ['Default set of Docker: fourteen, among them NET_RAW and DAC_OVERRIDE.', 'Safest: `cap_drop: [ALL]` and here only what the program uses.'],
    references: ['MOBY-CAPS', 'CAP7'],
  },
  cap_drop: {
    title: 'cap_drop: capabilities taken away',
    lines: ['`ALL` takes every one; then add back by name with `cap_add`.', 'Default: nothing is dropped from Docker’s fourteen.'],
    references: ['MOBY-CAPS', 'CAP7'],
  },
  security_opt: {
    title: 'security_opt: seccomp, AppArmor, SELinux, no-new-privileges',
    lines: [
      'Default: Docker’s seccomp profile, its AppArmor profile where the host has AppArmor, and no `no-new-privileges`.',
      'Safest is `no-new-privileges:true` and nothing that switches a profile off.',
    ],
    references: ['MOBY-SECOPT', 'MOBY-SECCOMP'],
    values: {
      'no-new-privileges': '`no-new-privileges`: setuid programs and file capabilities no longer raise a process. gosu and su-exec keep working.',
      'no-new-privileges:false': '`no-new-privileges:false`: setuid programs and file capabilities may raise a process.',
      'no-new-privileges=false': '`no-new-privileges=false`: setuid programs and file capabilities may raise a process.',
      seccomp: 'A seccomp profile of your own instead of Docker’s.',
      'seccomp:unconfined': 'No seccomp filter: every system call of the kernel is open. Removing the entry brings Docker’s profile back.',
      'seccomp=unconfined': 'No seccomp filter: every system call of the kernel is open. Removing the entry brings Docker’s profile back.',
      apparmor: 'An AppArmor profile of your own, which must be loaded on the host.',
      'apparmor:unconfined': 'No AppArmor profile. Removing the entry brings docker-default back, where the host has AppArmor.',
      'apparmor=unconfined': 'No AppArmor profile. Removing the entry brings docker-default back, where the host has AppArmor.',
      'label:disable': 'No SELinux label: files of the host are no longer denied by it.',
      'label=disable': 'No SELinux label: files of the host are no longer denied by it.',
      'systempaths=unconfined': 'Unmasks /proc and /sys: as root that is a way to the host.',
      'systempaths:unconfined': 'Unmasks /proc and /sys: as root that is a way to the host.',
    },
  },
  read_only: {
    title: 'read_only: an image that stays as built',
    lines: [
      '`true` stops an intruder from changing programs and leaving tools; volumes and `tmpfs` stay writable.',
      'Default `false`. Add `tmpfs: [/tmp]` where the program writes.',
    ],
    references: ['COMPOSE-SPEC', 'COMPOSE-SECRETS'],
  },
  tmpfs: {
    title: 'tmpfs: writable, and gone when the container stops',
    lines: ['Docker mounts it noexec, nosuid and nodev; programs that run what they unpack there need `:exec`.', 'The companion of `read_only: true`.'],
    references: ['MOBY-TMPFS'],
  },
  user: {
    title: 'user: who the processes run as',
    lines: [
      'Default: the image’s user, and root where it names none.',
      'Safest is `"UID:GID"` with numbers other than 0; without a group it comes from the image’s passwd file, else it is 0.',
    ],
    references: ['COMPOSE-SPEC'],
    values: {
      '0': '`0` is root, and root of the host too unless the daemon remaps users.',
      root: '`root`, and root of the host too unless the daemon remaps users.',
    },
  },
  userns_mode: {
    title: 'userns_mode: opt out of user remapping',
    lines: [
      '`host` switches the daemon’s remapping off for this service. On a daemon without remapping it does nothing.',
      'Default: what the daemon does. Leave it out.',
    ],
    references: ['MOBY-USERNS'],
  },
  pid: {
    title: 'pid: the process table',
    lines: ['Default: one of its own. Leave it out.'],
    references: ['MOBY-SECOPT'],
    values: {
      host: '`host` shows every process of the host, and switches SELinux labels off. With SYS_PTRACE or privileged, the container can enter them.',
      'service:': OTHER_CONTAINER,
      'container:': OTHER_CONTAINER,
    },
  },
  ipc: {
    title: 'ipc: shared memory',
    lines: ['Default `private`. For a larger /dev/shm use `shm_size`.'],
    references: ['MOBY-DEFAULTS'],
    values: {
      host: '`host` shares memory segments and /dev/shm with the host, and switches SELinux labels off.',
      shareable: '`shareable` lets other containers join.',
      'service:': OTHER_CONTAINER,
      'container:': OTHER_CONTAINER,
    },
  },
  uts: {
    title: 'uts: the host name',
    lines: [
      '`host` shares host name and NIS domain; with SYS_ADMIN the container can change them.',
      'Default: its own. For a name of your choice use `hostname`.',
    ],
    references: ['COMPOSE-SPEC'],
  },
  network_mode: {
    title: 'network_mode: which network the service sees',
    lines: ['Default: the networks of the project.'],
    references: ['COMPOSE-SPEC', 'DOCKER-PORTS'],
    values: {
      host: '`host` reaches every interface of the host and what listens only on its loopback.',
      none: '`none`: no network but its own loopback, the strongest choice.',
      'service:': OTHER_CONTAINER,
      'container:': OTHER_CONTAINER,
    },
  },
  cgroup: {
    title: 'cgroup: the view of resource groups',
    lines: ['`host` reveals the groups of the host.', 'Default: `private` with cgroup v2, `host` with v1.'],
    references: ['MOBY-DEFAULTS'],
  },
  runtime: {
    title: 'runtime: which runtime starts the container',
    lines: [
      '`runsc` (gVisor) and Kata put a second kernel between the service and the host.',
      'Default: that of the daemon, as a rule runc, where containers share the kernel of the host.',
    ],
    references: ['GVISOR-SEC', 'KATA-LIMITS'],
    values: { runsc: '`runsc` is gVisor. Name resolution between Compose services is a known problem with it.' },
  },
  volumes: {
    title: 'volumes: named volumes and paths of the host',
    lines: [
      'A name is a volume of the engine; a path (`/…`, `./…`, `~/…`) is the host’s own file or folder, writable unless `:ro`.',
      '`:ro` does not restrict what can be asked of a socket such as docker.sock.',
    ],
    references: ['COMPOSE-SPEC', 'DOCKER-SECURITY'],
  },
  ports: {
    title: 'ports: published on the host',
    lines: [
      'Without an address the port listens on every interface, ahead of the rules of ufw and firewalld.',
      'Safest: `127.0.0.1:8080:80`, or none at all. Services of one network reach each other without.',
    ],
    references: ['DOCKER-PORTS'],
  },
  mem_limit: {
    title: 'mem_limit: how much memory the service may use',
    lines: ['Default: unlimited. Above the limit the kernel kills the container, not its neighbours.', 'Measure before choosing.'],
    references: ['MOBY-DEFAULTS'],
  },
  'deploy/resources/limits/memory': {
    title: 'Memory limit',
    lines: ['Default: unlimited. Above the limit the kernel kills the container, not its neighbours.', 'The same as `mem_limit`.'],
    references: ['COMPOSE-SPEC'],
  },
  pids_limit: {
    title: 'pids_limit: how many processes the service may have',
    lines: [
      'Default: unlimited, as are 0 and -1: a fork bomb then exhausts the process table of the host.',
      '512 suits most services; programs with many threads need more.',
    ],
    references: ['COMPOSE-SPEC'],
  },
  'deploy/resources/limits/pids': {
    title: 'Limit of processes',
    lines: ['Default: unlimited: a fork bomb then exhausts the process table of the host.', 'The same as `pids_limit`.'],
    references: ['COMPOSE-SPEC'],
  },
  use_api_socket: {
    title: 'use_api_socket: the engine and its logins',
    lines: [
      '`true` mounts the engine’s socket and hands over all registry credentials of the user: root on the host, and push rights.',
      'Default `false`. For trusted helpers only.',
    ],
    references: ['COMPOSE-APISOCKET'],
  },
  devices: {
    title: 'devices: hardware of the host',
    lines: [
      'A disk device bypasses every file permission; every driver is kernel code that the service can reach.',
      'Default: none, and read, write and mknod where no mode is given. Name only what is needed, as `:rw`.',
    ],
    references: ['COMPOSE-SPEC', 'MOBY-OCI'],
  },
  group_add: {
    title: 'group_add: further groups of the processes',
    lines: ['Groups such as docker, disk or 0 give a non-root user the engine’s socket or the raw disk.', 'Default: none.'],
    references: ['COMPOSE-SPEC'],
  },
  secrets: {
    title: 'secrets: files below /run/secrets',
    lines: [
      'Safer than environment variables, which every process of the service can read.',
      'Compose refuses secrets from `environment` in a service with `read_only: true`.',
    ],
    references: ['COMPOSE-SECRETS'],
  },
  volumes_from: {
    title: 'volumes_from: all mounts of another service',
    lines: ['Copies every mount, sockets and secrets included, with write access unless `:ro`.', 'Name the volumes that are needed instead.'],
    references: ['COMPOSE-SPEC'],
  },
} satisfies Partial<Record<ServiceKey | `deploy/${string}`, KnowledgeEntry>>;
