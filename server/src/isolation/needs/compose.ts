import type { ServiceView, VolumeUse } from '../../manifest/compose/views.ts';
import type { Spot } from '../../manifest/spot.ts';
import { DEFAULT_CAPABILITIES } from '../capabilities.ts';
import { effectiveCompose } from '../compose.ts';
import { type ImageUse, isWithin, useInProject } from '../images/use.ts';
import { hostBinds } from '../mounts/binds.ts';
import { runsAs } from '../privileges.ts';
import { INFRASTRUCTURE, repositoryOf } from './infrastructure.ts';
import { type Need, PROGRAMS } from './kubernetes.ts';

/**
 * What the Compose files of projects ask for, by the end of the image's repository. Sources: the installation guides of gluetun, linuxserver.io,
 * Tailscale, wg-easy, Home Assistant, BuildKit, Pi-hole, unbound, GitLab Runner, docker-mailserver, CrowdSec, Collabora Online and Puppeteer.
 */
const IMAGES: readonly (readonly [images: RegExp, need: Need])[] = [
  [/(?:^|\/)(?:gluetun|wireguard|openvpn|tailscale|wg-easy)$/, { because: 'its VPN', takes: ['NET_ADMIN', 'NET_RAW'], root: true }],
  [/(?:^|\/)unbound$/, { because: 'unbound', takes: ['NET_BIND_SERVICE', 'SYS_CHROOT'], root: true }],
  [/(?:^|\/)gitlab-runner$/, { because: 'the Docker executor', takes: [], root: true }],
  [/(?:^|\/)home-assistant$/, { because: 'Home Assistant', takes: 'privileged', root: true }],
  [/(?:^|\/)moby\/buildkit$/, { because: 'BuildKit', takes: 'privileged', root: true }],
  [/(?:^|\/)pihole$/, { because: 'Pi-hole', takes: ['NET_ADMIN', 'NET_RAW', 'NET_BIND_SERVICE', 'SYS_NICE'], root: true }],
  [/(?:^|\/)docker-mailserver$/, { because: 'the mail server', takes: ['NET_ADMIN', 'NET_BIND_SERVICE', 'SYS_CHROOT'], root: true }],
  [/(?:^|\/)(?:[\w-]*firewall-bouncer|fail2ban)$/, { because: 'the firewall', takes: ['NET_ADMIN', 'NET_RAW'], root: true }],
  [/(?:^|\/)collabora\/code$/, { because: 'Collabora', takes: ['CHOWN', 'FOWNER', 'MKNOD', 'SYS_CHROOT'], root: true }],
  [/(?:^|\/)(?:[\w-]*chrom(?:e|ium)|puppeteer|browserless)$/, { because: 'the sandbox of Chromium', takes: ['SYS_ADMIN'], root: false }],
];

/** Devices that are of use only with a capability. */
const DEVICES: readonly (readonly [device: string, need: Need])[] = [
  ['/dev/net/tun', { because: '/dev/net/tun', takes: ['NET_ADMIN'], root: true }],
  ['/dev/fuse', { because: '/dev/fuse', takes: ['SYS_ADMIN'], root: true }],
];

/** What a service evidently needs, as its image, command, devices and variables show; empty for an ordinary program. */
export function serviceNeeds(service: ServiceView): readonly Need[] {
  const repository = repositoryOf(service.image.value ?? '');
  const command = ['entrypoint', 'command'].flatMap((key) => words(service.spot.get(key))).join(' ');
  const devices = [...service.devices.map(({ source }) => source), ...service.mounts.map(({ source }) => source)];
  const needs = [
    ...DEVICES.filter(([device]) => devices.includes(device)).map(([, need]) => need),
    ...IMAGES.filter(([images]) => images.test(repository)).map(([, need]) => need),
    ...PROGRAMS.filter(([program]) => program.test(command)).map(([, need]) => need),
    ...ofImage(useInProject(service)),
    ...(isSet(service, 'bootstrap.memory_lock', 'true') ? [{ because: 'bootstrap.memory_lock', takes: ['IPC_LOCK'], root: false }] : []),
  ];
  return needs.filter(({ because }, i) => needs.findIndex((need) => need.because === because) === i);
}

