import { type Field, isUnset } from '../../../manifest/field.ts';
import type { Spot } from '../../../manifest/spot.ts';
import type { Path, Site } from '../../../syntax/site.ts';
import { allowedUnless, forbid, type Outcome, ofAll, setters } from '../outcome.ts';
import { type ContainerSpot, equals, type Pod, unsureItems } from '../pod.ts';
import { listed, plural, quoted, sorted } from '../wording.ts';

/** Baseline: the pod shares no network, process or IPC namespace of the host. */
export function hostNamespaces({ spec }: Pod): Outcome {
  const fields = ['hostNetwork', 'hostPID', 'hostIPC'].map((key) => ({ key, field: spec.get(key).boolean() }));
  const shared = fields.filter(({ field }) => field.value === true);
  if (shared.length === 0) return allowedUnless(fields.some(({ field }) => equals(field, true) === undefined));
  return { reason: 'host namespaces', detail: shared.map(({ key }) => `${key}=true`).join(', '), sites: shared.map(({ field }) => field.site) };
}

/** Baseline: no volume is a `hostPath`. */
export function hostPathVolumes({ volumes, volumesUnsure }: Pod): Outcome {
  const found = volumes.flatMap(({ name, sources }) => sources.filter(({ type }) => type === 'hostPath').map(({ site }) => ({ name, site })));
  if (found.length === 0) return allowedUnless(volumesUnsure || volumes.some((volume) => volume.unsure));
  const names = found.map(({ name }) => name);
  return { reason: 'hostPath volumes', detail: listed('volume', names), sites: found.map(({ site }) => site) };
}

/** The field with which a pod or container runs as a process of the Windows host. */
export const HOST_PROCESS: Path = ['securityContext', 'windowsOptions', 'hostProcess'];

/** Baseline: no pod or container runs as a process of the Windows host. */
export function windowsHostProcess(pod: Pod): Outcome {
  const settings = ofAll(pod, (spot) => spot.get(...HOST_PROCESS).boolean());
  return forbid(
    pod,
    settings,
    (value) => value,
    (found) => ({
      reason: 'hostProcess',
      detail: `${setters(found)} must not set securityContext.windowsOptions.hostProcess=true`,
    }),
  );
}

interface Use {
  readonly container: ContainerSpot;
  /** `undefined` if a template decides. */
  readonly value: string | undefined;
  readonly site: Site;
}

/** Baseline: no container uses a port of the host. */
export function hostPorts(pod: Pod): Outcome {
  const uses = pod.containers.flatMap((container) => portUses(pod, container));
  const unsure = pod.containersUnsure || pod.containers.some(({ spot }) => unsureItems(spot.get('ports')));
  const found = known(uses);
  if (found.length === 0) return allowedUnless(unsure || uses.length > 0);
  const names = ownersOf(found);
  const ports = sorted(found.map(({ value }) => value));
  const detail = `${listed('container', names)} ${names.length === 1 ? 'uses' : 'use'} ${plural('hostPort', ports.length)} ${ports.join(', ')}`;
  return { reason: 'hostPort', detail, sites: found.map(({ site }) => site) };
}

/** The host ports of a container. In a Pod with the network of the host, the API server makes every port a host port (except of ephemeral containers). */
function portUses(pod: Pod, container: ContainerSpot): Use[] {
  const filled = container.spot.path.at(-2) !== 'ephemeralContainers';
  return container.spot
    .get('ports')
    .items()
    .flatMap((port): Use[] => {
      const own = use(container, port.get('hostPort').integer());
      if (own.length > 0 || !filled || pod.portsOnHost === false) return own;
      const given = use(container, port.get('containerPort').integer());
      return pod.portsOnHost ? given : given.map((one) => ({ ...one, value: undefined }));
    });
}

function use(container: ContainerSpot, field: Field<number>): Use[] {
  return isNoPort(field) ? [] : [{ container, value: field.value?.toString(), site: field.site }];
}

/** Whether a field names no port. For the API server, 0 is no port. */
export function isNoPort(field: Field<number>): boolean {
  return isUnset(field) || field.value === 0;
}

const HANDLERS: readonly Path[] = [['livenessProbe'], ['readinessProbe'], ['startupProbe'], ['lifecycle', 'postStart'], ['lifecycle', 'preStop']];

/** The fields of a container with the host of a probe or lifecycle hook. Source: `check_hostProbesAndHostLifecycle.go`. */
export const PROBE_HOSTS: readonly Path[] = HANDLERS.flatMap((handler) => ['httpGet', 'tcpSocket'].map((protocol) => [...handler, protocol, 'host']));

/** Baseline, since v1.34: no probe or lifecycle hook names a host. */
export function hostProbesAndHostLifecycle(pod: Pod): Outcome {
  const uses = pod.containers.flatMap((container) => PROBE_HOSTS.flatMap((host) => hostUse(container, container.spot.get(...host))));
  const found = known(uses);
  if (found.length === 0) return allowedUnless(pod.containersUnsure || uses.length > 0);
  const names = sorted(ownersOf(found));
  const hosts = sorted(found.map(({ value }) => value));
  const detail = `${listed('container', names)} ${names.length === 1 ? 'uses' : 'use'} ${plural('probe or lifecycle host', hosts.length)} ${quoted(hosts)}`;
  return { reason: 'probe or lifecycle host', detail, sites: found.map(({ site }) => site) };
}

function hostUse(container: ContainerSpot, spot: Spot): Use[] {
  const field = spot.text();
  return isUnset(field) || field.value === '' ? [] : [{ container, value: field.value, site: field.site }];
}

function known(uses: readonly Use[]): (Use & { readonly value: string })[] {
  return uses.flatMap((one) => (one.value === undefined ? [] : [{ ...one, value: one.value }]));
}

/** The names of the containers, in order, each container once. */
function ownersOf(uses: readonly Use[]): string[] {
  return [...new Set(uses.map(({ container }) => container))].map(({ name }) => name);
}
