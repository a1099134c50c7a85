import type { ServiceView, VolumeUse } from '../../manifest/compose/views.ts';
import { canonicalCapability, DEFAULT_CAPABILITIES } from '../capabilities.ts';
import { effectiveCompose } from '../compose.ts';
import { isImage, repositoryOf } from '../images/names.ts';
import { type ImageUse, isCovered, isWithin, serviceImage } from '../images/use.ts';
import { hostBinds, isSettings } from '../mounts/binds.ts';
import { grantForOneUser, inHomeOfRoot } from '../mounts/hidden-files.ts';
import { isKernelSource } from '../mounts/host-paths.ts';
import { isPublicData } from '../mounts/volumes.ts';
import { oncePerService } from '../once.ts';
import { holds, runsAs } from '../privileges.ts';
import { INFRASTRUCTURE } from './infrastructure.ts';
import { needOfInstalls } from './installs.ts';
import {
  banning,
  builderNeed,
  commandWords,
  DEVICES,
  fileCapability,
  grantsSudo,
  IMAGES,
  MODULES,
  type Need,
  needOfPorts,
  OF_ROOT,
  onceEach,
  PROGRAMS,
  USER_VARIABLE,
  USUAL_OF_ROOT,
} from './table.ts';

/** The privileges that a service evidently needs, by its image, command, devices and variables; empty for an ordinary program. */
export const serviceNeeds = oncePerService((service: ServiceView): readonly Need[] => {
  const repository = repositoryOf(service.image.value ?? '');
  const command = ['entrypoint', 'command'].flatMap((key) => commandWords(service.spot.get(key))).join(' ');
  const devices = [...service.devices.map(({ source }) => source), ...service.mounts.map(({ source }) => source)];
  return onceEach([
    ...DEVICES.filter(([device]) => devices.includes(device)).map(([, need]) => need),
    ...IMAGES.flatMap(({ images, compose }) => (compose && images.test(repository) ? [compose] : [])),
    ...[builderNeed(service.image.value) ?? []].flat(),
    ...PROGRAMS.filter(([program]) => program.test(command)).map(([, need]) => need),
    ...needOfInstalls(command),
    ...banning(service.variables),
    ...needOfPorts([...service.ports.map(({ target }) => target), ...commandWords(service.spot.get('expose'))], isCovered(serviceImage(service))),
    ...ofImage(service),
    ...ofWatcher(service),
    ...(writesModules(service) ? [MODULES] : []),
    ...(isSet(service, 'bootstrap.memory_lock', 'true') ? [{ because: 'bootstrap.memory_lock', takes: ['IPC_LOCK'], root: false }] : []),
  ]);
});

/** Whether a service is a system whose exact needs are unknown, such as a VPN, a mail server or a firewall. */
export function isSystemService({ image }: ServiceView): boolean {
  const repository = repositoryOf(image.value ?? '');
  return IMAGES.some(({ images, compose }) => compose?.root && images.test(repository));
}

/** Whether a service needs to be privileged, because it runs other containers or controls the host. A restriction would then affect those too. */
export function needsPrivilege(service: ServiceView): boolean {
  return serviceNeeds(service).some(({ takes }) => takes === 'privileged');
}

/** Whether a service observes its host from inside the container: metrics, logs or security. Who sees its processes and mounts its counters does. */
export function watchesHost(service: ServiceView): boolean {
  const repository = repositoryOf(service.image.value ?? '');
  if (isImage('hostWatcher', service.image.value)) return true;
  if (INFRASTRUCTURE.some(({ role, images }) => /agent|shipper/.test(role) && images.test(repository))) return true;
  return service.pid.value === 'host' && (['root', 'proc-sys'] as const).some((area) => hostBinds(service, area).length > 0);
}

/** What a tool that watches the host asks for beyond the default, it has for that purpose, as far as no image says less. */
function ofWatcher(service: ServiceView): Need[] {
  if (isImage('readsCounters', service.image.value) || !watchesHost(service)) return [];
  const added = service.capAdd.items.flatMap(({ value }) => (value === undefined ? [] : [canonicalCapability(value)]));
  const takes = added.filter((name) => !DEFAULT_CAPABILITIES.includes(name));
  return takes.length > 0 ? [{ because: 'an agent of the host', takes, root: !serviceImage(service) }] : [];
}

/** Whether the programs of a service evidently must gain privileges, so that no-new-privileges breaks them. */
export function gainsPrivileges(service: ServiceView): boolean {
  return (
    needsPrivilege(service) ||
    grantsSudo(service.variables) ||
    serviceImage(service)?.facts.noNewPrivileges === 'breaks' ||
    isImage('gainsPrivileges', service.image.value)
  );
}

function writesModules(service: ServiceView): boolean {
  return service.mounts.some(({ source, readOnly }) => !readOnly && isKernelSource(source)) && holds(effectiveCompose(service), 'SYS_MODULE');
}

/** The needs of a known image beyond the default capabilities. */
function ofImage(service: ServiceView): Need[] {
  const use = serviceImage(service);
  if (!use || (use.replaced && use.facts.fileCapabilities))
    return fileCapability(service.image.value, { mayBeRoot: runsAs(effectiveCompose(service)) !== 'non-root' });
  const { name, imageUser, capabilitiesAsRoot, capabilitiesNonRoot } = use.facts;
  const root = imageUser === 'root';
  const takes = (root ? capabilitiesAsRoot : capabilitiesNonRoot).filter((capability) => !DEFAULT_CAPABILITIES.includes(capability));
  if (takes.length === 0) return [];
  return [{ because: `the ${name} image`, takes: takes.includes('ALL') ? 'privileged' : takes, root: takes.includes('ALL') && root }];
}

