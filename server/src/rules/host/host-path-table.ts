import type { Fix } from '../../fix/ops.ts';
import type { Dimension } from '../../isolation/dimensions.ts';
import { type HostPathClass, isKernelSource, takesPrograms } from '../../isolation/mounts/host-paths.ts';
import { isCgroupPath } from '../../isolation/mounts/volumes.ts';
import type { ReferenceKey } from '../../isolation/references.ts';
import type { Report, RuleDocs, SeverityTable } from '../rule.ts';
import { severity } from '../severity.ts';

/** How a part of the host is mounted. */
export interface HostMount {
  /** With `..`, doubled slashes and `/var/run` resolved. */
  readonly path: string;
  readonly mounted: boolean;
  readonly writable: boolean;
  /** Something that is, or may be, root can write it. */
  readonly rootWrites: boolean;
  /** Something privileged mounts it. */
  readonly privileged: boolean;
  /** Something that may load kernel modules mounts it. */
  readonly loadsModules: boolean;
}

/** The known facts about a part of the host's filesystem. Sources: the references of each, and the isolation catalogue, section C. */
export interface HostArea {
  readonly id: string;
  readonly class: HostPathClass;
  readonly severity: SeverityTable;
  readonly dimensions: readonly [Dimension, ...Dimension[]];
  /** Ends the messages: what is there to take, and what writing does. */
  readonly reads: string;
  readonly writes: string;
  readonly docs: Omit<RuleDocs, 'check'>;
  readonly standards: readonly string[];
  readonly references: readonly ReferenceKey[];
  /** How severe it is, before the reduction that every host path may have. */
  readonly grade?: (mount: HostMount) => Pick<Report, 'lower' | 'atMost'>;
  /** A more specific rule speaks of it. */
  readonly elsewhere?: (mount: HostMount) => boolean;
  /** Grade of the fix that mounts it read-only; left out where that does not help, or would only break it. */
  readonly readOnlyFix?: (mount: HostMount) => Fix['safety'];
}

/** Files that root on the node can be run through, for whoever writes them. */
const RUNS_CODE = /^\/(?:proc(?:\/(?:sys(?:\/kernel(?:\/core_pattern)?)?|sysrq-trigger))?|sys(?:\/(?:kernel(?:\/uevent_helper)?|fs))?)$/;
const DISKS_AND_MEMORY = /^\/dev(?:\/(?:mem|kmem|port|sd[a-z]+\d*|nvme.*|vd[a-z]+\d*|xvd[a-z]+\d*|dm-\d+|mapper(?:\/.*)?|disk(?:\/.*)?|loop.*))?$/;

