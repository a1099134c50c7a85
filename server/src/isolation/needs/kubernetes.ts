import { isUnset } from '../../manifest/field.ts';
import type { ContainerView, PodView, VolumeView } from '../../manifest/kubernetes/views.ts';
import { canonicalCapability } from '../capabilities.ts';
import { repositoryOf } from '../images/names.ts';
import { containerImage, isCovered } from '../images/use.ts';
import { effectiveKubernetes } from '../kubernetes.ts';
import { classifyHostPath, type HostPathClass, isKernelSource, takesPrograms } from '../mounts/host-paths.ts';
import { isPublicData, isUnmounted, isWritable } from '../mounts/volumes.ts';
import { oncePer } from '../once.ts';
import { holds, runsAs } from '../privileges.ts';
import { infrastructureOf, partOf, withArticle } from './infrastructure.ts';
import { needOfInstalls } from './installs.ts';
import {
  banning,
  builderNeed,
  commandWords,
  DEVICES,
  fileCapability,
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

/** The privileges that a container of a pod evidently needs; empty for an ordinary program. Parts that a template hides show no need. */
export const containerNeeds = oncePer((container: ContainerView): readonly Need[] => {
  const { image, pod } = container;
  const command = [container.spot.get('command'), container.spot.get('args')].flatMap(commandWords).join(' ');
  const repository = repositoryOf(image.value ?? '');
  const mounts = pod.volumes.filter((volume) => volume.mounts.some((mount) => mount.container.label === container.label));
  return onceEach([
    ...PROGRAMS.filter(([pattern]) => pattern.test(command)).map(([, need]) => need),
    ...needOfInstalls(command),
    ...banning(container.environment),
    ...IMAGES.flatMap(({ images, kubernetes }) => (kubernetes && images.test(repository) ? [kubernetes] : [])),
    ...[builderNeed(image.value) ?? []].flat(),
    ...DEVICES.filter(([path]) => mounts.some(({ hostPath }) => hostPath.value === path)).map(([, need]) => need),
    ...needOfPorts(
      container.spot
        .get('ports')
        .items()
        .map((port) => port.get('containerPort').text().value),
      isCovered(containerImage(container)),
    ),
    ...ofImage(container),
    ...(writesModules(container, mounts) ? [MODULES] : []),
    ...(locksMemory(container) ? [{ because: 'bootstrap.memory_lock', takes: ['IPC_LOCK'], root: false }] : []),
    ...(container.privileged.value === true ? mounts.flatMap(ofDevice) : []),
    ...ofPart(container),
  ]);
});

/** Whether a container needs to be privileged: it runs other containers or controls the node, and a restriction would affect those too. */
export function needsPrivilege(container: ContainerView): boolean {
  return containerNeeds(container).some(({ takes }) => takes === 'privileged');
}

/** The needs of a known image beyond the default capabilities. */
function ofImage(container: ContainerView): Need[] {
  const use = containerImage(container);
  if (!use || (use.replaced && use.facts.fileCapabilities))
    return fileCapability(container.image.value, { mayBeRoot: runsAs(effectiveKubernetes(container)) !== 'non-root' });
  const { facts } = use;
  const root = facts.imageUser === 'root';
  if ((root ? facts.capabilitiesAsRoot : facts.capabilitiesNonRoot).includes('ALL')) return [{ because: `the ${facts.name} image`, takes: 'privileged', root }];
  return facts.capabilitiesAsRoot.includes('IPC_LOCK') ? [{ because: 'mlock', takes: ['IPC_LOCK'], root: true }] : [];
}

function writesModules(container: ContainerView, volumes: readonly VolumeView[]): boolean {
  const written = volumes.filter(({ mounts }) => mounts.some((mount) => mount.container.label === container.label && isWritable(mount)));
  return written.some(({ hostPath }) => isKernelSource(hostPath.value ?? '')) && holds(effectiveKubernetes(container), 'SYS_MODULE');
}

function locksMemory({ environment }: ContainerView): boolean {
  return environment.some(({ key, value }) => key === 'bootstrap.memory_lock' && value.value === 'true');
}

/** The need of a mounted device file: only a privileged container can open it. Source: the device cgroup of runc. */
function ofDevice({ hostPath }: VolumeView): Need[] {
  const path = hostPath.value ?? '';
  if (!/^\/dev\/(?!shm|null|zero|random|urandom|full|tty$|fuse$|net\/tun$)/.test(path)) return [];
  return [{ because: path, takes: [], root: false, beside: `a device plugin for ${path}` }];
}

/**
 * What roles use at most: they read files and counters, which paths and namespaces of the host open, and no privilege. Any other role may need
 * all that it asks for. Sources: the manifests of Fluent Bit, Promtail, Filebeat, OpenTelemetry, node_exporter, metrics-server, kubeadm and
 * NodeLocal DNSCache.
 */
const AT_MOST: Readonly<Record<string, readonly string[]>> = {
  'log shipper': ['DAC_READ_SEARCH'],
  'metrics agent': ['DAC_READ_SEARCH', 'SYS_TIME'],
  'metrics server': [],
  'control-plane component': [],
  'DNS server': ['NET_ADMIN'],
};

/** Metrics agents that ask for more: cAdvisor is run privileged where SELinux guards the cgroups, and DCGM profiles with SYS_ADMIN. */
const ASKS_MORE = /(?:^|\/)(?:cadvisor(?:\/cadvisor)?|dcgm-exporter)$/;

/** The need of a component of the cluster, or of a tool that watches the node: it has its privileges for that purpose. */
function ofPart(container: ContainerView): Need[] {
  const { pod, privileged, capabilitiesAdd } = container;
  // each container has its own purpose; one that nobody knows serves that of its pod
  const part = partOf(container.image.value) ?? infrastructureOf(pod);
  const role = infrastructureOf(pod) && withArticle(part?.role);
  const most = ASKS_MORE.test(repositoryOf(container.image.value ?? '')) ? undefined : AT_MOST[part?.role ?? ''];
  const root = !containerImage(container);
  if (privileged.value === true) return role === undefined || most ? [] : [{ because: role, takes: 'privileged', root }];
  const added = capabilitiesAdd.items.flatMap(({ value }) => (value === undefined ? [] : [canonicalCapability(value)]));
  const more = added.filter((name) => name !== 'NET_BIND_SERVICE' && (most?.includes(name) ?? true));
  if (more.length === 0 || !watchesNode(pod)) return [];
  // it only reads the clock: the kernel asks for nothing, the seccomp profile of some engines for this. Source: adjtimex(2); moby, default.json
  const timex = role === 'a metrics agent' && more.includes('SYS_TIME') ? [{ because: 'its timex collector', takes: ['SYS_TIME'], root }] : [];
  const others = more.filter((name) => timex.length === 0 || name !== 'SYS_TIME');
  return [...timex, ...(others.length > 0 ? [{ because: role ?? 'an agent of the node', takes: others, root }] : [])];
}

const OF_THE_NODE: readonly HostPathClass[] = ['root', 'proc-sys', 'engine-socket', 'kubelet', 'runtime-state', 'control-plane'];

/** Whether a pod is a component of the cluster, or mounts a part of the host that only tools for nodes use, or installs programs on it. */
export function watchesNode(pod: PodView): boolean {
  return (
    infrastructureOf(pod) !== undefined ||
    pod.volumes.some((volume) => {
      const path = volume.hostPath.value;
      if (path === undefined || isUnmounted(pod, volume)) return false;
      return OF_THE_NODE.includes(classifyHostPath(path)) || (takesPrograms(path) && volume.mounts.some(isWritable));
    })
  );
}

/**
 * The needs of a container that drops its capabilities: also the usual ones of an entrypoint that starts as root and prepares its files, or
 * changes to the user that its variables name, before it starts the program. What a known image needs, its facts say.
 */
export function containerCapabilityNeeds(container: ContainerView): readonly Need[] {
  const needs = containerNeeds(container);
  const who = runsAs(effectiveKubernetes(container));
  const use = containerImage(container);
  const startsAsOther = who === 'non-root' || (who === 'image' && (use?.facts.imageUser ?? 'root') !== 'root');
  if (startsAsOther || isCovered(use)) return needs;
  const staysRoot = use?.facts.imageUser === 'root' && !use.replaced && (!use.facts.base || use.facts.uid === undefined);
  const usual = staysRoot || changesUser(container) ? [USUAL_OF_ROOT] : [];
  return [...needs, ...usual, ...(writesNode(container) ? [FILES_OF_NODE] : [])];
}

/** The folders of a node may belong to any user of it. */
const FILES_OF_NODE: Need = { because: 'writing files of the node', takes: ['DAC_OVERRIDE'], root: false };

function writesNode({ pod, label }: ContainerView): boolean {
  return pod.volumes.some(({ hostPath, mounts }) => !isUnset(hostPath) && mounts.some((mount) => mount.container.label === label && isWritable(mount)));
}

function changesUser({ environment }: ContainerView): boolean {
  return environment.some(({ key }) => key !== undefined && USER_VARIABLE.test(key));
}

/** Why a container would surely fail as another user; `undefined` if there is no reason. The text ends the title of a fix. */
export function containerRootReason(container: ContainerView): string | undefined {
  const { pod, environment } = container;
  const need = containerNeeds(container).find(({ root }) => root);
  if (need) return `${need.because} needs root`;
  const use = containerImage(container);
  if (use?.replaced && use.facts.imageUser === 'root') return 'its own command is run as root';
  const mounts = hostMounts(container);
  const ofRoot = mounts.find(({ path }) => OF_ROOT.includes(classifyHostPath(path)));
  if (use) {
    if (use.facts.uid === undefined || use.facts.gid === undefined) return 'no other user is known with which the image works';
    const isRoot = use.facts.imageUser === 'root' || runsAs(effectiveKubernetes(container)) === 'root';
    return isRoot && ofRoot ? usesNode(ofRoot) : undefined;
  }
  const variable = environment.find(({ key }) => key !== undefined && USER_VARIABLE.test(key))?.key;
  if (variable !== undefined) return `its entrypoint reads ${variable}`;
  // files of the node cannot belong to an unused user ID; that a fix may mount those of a known part read-only says nothing of the user
  const host = mounts.find((mount) => mount === ofRoot || (mount.readOnly.value !== true && !isPublicData(mount.path))) ?? (infrastructureOf(pod) && mounts[0]);
  return host && usesNode(host);
}

interface HostMount {
  readonly hostPath: VolumeView['hostPath'];
  readonly readOnly: VolumeView['mounts'][number]['readOnly'];
  readonly path: string;
}

function hostMounts({ pod, label }: ContainerView): HostMount[] {
  const volumes = pod.volumes.filter(({ hostPath }) => !isUnset(hostPath));
  return volumes.flatMap(({ hostPath, mounts }) =>
    mounts.filter((mount) => mount.container.label === label).map(({ readOnly }) => ({ hostPath, readOnly, path: hostPath.value ?? '' })),
  );
}

function usesNode({ hostPath }: HostMount): string {
  return `it uses ${hostPath.text ?? 'files'} of the node`;
}