function isSet({ variables }: ServiceView, name: string, text: string): boolean {
  return variables.some(({ key, value }) => key === name && value.value === text);
}

/** Whether a service runs as an ordinary user without `user`: its image is known for it, or its inline Dockerfile says so. */
export function isOrdinaryUser(service: ServiceView): boolean {
  const facts = serviceImage(service)?.facts;
  return (facts?.proven === true && facts.imageUser !== 'root') || endsAsUser(service.build.get('dockerfile_inline').text().value ?? '');
}

/** Whether the last stage of a Dockerfile has a `USER` other than root. */
function endsAsUser(dockerfile: string): boolean {
  const stage = dockerfile.split(/^[ \t]*FROM[ \t]/im).at(-1) ?? '';
  const user = [...stage.matchAll(/^[ \t]*USER[ \t]+(\S+)/gim)].at(-1)?.[1];
  return user !== undefined && !/\$|^(?:0+|root)(?::|$)/.test(user);
}

function hasOwnUser({ image }: ServiceView): boolean {
  return isImage('ownUser', image.value);
}

/**
 * Why a service that runs or may run as root would probably fail as another user; `undefined` if there is no reason. The text ends the title
 * of a fix. If the image is unknown, a volume to which the service writes is a reason.
 */
export function serviceRootReason(service: ServiceView): string | undefined {
  const who = runsAs(effectiveCompose(service));
  if (who !== 'root' && (who !== 'image' || isOrdinaryUser(service))) return undefined;
  const use = serviceImage(service);
  const need = serviceNeeds(service).find(({ root }) => root);
  if (need) return `${need.because} needs root`;
  const variable = service.variables.find(({ key }) => USER_VARIABLE.test(key))?.key;
  if (variable !== undefined) return `the entrypoint takes ${variable} and changes to it`;
  if (service.useApiSocket.value === true || hostBinds(service, 'engine-socket').length > 0) return 'the socket of the engine belongs to root';
  // another command in its place runs as the user of the image, too
  const replaced = use?.replaced === true && use.facts.imageUser === 'root';
  if (use && ((who === 'root' && !use.asShipped) || replaced)) return 'its own command is run as root';
  const home = inHomeOfRoot([...service.volumes, ...service.tmpfs, ...service.secrets, ...service.configs].map(({ target }) => target));
  if (home !== undefined) return `only root may enter the folder of ${home}`;
  const grant = grantForOneUser(service);
  if (grant !== undefined) return `the mode of ${grant} hides it from others`;
  const host = OF_ROOT.flatMap((area) => hostBinds(service, area))[0];
  const ofHost = host && `${host.source} belongs to ${hostBinds(service, 'credentials').includes(host) ? 'a user of the host' : 'root'}`;
  if (use && !use.facts.base) {
    if (ofHost !== undefined) return ofHost;
    if (use.facts.imageUser !== 'root') return undefined;
    return use.facts.uid === undefined ? 'no other user is known with which the image works' : (movedFolder(use) ?? filesOfRoot(use));
  }
  if (service.build.written) return use?.facts.base ? undefined : 'only you know the image that is built here';
  if (hasOwnUser(service)) return 'the image has a user of its own';
  if (service.spot.get('volumes_from').written) return 'it may write to the volumes of another service';
  if (ofHost !== undefined) return ofHost;
  const written = service.volumes.find((volume) => isWritable(volume));
  return written ? `it writes to ${written.target ?? 'a volume'}` : undefined;
}

/** The reason if a variable moves the data to another folder, which Docker creates for root. */
function movedFolder({ dataFolder, facts }: ImageUse): string | undefined {
  const known = facts.writable.some(({ path, kind }) => kind === 'data' && isWithin(dataFolder ?? path, path));
  return dataFolder === undefined || known ? undefined : `Docker makes ${dataFolder} for root`;
}

/** The reason if the image runs as root without changing the user: the files in its volumes belong to root, and another user cannot use them. */
function filesOfRoot({ facts, mounts, argumentPaths }: ImageUse): string | undefined {
  if (facts.dropsPrivileges) return undefined;
  const written = [...facts.writable.filter(({ kind }) => kind === 'data').map(({ path }) => path), ...argumentPaths];
  const mount = mounts.find((one) => !one.readOnly && one.kind !== 'scratch' && one.kind !== 'files' && written.some((path) => isWithin(path, one.path)));
  return mount && !isSettings(mount.path) ? `${mount.path} belongs to root so far` : undefined;
}

function isWritable({ type, readOnly, source = '', target = '' }: VolumeUse): boolean {
  return !readOnly && type !== 'tmpfs' && !isSettings(target) && !(type === 'bind' && (isSettings(source) || isPublicData(source)));
}

/** The needs of a service. If it must run as root for another reason than a known image, also the usual needs of entrypoints. */
export function capabilityNeeds(service: ServiceView): readonly Need[] {
  const needs = serviceNeeds(service);
  const known = serviceImage(service);
  return serviceRootReason(service) !== undefined && !hasOwnUser(service) && !isCovered(known) ? [...needs, USUAL_OF_ROOT] : needs;
}