export const HOST_AREAS: readonly HostArea[] = [
  {
    id: 'host-path-kubelet',
    class: 'kubelet',
    severity: severity('critical', { TI: 'high' }),
    dimensions: ['IDENTITY', 'SECRETS', 'MNT'],
    reads: 'keys of the node, tokens and Secrets of its pods',
    writes: 'keys, tokens and Secrets of all its pods',
    docs: {
      title: 'Directory of the kubelet mounted',
      risk: 'Below /var/lib/kubelet lie the client certificate of the node, and the tokens and Secrets of every pod that runs on it. Whoever writes to `plugins_registry` registers a storage driver or device plugin of their own.',
      not: 'Storage drivers need their own folder in `plugins`, and `/var/lib/kubelet/pods` to mount volumes for others. A folder of one plugin holds no tokens: it is reported two steps lower.',
      fix: 'There is no automatic fix. Mount only `/var/lib/kubelet/plugins/<driver>`, and `/var/lib/kubelet/pods` only in a storage driver.',
    },
    standards: ['CIS Kubernetes 1.12: 5.2.11', 'OWASP NHI Top 10 2025: NHI5', 'NIST SP 800-190: 4.5.5', 'MITRE ATT&CK: T1552.001, T1528, T1611'],
    references: ['K8S-BYPASS', 'K8S-VOLUMES'],
    grade: ({ path }) => (/^\/var\/lib\/kubelet\/plugins\/[^/]+/.test(path) ? { lower: 2 } : {}),
  },
  {
    id: 'host-path-control-plane-config',
    class: 'control-plane',
    severity: severity('critical', { TI: 'high' }),
    dimensions: ['IDENTITY', 'SECRETS', 'KERNEL'],
    reads: 'keys and settings of the machine or cluster',
    writes: 'node or cluster can be taken over',
    docs: {
      title: 'System or control plane settings mounted',
      risk: 'A file in the directory of static pods is run by the kubelet without admission or audit. admin.conf and the CA keys are cluster-admin, /var/lib/etcd is every Secret. Network plugins, cron jobs, systemd units and ld.so.preload run as root.',
      not: 'Installers of network plugins have to write /opt/cni/bin and /etc/cni/net.d. Single files that everybody may read, such as /etc/localtime, are not meant.',
      fix: 'Mounts it read-only.',
      verify: 'Check that nothing writes there.',
      remark:
        'Better, mount single files, or give settings as a ConfigMap. Folders that take plugins, units, jobs or static pods are written on purpose: there it is for you to choose.',
    },
    standards: ['CIS Kubernetes 1.12: 5.2.11', 'CIS Docker 1.6.0: 5.6', 'NIST SP 800-190: 4.5.5', 'MITRE ATT&CK: T1611, T1543, T1053'],
    references: ['K8S-BYPASS'],
    readOnlyFix: ({ path }) => (takesPrograms(path) ? 'manual' : 'review'),
  },
  {
    id: 'host-path-runtime-state',
    class: 'runtime-state',
    severity: severity('critical', { TI: 'medium', CI: 'high' }),
    dimensions: ['MNT', 'SECRETS', 'KERNEL'],
    reads: 'files and environment of every container',
    writes: 'it changes files of other containers',
    docs: {
      title: 'Storage of the container engine mounted',
      risk: 'The engine keeps the files of every container and image there, and the environment of each. Whoever writes there changes other containers, and layers that later containers share.',
      not: 'cAdvisor, image scanners and lazy-loading snapshotters read it by design.',
      fix: 'Mounts it read-only.',
      verify: 'Check that nothing writes there.',
      remark: 'Better, ask the API of the runtime for the one thing that is needed.',
    },
    standards: ['CIS Kubernetes 1.12: 5.2.11', 'CIS Docker 1.6.0: 5.6', 'NIST SP 800-190: 4.5.5', 'MITRE ATT&CK: T1525, T1552.001'],
    references: ['CADVISOR-RUN'],
    readOnlyFix: () => 'review',
  },
  {
    id: 'host-path-credentials',
    class: 'credentials',
    severity: severity('high', { TI: 'medium', MT: 'critical', AI: 'critical' }),
    dimensions: ['SECRETS', 'IDENTITY'],
    reads: "a person's credentials are readable",
    writes: "a person's credentials and start-up files",
    docs: {
      title: "A person's credentials mounted from the host",
      risk: 'Keys and tokens of a person work for whatever runs in the container, often for long and with many rights. Where it may write, authorized_keys, shell start-up files and exec plugins of a kubeconfig run its code on the host.',
      not: 'A home directory may hold nothing of that kind. File permissions of the host still count for a container that is not root.',
      fix: 'Mounts it read-only.',
      verify: 'That keeps its files as they are; the credentials stay readable.',
      remark: 'Better, give the workload an identity of its own, or a Secret with the one token that it needs.',
    },
    standards: ['CIS Docker 1.6.0: 5.6', 'OWASP NHI Top 10 2025: NHI2, NHI7, NHI10', 'NIST SP 800-190: 4.5.5', 'MITRE ATT&CK: T1552.001, T1552.004'],
    references: ['COMPOSE-SPEC', 'NHI-TOP10'],
    readOnlyFix: () => 'review',
  },
  {
    id: 'host-path-proc-sys',
    class: 'proc-sys',
    severity: severity('high', { TI: 'medium', CI: 'medium' }),
    dimensions: ['KERNEL', 'MNT', 'PID'],
    reads: 'what its kernel knows of every process and device',
    writes: 'its kernel can be told what to run',
    docs: {
      title: 'Kernel filesystem of the host mounted',
      risk: 'Unlike the /proc and /sys of a container, a mounted one is not masked. Root writes core_pattern, uevent_helper or release_agent there, and the kernel runs a program of its choice on the host. Read-only, /proc shows the command line of every process.',
      not: 'Exporters read both by design. Mounted read-only by a user without privileges, only what everybody may read is open: then it is reported one step lower.',
      fix: 'Mounts it read-only.',
      verify: 'Exporters keep working; a program that tunes the kernel does not.',
    },
    standards: ['CIS Kubernetes 1.12: 5.2.11', 'CIS Docker 1.6.0: 5.6', 'NIST SP 800-190: 4.5.5', 'MITRE ATT&CK: T1611'],
    references: ['NODE-EXPORTER', 'KEP-4265'],
    // cgroupfs-writable
    elsewhere: ({ path, writable }) => writable && isCgroupPath(path),
    grade: ({ path, rootWrites }) => (rootWrites && RUNS_CODE.test(path) ? { lower: -2 } : {}),
    readOnlyFix: () => 'review',
  },
  {
    id: 'host-path-dev',
    class: 'dev',
    severity: severity('critical', { TI: 'high', CI: 'high' }),
    dimensions: ['KERNEL', 'MNT'],
    reads: 'raw access to hardware if it is privileged',
    writes: 'raw access to hardware if it is privileged',
    docs: {
      title: 'Devices of the host mounted',
      risk: 'In a privileged container every device node opens: raw disks and /dev/mem are the whole host. A writable /dev also holds Unix sockets, such as /dev/log.',
      not: 'The device cgroup refuses to open most nodes in a container that is not privileged, so it is reported lower there. Kata maps device paths to devices of its guest, gVisor shows only its own.',
      fix: 'There is no automatic fix. Ask for the one device through a device plugin or a resource claim; in Compose, list it under `devices`.',
    },
    standards: ['CIS Kubernetes 1.12: 5.2.11', 'CIS Docker 1.6.0: 5.18', 'NIST SP 800-190: 4.5.5', 'MITRE ATT&CK: T1611'],
    references: ['KATA-LIMITS', 'MOBY-OCI'],
    // a privileged container sees every device anyway, but this names one that is wanted
    grade: ({ path, privileged }) => ({ lower: (privileged ? 0 : 1) + (DISKS_AND_MEMORY.test(path) ? 0 : 1) }),
  },
  {
    id: 'host-path-var-log',
    class: 'var-log',
    severity: severity('high', { TI: 'low', CI: 'medium', RG: 'medium' }),
    dimensions: ['SECRETS', 'MNT'],
    reads: 'the logs of every workload',
    writes: 'links that the kubelet follows as root',
    docs: {
      title: 'Logs of the host mounted',
      risk: 'In Kubernetes, the kubelet serves /var/log to those who may read logs, and follows links as root: whoever can write there links to a key and reads it through the API. Reading alone shows the logs of all workloads.',
      not: 'Log shippers need to read it. The way through a link also takes the permission to read logs of the node. Docker keeps the environment of each container beside its logs.',
      fix: 'Mounts it read-only.',
      verify: 'Check where the log shipper keeps its positions: give it a directory of its own.',
    },
    standards: ['CIS Kubernetes 1.12: 5.2.11', 'NIST SP 800-190: 4.5.5', 'MITRE ATT&CK: T1611, T1005'],
    references: ['KHV047'],
    grade: ({ rootWrites }) => (rootWrites ? { lower: -2, atMost: 'high' } : { atMost: 'medium' }),
    readOnlyFix: () => 'review',
  },
  {
    id: 'host-path-system-binaries',
    class: 'system-binaries',
    severity: severity('high', { TI: 'low', CI: 'medium' }),
    dimensions: ['KERNEL', 'MNT'],
    reads: 'programs and libraries of the system',
    writes: 'it changes what root runs',
    docs: {
      title: 'Programs or kernel modules of the host mounted',
      risk: 'Whoever replaces a program, a library or a boot file there has it run by root of the host.',
      not: 'Read-only, programs and kernel modules say little. kube-proxy, drivers and eBPF tools read /lib/modules and /usr/src: that is for information only.',
      fix: 'Mounts it read-only.',
      verify: 'Check that nothing builds or installs there: drivers, VPNs and security agents put kernel modules there.',
      remark: 'Folders that take programs, such as `/usr/local/bin` and those of volume plugins, are written on purpose: there it is for you to choose.',
    },
    standards: ['CIS Kubernetes 1.12: 5.2.11', 'CIS Docker 1.6.0: 5.6', 'NIST SP 800-190: 4.5.5', 'MITRE ATT&CK: T1611, T1574'],
    references: ['K8S-VOLUMES'],
    grade: ({ path, mounted, writable, rootWrites }) => {
      if (isKernelSource(path)) return mounted && !writable ? { atMost: 'info' } : {};
      return rootWrites ? { lower: -1, atMost: 'high' } : {};
    },
    // who loads modules may build and install them first
    readOnlyFix: ({ path, loadsModules }) => (takesPrograms(path) || (loadsModules && isKernelSource(path)) ? 'manual' : 'review'),
  },
];
