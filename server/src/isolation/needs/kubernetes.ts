import type { ContainerView, PodView, VolumeView } from '../../manifest/kubernetes/views.ts';
import type { Spot } from '../../manifest/spot.ts';
import { canonicalCapability } from '../capabilities.ts';
import { useInPod } from '../images/use.ts';
import { classifyHostPath, type HostPathClass } from '../mounts/host-paths.ts';
import { infrastructureOf, repositoryOf } from './infrastructure.ts';

/** A privilege that a container cannot do without, as its command, image, variables or mounts show. */
export interface Need {
  /** What shows it, for titles: `sysctl`, `/dev/fuse`, `a storage plugin`. */
  readonly because: string;
  /** The capabilities that it takes, by their canonical names; `privileged` where no set of capabilities does. */
  readonly takes: 'privileged' | readonly string[];
  /** It works as root only: a process that is not root does not get the capabilities that are added. */
  readonly root: boolean;
  /** What a container that is not privileged needs beside. */
  readonly beside?: string;
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

/** Images by the end of their repository. Sources: the installation guides of the projects. */
const IMAGES: readonly (readonly [images: RegExp, need: Need])[] = [
  [/(?:^|\/)(?=[\w-]*(?:s3fs|sshfs|fuse))[\w-]+$/, fuse('its FUSE image')],
  [
    /(?:^|\/)(?:gluetun|wireguard|openvpn|tailscale\/tailscale|wg-easy)$/,
    { because: 'its VPN', takes: ['NET_ADMIN'], root: true, beside: 'a device plugin for /dev/net/tun' },
  ],
  [/(?:^|\/)(?:iptables[\w-]*|netfilter[\w-]*|proxy-init|proxyv2|keepalived)$/, { because: 'its iptables image', takes: ['NET_ADMIN', 'NET_RAW'], root: true }],
];

function fuse(because: string): Need {
  return { because, takes: ['SYS_ADMIN'], root: true, beside: 'a device plugin for /dev/fuse' };
}

/** What a container of a pod evidently needs; empty for an ordinary program, and for what only a template knows. */
export function evidentNeeds(container: ContainerView): readonly Need[] {
  const { image, pod } = container;
  const command = [container.spot.get('command'), container.spot.get('args')].flatMap(words).join(' ');
  const repository = repositoryOf(image.value ?? '');
  const mounts = pod.volumes.filter((volume) => volume.mounts.some((mount) => mount.container.label === container.label));
  const device = (path: string) => mounts.some(({ hostPath }) => hostPath.value === path);
  const needs = [
    ...PROGRAMS.filter(([pattern]) => pattern.test(command)).map(([, need]) => need),
    ...IMAGES.filter(([pattern]) => pattern.test(repository)).map(([, need]) => need),
    ...(device('/dev/fuse') ? [fuse('/dev/fuse')] : []),
    ...(device('/dev/net/tun') ? [{ because: '/dev/net/tun', takes: ['NET_ADMIN'], root: true, beside: 'a device plugin for /dev/net/tun' }] : []),
    ...ofImage(container),
    ...(locksMemory(container) ? [{ because: 'bootstrap.memory_lock', takes: ['IPC_LOCK'], root: false }] : []),
    ...(container.privileged.value === true ? mounts.flatMap(ofDevice) : []),
    ...ofPart(container),
  ];
  return needs.filter(({ because }, i) => needs.findIndex((need) => need.because === because) === i);
}

/** What the image is known to need beyond the default set. */
function ofImage(container: ContainerView): Need[] {
  const facts = useInPod(container)?.facts;
  if (!facts) return [];
  if (facts.capabilitiesAsRoot.includes('ALL')) return [{ because: `${facts.name} image`, takes: 'privileged', root: true }];
  return facts.capabilitiesAsRoot.includes('IPC_LOCK') ? [{ because: 'mlock', takes: ['IPC_LOCK'], root: true }] : [];
}

function locksMemory({ spot }: ContainerView): boolean {
  return spot
    .get('env')
    .items()
    .some((item) => item.get('name').text().value === 'bootstrap.memory_lock' && item.get('value').text().value === 'true');
}

/** Only a privileged container opens devices that it has as files of the node. Source: the device cgroup of runc. */
function ofDevice({ hostPath }: VolumeView): Need[] {
  const path = hostPath.value ?? '';
  if (!/^\/dev\/(?!shm|null|zero|random|urandom|full|tty$|fuse$|net\/tun$)/.test(path)) return [];
  return [{ because: path, takes: [], root: false, beside: `a device plugin for ${path}` }];
}

/** A part of the cluster, or of a tool that watches the node, got its privileges for that. */
function ofPart(container: ContainerView): Need[] {
  const { pod, privileged, capabilitiesAdd } = container;
  const role = infrastructureOf(pod)?.role;
  const root = !useInPod(container);
  if (privileged.value === true) return role === undefined ? [] : [{ because: role === 'kube-proxy' ? role : `a ${role}`, takes: 'privileged', root }];
  const added = capabilitiesAdd.items.flatMap(({ value }) => (value === undefined ? [] : [canonicalCapability(value)]));
  const more = added.filter((name) => name !== 'NET_BIND_SERVICE');
  if (more.length === 0 || !watchesNode(pod)) return [];
  return [{ because: role === undefined ? 'an agent of the node' : role === 'kube-proxy' ? role : `a ${role}`, takes: more, root }];
}

const OF_THE_NODE: readonly HostPathClass[] = ['root', 'proc-sys', 'engine-socket', 'kubelet', 'runtime-state', 'control-plane'];

/** Whether it is a part of the cluster, or mounts what only tools that watch or set up a node are about. */
export function watchesNode(pod: PodView): boolean {
  return (
    infrastructureOf(pod) !== undefined ||
    pod.volumes.some(({ hostPath }) => hostPath.value !== undefined && OF_THE_NODE.includes(classifyHostPath(hostPath.value)))
  );
}

/** The need for which a container has a capability that it adds, or undefined. */
export function needOf(container: ContainerView, capability: string): Need | undefined {
  return evidentNeeds(container).find(({ takes }) => takes === 'privileged' || takes.includes(canonicalCapability(capability)));
}

function words(spot: Spot): string[] {
  if (spot.type === 'scalar') return [spot.text().value ?? ''];
  return spot.items().map((item) => item.text().value ?? '');
}
