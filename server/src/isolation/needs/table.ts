import type { Field } from '../../manifest/field.ts';
import type { Spot } from '../../manifest/spot.ts';
import { includesPort } from '../exposure.ts';
import { isImage } from '../images/names.ts';
import type { HostPathClass } from '../mounts/host-paths.ts';

/** A privilege that a container evidently needs, by its command, image, variables or mounts. */
export interface Need {
  /** The evidence, for titles: `sysctl`, `/dev/fuse`, `a storage plugin`. */
  readonly because: string;
  /** The needed capabilities, by their canonical names; `privileged` if no capabilities are enough. */
  readonly takes: 'privileged' | readonly string[];
  /** The program works only as root: a process of another user does not get the added capabilities. */
  readonly root: boolean;
  /** Something else that is needed if the container is not privileged, for titles. */
  readonly beside?: string;
}

const TUN = 'a device plugin for /dev/net/tun';

function fuse(because: string): Need {
  return { because, takes: ['SYS_ADMIN'], root: true, beside: 'a device plugin for /dev/fuse' };
}

/** It unpacks images with the owners, modes and file capabilities that they have. */
const BUILDER: Need = {
  because: 'building images',
  takes: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'MKNOD', 'SETFCAP', 'SETGID', 'SETUID', 'SYS_CHROOT'],
  root: true,
};

/** Of programs that load kernel modules, and of those that may, and have the modules of the host to write: they build or install them first. */
export const MODULES: Need = { because: 'loading kernel modules', takes: ['SYS_MODULE'], root: true };

/**
 * An SSH server shuts each login into an empty root before it knows who it is, changes to the user then, owns the terminals that it gives, and
 * writes an audit record, without which it ends the session. Sources: OpenSSH, README.privsep and audit-linux.c; robertdebock/docker-centos-openssh#32.
 */
const SSH: Need = {
  because: 'its SSH server',
  takes: ['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'NET_BIND_SERVICE', 'SETGID', 'SETUID', 'SYS_CHROOT'],
  root: true,
};

/** It sets the clock, serves it on port 123, and changes to a user of its own. Sources: chrony.tuxfamily.org, chronyd(8); cturra/docker-ntp. */
const TIME: Need = {
  because: 'the time daemon',
  takes: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'NET_BIND_SERVICE', 'SETGID', 'SETUID', 'SYS_NICE', 'SYS_RESOURCE', 'SYS_TIME'],
  root: true,
};

/**
 * The needs of programs in a command or its arguments. `sysctl` needs `privileged`, because /proc/sys is read-only otherwise.
 * Sources: capabilities(7), the manual page of each program.
 */