/** The need for which a service has a capability that it adds, or undefined. */
export function serviceNeedOf(service: ServiceView, capability: string): Need | undefined {
  return serviceNeeds(service).find(({ takes }) => takes === 'privileged' || takes.includes(capability));
}

/** Whether it is a part of systems of which the least that they need is not known: a VPN, a mail server, a firewall. */
export function isSystemService({ image }: ServiceView): boolean {
  const repository = repositoryOf(image.value ?? '');
  return IMAGES.some(([images, { root }]) => root && images.test(repository));
}

/** Whether it runs other containers, or drives the host: then what the engine takes from it, it takes from them. */
export function needsPrivilege(service: ServiceView): boolean {
  return serviceNeeds(service).some(({ takes }) => takes === 'privileged');
}

/** What observes a machine from inside of a container: its metrics, logs or safety. */
export function watchesHost({ image }: ServiceView): boolean {
  const repository = repositoryOf(image.value ?? '');
  return INFRASTRUCTURE.some(({ role, images }) => /agent|shipper/.test(role) && images.test(repository));
}

/** Images whose programs gain capabilities or change user by their files. Sources: the issues on no-new-privileges of these projects. */
const GAINS = /(?:^|\/)(?:collabora\/code|pihole|docker-mailserver|selenium\/[\w-]+)$/;

/** Whether its programs evidently have to gain privileges. */
export function gainsPrivileges(service: ServiceView): boolean {
  return needsPrivilege(service) || useInProject(service)?.facts.noNewPrivileges === 'breaks' || GAINS.test(repositoryOf(service.image.value ?? ''));
}

/** What the image is known to need beyond the default set. */
function ofImage(use: ImageUse | undefined): Need[] {
  if (!use) return [];
  const { name, imageUser, capabilitiesAsRoot, capabilitiesNonRoot } = use.facts;
  const root = imageUser === 'root';
  const takes = (root ? capabilitiesAsRoot : capabilitiesNonRoot).filter((capability) => !DEFAULT_CAPABILITIES.includes(capability));
  if (takes.length === 0) return [];
  return [{ because: `the ${name} image`, takes: takes.includes('ALL') ? 'privileged' : takes, root: takes.includes('ALL') && root }];
}

function isSet({ environment }: ServiceView, name: string, text: string): boolean {
  return environment.some(({ key, value }) => key === name && value.value === text);
}

function words(spot: Spot): string[] {
  if (spot.type === 'scalar') return [spot.text().value ?? ''];
  return spot.list().items.map(({ value }) => value ?? '');
}

/** Whether the image is proven, or the Dockerfile in the file says, to run as an ordinary user: a file of Compose has nothing to add. */
export function isOrdinaryUser(service: ServiceView): boolean {
  const facts = useInProject(service)?.facts;
  return (facts?.proven === true && facts.imageUser !== 'root') || endsAsUser(service.build.get('dockerfile_inline').text().value ?? '');
}

/** The last stage of a Dockerfile names a user other than root, by number or by name. */
function endsAsUser(dockerfile: string): boolean {
  const stage = dockerfile.split(/^[ \t]*FROM[ \t]/im).at(-1) ?? '';
  const user = [...stage.matchAll(/^[ \t]*USER[ \t]+(\S+)/gim)].at(-1)?.[1];
  return user !== undefined && !/\$|^(?:0+|root)(?::|$)/.test(user);
}

/** Variables by which entrypoints learn the user that they change to, after they did as root what it may not. */
const USER_VARIABLE = /^(?:PUID|PGID|USER_UID|USER_GID)$/;

/** Images that are no root, and need the folders of their own user. Sources: their documentation of user and home. */
const OWN_USER = /(?:^|\/)(?:selenium\/[\w-]+|browserless\/[\w-]+|dpage\/pgadmin4)$/;

function hasOwnUser({ image }: ServiceView): boolean {
  return OWN_USER.test(repositoryOf(image.value ?? ''));
}

