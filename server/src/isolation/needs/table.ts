/** A privilege that a container cannot do without, as its command, image, variables or mounts show. */
export interface Need {
  /** The evidence for the need, for titles: `sysctl`, `/dev/fuse`, `a storage plugin`. */
  readonly because: string;
  /** The capabilities that it takes, by their canonical names; `privileged` where no set of capabilities does. */
  readonly takes: 'privileged' | readonly string[];
  /** The program works only as root: a process of another user does not get the added capabilities. */
  readonly root: boolean;
  /** Anything else that a container needs if it is not privileged. */
  readonly beside?: string;
}

const TUN = 'a device plugin for /dev/net/tun';

function fuse(because: string): Need {
  return { because, takes: ['SYS_ADMIN'], root: true, beside: 'a device plugin for /dev/fuse' };
}

/**
 * Programs in a command or its arguments. Sources: capabilities(7), the manual page of each program; writing below /proc/sys takes a
 * container without the masks of the runtime.
 */
export const PROGRAMS: readonly (readonly [words: RegExp, need: Need])[] = [
  [/\bnsenter\b/, { because: 'nsenter', takes: 'privileged', root: true }],
  [/\bsysctl\s+(?:-\S+\s+)*[\w./-]+\s?=|>\s*\/proc\/sys\//, { because: 'sysctl', takes: 'privileged', root: true }],
  [/\bulimit\s+-\w+\s+(?:\d|unlimited)/, { because: 'ulimit', takes: ['SYS_RESOURCE'], root: true }],
  [/\b(?:modprobe|insmod)\b/, { because: 'loading kernel modules', takes: ['SYS_MODULE'], root: true }],
  [/\b(?:ip6?tables(?:-\w+)*|nft|ipset)\b/, { because: 'iptables', takes: ['NET_ADMIN', 'NET_RAW'], root: true }],
  [
    /\b(?:wg-quick|openvpn|tc\s+qdisc|ip\s+(?:route|rule|link|addr)\s+(?:add|del|set|replace))\b/,
    { because: 'network settings', takes: ['NET_ADMIN'], root: true },
  ],
  [/\b(?:s3fs|sshfs|gcsfuse|goofys|mount-s3|rclone\s+mount|fusermount3?)\b/, fuse('FUSE')],
  [/\b(?:tcpdump|tshark)\b/, { because: 'capturing packets', takes: ['NET_ADMIN', 'NET_RAW'], root: true }],
  [/(?:^|[\s;&|])(?:strace|gdb|py-spy)\s/, { because: 'tracing processes', takes: ['SYS_PTRACE'], root: true }],
  [/(?:^|[\s;&|])mount\s+(?:-|\/)/, { because: 'mount', takes: ['SYS_ADMIN'], root: true }],
  [/(?:^|[\s;&|/])(?:chown|chgrp|chmod)\s/, { because: 'chown', takes: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'], root: true }],
];

/** Devices that are of use only with a capability, by their path on the host. */
export const DEVICES: readonly (readonly [device: string, need: Need])[] = [
  ['/dev/fuse', fuse('/dev/fuse')],
  ['/dev/net/tun', { because: '/dev/net/tun', takes: ['NET_ADMIN'], root: true, beside: TUN }],
];

/**
 * What images ask for in each dialect, by the end of their repository. Sources: the installation guides of the projects; for Compose those of
 * gluetun, linuxserver.io, Tailscale, wg-easy, Home Assistant, BuildKit, Pi-hole, unbound, GitLab Runner, docker-mailserver, CrowdSec,
 * Collabora Online and Puppeteer.
 */
export const IMAGES: readonly { readonly images: RegExp; readonly kubernetes?: Need; readonly compose?: Need }[] = [
  { images: /(?:^|\/)(?=[\w-]*(?:s3fs|sshfs|fuse))[\w-]+$/, kubernetes: fuse('its FUSE image') },
  {
    images: /(?:^|\/)(?:gluetun|wireguard|openvpn|tailscale\/tailscale|wg-easy)$/,
    kubernetes: { because: 'its VPN', takes: ['NET_ADMIN'], root: true, beside: TUN },
  },
  {
    images: /(?:^|\/)(?:iptables[\w-]*|netfilter[\w-]*|proxy-init|proxyv2|keepalived)$/,
    kubernetes: { because: 'its iptables image', takes: ['NET_ADMIN', 'NET_RAW'], root: true },
  },
  { images: /(?:^|\/)(?:gluetun|wireguard|openvpn|tailscale|wg-easy)$/, compose: { because: 'its VPN', takes: ['NET_ADMIN', 'NET_RAW'], root: true } },
  { images: /(?:^|\/)unbound$/, compose: { because: 'unbound', takes: ['NET_BIND_SERVICE', 'SYS_CHROOT'], root: true } },
  { images: /(?:^|\/)gitlab-runner$/, compose: { because: 'the Docker executor', takes: [], root: true } },
  { images: /(?:^|\/)home-assistant$/, compose: { because: 'Home Assistant', takes: 'privileged', root: true } },
  { images: /(?:^|\/)moby\/buildkit$/, compose: { because: 'BuildKit', takes: 'privileged', root: true } },
  { images: /(?:^|\/)pihole$/, compose: { because: 'Pi-hole', takes: ['NET_ADMIN', 'NET_RAW', 'NET_BIND_SERVICE', 'SYS_NICE'], root: true } },
  { images: /(?:^|\/)docker-mailserver$/, compose: { because: 'the mail server', takes: ['NET_ADMIN', 'NET_BIND_SERVICE', 'SYS_CHROOT'], root: true } },
  { images: /(?:^|\/)(?:[\w-]*firewall-bouncer|fail2ban)$/, compose: { because: 'the firewall', takes: ['NET_ADMIN', 'NET_RAW'], root: true } },
  { images: /(?:^|\/)collabora\/code$/, compose: { because: 'Collabora', takes: ['CHOWN', 'FOWNER', 'MKNOD', 'SYS_CHROOT'], root: true } },
  { images: /(?:^|\/)(?:[\w-]*chrom(?:e|ium)|puppeteer|browserless)$/, compose: { because: 'the sandbox of Chromium', takes: ['SYS_ADMIN'], root: false } },
];

/** Images whose programs gain capabilities or change user by their files. Sources: the issues on no-new-privileges of these projects. */
export const GAINS_PRIVILEGES = /(?:^|\/)(?:collabora\/code|pihole|docker-mailserver|selenium\/[\w-]+)$/;

/** Images that do not run as root, and need the folders of their own user. Sources: their documentation of user and home. */
export const OWN_USER = /(?:^|\/)(?:selenium\/[\w-]+|browserless\/[\w-]+|dpage\/pgadmin4)$/;

/** The capabilities of most entrypoints that start as root and become another user: they change owners, read files and signal processes of others. */
export const USUAL_OF_ROOT: Need = { because: 'its entrypoint', takes: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'SETGID', 'SETUID'], root: true };

/** Each need once, by what shows it. */
export function onceEach(needs: readonly Need[]): readonly Need[] {
  return needs.filter(({ because }, i) => needs.findIndex((need) => need.because === because) === i);
}

/** The first need that takes a capability, given by its canonical name. */
export function needFor(needs: readonly Need[], capability: string): Need | undefined {
  return needs.find(({ takes }) => takes === 'privileged' || takes.includes(capability));
}