export const PROGRAMS: readonly (readonly [words: RegExp, need: Need])[] = [
  [/\bnsenter\b/, { because: 'nsenter', takes: 'privileged', root: true }],
  [/\bsysctl\s+(?:-\S+\s+)*[\w./-]+\s?=|>\s*\/proc\/sys\//, { because: 'sysctl', takes: 'privileged', root: true }],
  [/\bulimit\s+-\w+\s+(?:\d|unlimited)/, { because: 'ulimit', takes: ['SYS_RESOURCE'], root: true }],
  [/\b(?:modprobe|insmod)\b/, MODULES],
  [/\b(?:ip6?tables(?:-\w+)*|nft|ipset)\b/, { because: 'iptables', takes: ['NET_ADMIN', 'NET_RAW'], root: true }],
  [
    /\b(?:wg-quick|openvpn|tc\s+qdisc|ip\s+(?:route|rule|link|addr)\s+(?:add|del|set|replace))\b/,
    { because: 'network settings', takes: ['NET_ADMIN'], root: true },
  ],
  [/\b(?:s3fs|sshfs|gcsfuse|goofys|mount-s3|rclone\s+mount|fusermount3?)\b/, fuse('FUSE')],
  [/\b(?:tcpdump|tshark)\b/, { because: 'capturing packets', takes: ['NET_ADMIN', 'NET_RAW'], root: true }],
  [/(?:^|[\s;&|])(?:strace|gdb|py-spy)\s/, { because: 'tracing processes', takes: ['SYS_PTRACE'], root: true }],
  [/(?:^|[\s;&|])mount\s+(?:-|\/)/, { because: 'mount', takes: ['SYS_ADMIN'], root: true }],
  [/\b(?:buildah|podman)\b|\bbuildctl-daemonless\.sh\b/, BUILDER],
  [/(?:^|[\s;&|/])sshd(?=$|\s)/, SSH],
  [/(?:^|[\s;&|/])(?:chronyd|ntpd(?:ate|-rs)?|openntpd|ptp4l|phc2sys)(?=$|\s)/, TIME],
  [/(?:^|[\s;&|/])(?:chown|chgrp|chmod)\s/, { because: 'chown', takes: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'], root: true }],
];

/** The needs of devices that cannot be used without a capability, by their path on the host. Sources: capabilities(7), fuse(4), tuntap of Linux. */
export const DEVICES: readonly (readonly [device: string, need: Need])[] = [
  ['/dev/fuse', fuse('/dev/fuse')],
  ['/dev/net/tun', { because: '/dev/net/tun', takes: ['NET_ADMIN'], root: true, beside: TUN }],
];

/** The server of the kernel. Source: the NFS examples of kubernetes/examples, erichough/nfs-server. */
const NFS: Need = { because: 'the NFS server', takes: 'privileged', root: true };

/** It answers machines that have no address yet, by packets of its own making. Source: AdGuardHome#8319; pi-hole/docker-pi-hole, README. */
const DHCP: Need = { because: 'the DHCP server', takes: ['NET_BIND_SERVICE', 'NET_RAW'], root: true };

/**
 * The need of what listens on these ports: 2049 is NFS, 22 is SSH, 67 is DHCP, 123 is NTP. Source: IANA, Service Name and Transport Protocol Port Number Registry.
 * @param known whether the facts of its image say what its programs need
 */
export function needOfPorts(ports: readonly (string | undefined)[], known: boolean): Need[] {
  const listens = (port: number) => ports.some((range) => includesPort(range?.replace(/\/\w+$/, '') ?? '', port));
  return [...(listens(2049) ? [NFS] : []), ...(listens(22) && !known ? [SSH] : []), ...(listens(67) ? [DHCP] : []), ...(listens(123) && !known ? [TIME] : [])];
}

/** Its login processes have a root of their own, with users of their own. Source: doc.dovecot.org, system users; dovecot/docker. */
const DOVECOT: Need = {
  because: 'Dovecot',
  takes: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'NET_BIND_SERVICE', 'SETGID', 'SETUID', 'SYS_CHROOT'],
  root: true,
};

/** They set routes and addresses, speak to their neighbours by raw packets and port 179, and change to a user of their own. */
const ROUTER: Need = {
  because: 'routing',
  takes: ['CHOWN', 'DAC_OVERRIDE', 'NET_ADMIN', 'NET_BIND_SERVICE', 'NET_BROADCAST', 'NET_RAW', 'SETGID', 'SETUID'],
  root: true,
};

/** Its daemons also open network namespaces, and do not start without that right. Sources: FRRouting/frr#8681, #16710. */
const FRR: Need = { ...ROUTER, takes: [...ROUTER.takes, 'SYS_ADMIN'] };

/** Its entrypoint gives these to its program file, and starts that as another user. Source: pi-hole/docker-pi-hole, src/bash_functions.sh. */
const PIHOLE: Need = {
  because: 'Pi-hole',
  takes: ['CHOWN', 'NET_ADMIN', 'NET_BIND_SERVICE', 'NET_RAW', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_NICE', 'SYS_TIME'],
  root: true,
};

/** Of linuxserver.io: its interpreter has file capabilities, and finds devices by raw packets. Source: linuxserver/docker-homeassistant#119. */
const HOME_ASSISTANT: Need = { because: 'Home Assistant', takes: ['NET_ADMIN', 'NET_BIND_SERVICE', 'NET_RAW'], root: true };

/** It bans addresses in the packet filter. Sources: linuxserver/docker-swag, README; crazy-max/docker-fail2ban; tiredofit/docker-freepbx. */
const FAIL2BAN: Need = { because: 'fail2ban', takes: ['DAC_OVERRIDE', 'NET_ADMIN', 'NET_RAW'], root: true };

const FIREWALL: Need = { ...FAIL2BAN, because: 'the firewall' };

/** Its plugins are root's by setuid bits, and look into processes and namespaces. Source: learn.netdata.cloud, Docker; netdata/netdata, packaging/docker. */
const NETDATA: Need = {
  because: 'Netdata',
  takes: ['CHOWN', 'DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER', 'KILL', 'NET_RAW', 'SETGID', 'SETUID', 'SYS_ADMIN', 'SYS_PTRACE'],
  root: true,
};

/** It also filters mail in roots of their own, and bans who attacks it. Source: docker-mailserver, its documentation. */
const MAILSERVER: Need = {
  because: 'the mail server',
  takes: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'NET_ADMIN', 'NET_BIND_SERVICE', 'SETGID', 'SETUID', 'SYS_CHROOT'],
  root: true,
};

const UNBOUND: Need = { because: 'unbound', takes: ['NET_BIND_SERVICE', 'SETGID', 'SETUID', 'SYS_CHROOT'], root: true };

const IPTABLES: Need = { because: 'its iptables image', takes: ['NET_ADMIN', 'NET_RAW'], root: true };

/**
 * The needs of images in each dialect, by the end of their repository. Sources: the installation guides of the projects; for Compose those of
 * gluetun, linuxserver.io, Tailscale, wg-easy, Home Assistant, Pi-hole, unbound, GitLab Runner, docker-mailserver, CrowdSec,
 * Collabora Online and Puppeteer; for routers those of FRRouting, BIRD, GoBGP and osixia/keepalived.
 */
export const IMAGES: readonly { readonly images: RegExp; readonly kubernetes?: Need; readonly compose?: Need }[] = [
  { images: /(?:^|\/)(?:nfs-server[\w-]*|volume-nfs|nfs-provisioner|nfs-ganesha[\w-]*)$/, kubernetes: NFS, compose: NFS },
  { images: /(?:^|\/)dovecot$/, kubernetes: DOVECOT, compose: DOVECOT },
  { images: /(?:^|\/)(?=[\w-]*(?:s3fs|sshfs|fuse))[\w-]+$/, kubernetes: fuse('its FUSE image') },
  {
    images: /(?:^|\/)(?:gluetun|wireguard|openvpn|tailscale\/tailscale|wg-easy)$/,
    kubernetes: { because: 'its VPN', takes: ['NET_ADMIN'], root: true, beside: TUN },
  },
  {
    images: /(?:^|\/)(?:iptables[\w-]*|netfilter[\w-]*|proxy-init|proxyv2)$/,
    kubernetes: IPTABLES,
    compose: IPTABLES,
  },
  { images: /(?:^|\/)frr$/, kubernetes: FRR, compose: FRR },
  { images: /(?:^|\/)(?:bird\d?|gobgpd?|keepalived|quagga|zebra)$/, kubernetes: ROUTER, compose: ROUTER },
  { images: /(?:^|\/)(?:gluetun|wireguard|openvpn|tailscale|wg-easy)$/, compose: { because: 'its VPN', takes: ['NET_ADMIN', 'NET_RAW'], root: true } },
  { images: /(?:^|\/)unbound$/, kubernetes: UNBOUND, compose: UNBOUND },
  { images: /(?:^|\/)(?:(?=[\w-]*chrony)[\w-]+|(?:[\w-]+-)?ntpd?(?:-rs|sec)?|openntpd|ntpsec)$/, kubernetes: TIME, compose: TIME },
  { images: /(?:^|\/)netdata$/, kubernetes: NETDATA, compose: NETDATA },
  { images: /(?:^|\/)gitlab-runner$/, compose: { because: 'the Docker executor', takes: [], root: true } },
  { images: /(?:^|\/)home-assistant$/, compose: { because: 'Home Assistant', takes: 'privileged', root: true } },
  { images: /(?:^|\/)homeassistant$/, kubernetes: HOME_ASSISTANT, compose: HOME_ASSISTANT },
  { images: /(?:^|\/)pihole$/, kubernetes: PIHOLE, compose: PIHOLE },
  { images: /(?:^|\/)(?:[\w-]*(?:openssh|sshd)|(?:[\w-]+-)?sftp)(?:-server)?$/, kubernetes: SSH, compose: SSH },
  { images: /(?:^|\/)docker-mailserver$/, kubernetes: MAILSERVER, compose: MAILSERVER },
  { images: /(?:^|\/)[\w-]*firewall-bouncer$/, kubernetes: FIREWALL, compose: FIREWALL },
  { images: /(?:^|\/)(?:(?=[\w-]*fail2ban)[\w-]+|swag|freepbx)$/, kubernetes: FAIL2BAN, compose: FAIL2BAN },
  { images: /(?:^|\/)collabora\/code$/, compose: { because: 'Collabora', takes: ['CHOWN', 'FOWNER', 'MKNOD', 'SYS_CHROOT'], root: true } },
  { images: /(?:^|\/)(?:[\w-]*chrom(?:e|ium)|puppeteer|browserless)$/, compose: { because: 'the sandbox of Chromium', takes: ['SYS_ADMIN'], root: false } },
];

/** It mounts, and makes namespaces and cgroups. */
const ENGINE: Need = { because: 'starting containers', takes: 'privileged', root: true };

/**
 * The need of an image that builds images or starts containers: as root, if only in a user namespace, in a root filesystem that it writes.
 * Sources: the documentation of kaniko, Buildah, Podman and BuildKit.
 */
export function builderNeed(image: string | undefined): Need | undefined {
  if (isImage('kaniko', image) || isImage('rootlessBuilder', image)) return BUILDER;
  return isImage('engine', image) || (isImage('buildkit', image) && !/rootless/.test(image ?? '')) ? ENGINE : undefined;
}

/**
 * The need of an image that nobody knows, by the name of its program: without this capability in its bounding set, the kernel does not start
 * the file that carries it. Vault gives it to its program when it starts as root. Sources: capabilities(7); hashicorp/vault, docker-entrypoint.sh.
 */
export function fileCapability(image: string | undefined, { mayBeRoot }: { readonly mayBeRoot: boolean }): Need[] {
  const ofVault = isImage('vault', image) && mayBeRoot ? ['CHOWN', 'IPC_LOCK', 'SETFCAP', 'SETGID', 'SETUID'] : [];
  const takes = isImage('bindsLowPorts', image) ? ['NET_BIND_SERVICE'] : ofVault;
  return takes.length > 0 ? [{ because: 'the capability of its program file', takes, root: false }] : [];
}

/** The parts of a host whose files belong to root, or to a person, and mostly are for nobody else. */
export const OF_ROOT: readonly HostPathClass[] = [
  'root',
  'engine-socket',
  'kubelet',
  'control-plane',
  'runtime-state',
  'credentials',
  'proc-sys',
  'dev',
  'var-log',
  'system-binaries',
];

/** The needs of most entrypoints that start as root and then run as another user: they change owners, read files of others and signal processes of others. */
export const USUAL_OF_ROOT: Need = { because: 'its entrypoint', takes: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'SETGID', 'SETUID'], root: true };

/** Removes needs with the same evidence; the first one stays. */
export function onceEach(needs: readonly Need[]): readonly Need[] {
  return needs.filter(({ because }, i) => needs.findIndex((need) => need.because === because) === i);
}

/** The first need that includes a capability (by canonical name); `undefined` if there is none. */
export function needFor(needs: readonly Need[], capability: string): Need | undefined {
  return needs.find(({ takes }) => takes === 'privileged' || takes.includes(capability));
}

/** The words of a command, as one text or as a list; an empty one for each that the file does not show. */
export function commandWords(spot: Spot): string[] {
  return spot.words().items.map(({ value }) => value ?? '');
}

/** Whether the variables let the user of a container become root with sudo. Source: jupyter/docker-stacks, `start.sh`. */
export function grantsSudo(variables: readonly { readonly key: string | undefined; readonly value: Field<string> }[]): boolean {
  return variables.some(({ key, value }) => key === 'GRANT_SUDO' && /^(?:1|yes)$/.test(value.value ?? ''));
}

/** Variables that switch fail2ban on, for a container that may set up its packet filter. Source: docker-mailserver, nginx-proxy-manager of baudneo. */
export function banning(variables: readonly { readonly key: string | undefined; readonly value: Field<string> }[]): Need[] {
  const on = variables.some(({ key, value }) => /(?:^|_)FAIL2BAN$/.test(key ?? '') && /^(?:1|true|yes|on)$/i.test(value.value ?? ''));
  return on ? [FAIL2BAN] : [];
}

/** Variables with the user that an entrypoint changes to, after its work as root. Sources: linuxserver.io, Gitea, jupyter/docker-stacks. */
export const USER_VARIABLE = /^(?:PUID|PGID|USER_UID|USER_GID|NB_USER|NB_UID|NB_GID|CHOWN_HOME)$/;