/** Files of the host that mostly belong to root. */
const OF_ROOT = ['root', 'kubelet', 'control-plane', 'runtime-state', 'proc-sys', 'dev', 'var-log'] as const;

/**
 * Why a service that is or may be root would surely, or most likely, fail as another user, as the end of a title. Of an image of which
 * nothing is known, what it writes to a volume speaks against it.
 */
export function rootReason(service: ServiceView): string | undefined {
  const who = runsAs(effectiveCompose(service));
  if (who !== 'root' && (who !== 'image' || isOrdinaryUser(service))) return undefined;
  const use = useInProject(service);
  const need = serviceNeeds(service).find(({ root }) => root);
  if (need) return `${need.because} needs root`;
  const variable = service.environment.find(({ key }) => USER_VARIABLE.test(key))?.key;
  if (variable !== undefined) return `the entrypoint takes ${variable} and changes to it`;
  if (service.useApiSocket.value === true || hostBinds(service, 'engine-socket').length > 0) return 'the socket of the engine belongs to root';
  if (who === 'root' && use && !use.asShipped) return 'its own command is run as root';
  if (use && !use.facts.base) {
    if (use.facts.imageUser !== 'root') return undefined;
    return use.facts.uid === undefined ? 'the image is known for no other' : (movedFolder(use) ?? filesOfRoot(use));
  }
  if (service.build.written) return use?.facts.base ? undefined : 'only you know the image that is built here';
  if (hasOwnUser(service)) return 'the image has a user of its own';
  if (service.spot.get('volumes_from').written) return 'it may write to the volumes of another service';
  const host = OF_ROOT.flatMap((area) => hostBinds(service, area))[0];
  if (host) return `${host.source} belongs to root`;
  const written = service.volumes.find((volume) => isWritable(volume));
  return written ? `it writes to ${written.target ?? 'a volume'}` : undefined;
}

/** A folder to which the variable of the image moves its data: Docker makes it for root. */
function movedFolder({ dataFolder, facts }: ImageUse): string | undefined {
  const known = facts.writable.some(({ path, kind }) => kind === 'data' && isWithin(dataFolder ?? path, path));
  return dataFolder === undefined || known ? undefined : `Docker makes ${dataFolder} for root`;
}

/** An image that does not change its user, nor owners, wrote its files as root so far: another user cannot go on with them. */
function filesOfRoot({ facts, mounts, argumentPaths }: ImageUse): string | undefined {
  if (facts.dropsPrivileges) return undefined;
  const written = [...facts.writable.filter(({ kind }) => kind === 'data').map(({ path }) => path), ...argumentPaths];
  const mount = mounts.find((one) => !one.readOnly && one.kind !== 'scratch' && one.kind !== 'files' && written.some((path) => isWithin(path, one.path)));
  return mount && !SETTINGS.test(mount.path) ? `${mount.path} belongs to root so far` : undefined;
}

/** Settings of programs, by the path in the container: read, and seldom written. */
const SETTINGS = /\.(?:conf|cnf|cfg|ini|ya?ml|toml|properties|xml|html?|sql|sh|crt|pem|key|lua|rules)$|\/(?:Caddyfile|Corefile)$/;

function isWritable({ type, readOnly, target }: VolumeUse): boolean {
  return !readOnly && type !== 'tmpfs' && !SETTINGS.test(target ?? '');
}

/** What entrypoints that start as root mostly use, before they become another user: they own, read and signal files and processes of others. */
export const USUAL_OF_ROOT: Need = { because: 'its entrypoint', takes: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'SETGID', 'SETUID'], root: true };

/** The needs of a service, and where it is root for more than its image is known to need, those of entrypoints. */
export function capabilityNeeds(service: ServiceView): readonly Need[] {
  const needs = serviceNeeds(service);
  const known = useInProject(service);
  return rootReason(service) !== undefined && !hasOwnUser(service) && !(known?.asShipped && !known.facts.base) ? [...needs, USUAL_OF_ROOT] : needs;
}
