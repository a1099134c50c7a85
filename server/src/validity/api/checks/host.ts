import { type ApiPod, keeps } from '../pod.ts';
import { duplicate, forbidden, invalid, type Refusal, required } from '../refusal.ts';

/** The fields that the API server refuses together with a user namespace. Source: validateHostUsers of core/v1. */
export function* userNamespace(pod: ApiPod): Iterable<Refusal> {
  const { spec, containers } = pod;
  if (!keeps(pod, 'hostUsers') || spec.get('hostUsers').flag !== false) return;
  const why = 'when `hostUsers` is false';
  if (spec.get('hostNetwork').flag) yield forbidden(spec.get('hostNetwork'), why);
  for (const name of ['PID', 'IPC']) {
    const field = spec.get(`host${name}`);
    // the API server writes these two names with a capital letter
    if (field.flag) yield forbidden(field.as(`${spec.name}.Host${name}`), why);
  }
  for (const { at } of containers) {
    const devices = at.get('volumeDevices');
    if (devices.items().length > 0) yield forbidden(devices, why);
  }
}

/** `shareProcessNamespace` together with `hostPID`. Source: validateShareProcessNamespace of core/v1. */
export function* sharedProcesses({ spec }: ApiPod): Iterable<Refusal> {
  const shared = spec.get('shareProcessNamespace');
  if (shared.flag && spec.get('hostPID').flag) yield invalid(shared, true, 'ShareProcessNamespace and HostPID cannot both be enabled');
}

/** With the network of the node, `hostPort` must be `containerPort`. Source: validatePodHostNetworkDeps of core/v1. */
export function* hostNetworkPorts({ spec, containers }: ApiPod): Iterable<Refusal> {
  if (!spec.get('hostNetwork').flag) return;
  for (const { list, at } of containers)
    for (const port of list === 'containers' ? at.get('ports').maps() : []) {
      const [host, own] = [port.get('hostPort'), port.get('containerPort')];
      // the API server sets an absent host port itself
      if (host.number && own.number !== undefined && host.number !== own.number)
        yield invalid(host, host.number, 'must match `containerPort` when `hostNetwork` is true');
    }
}

const SYSCTL = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;
const SYSCTL_WORDS = 'must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$';

/** Names of sysctls, and sysctls of a namespace that is shared with the host. Source: validateSysctls of core/v1. */
export function* sysctls({ spec, security }: ApiPod): Iterable<Refusal> {
  const seen = new Set<string>();
  for (const item of security.get('sysctls').maps()) {
    const at = item.get('name');
    const name = at.unset ? '' : at.text;
    if (name === undefined) continue;
    if (name === '') yield required(at);
    else if (name.length > 253 || !SYSCTL.test(name)) yield invalid(at, name, SYSCTL_WORDS);
    else if (seen.has(name)) yield duplicate(at, name);
    seen.add(name);
    const namespace = namespaceOf(name);
    if (namespace !== undefined && spec.get(namespace).flag) yield invalid(at, name, `may not be specified when '${namespace}' is true`);
  }
}

const IPC = new Set(['sem', 'shmall', 'shmmax', 'shmmni', 'shm_rmid_forced', 'shm', 'msgmax', 'msgmnb', 'msgmni', 'msg'].map((name) => `kernel.${name}`));

/** The field that would share the namespace of a sysctl with the host; `undefined` if there is none. Source: k8s.io/component-helpers, node/util/sysctl. */
function namespaceOf(name: string): 'hostNetwork' | 'hostIPC' | undefined {
  const slashed = /^[^./]*\//.test(name);
  const dotted = slashed ? name.replace(/[./]/g, (c) => (c === '/' ? '.' : '/')) : name;
  if (dotted.startsWith('net.')) return 'hostNetwork';
  return IPC.has(dotted) || dotted.startsWith('fs.mqueue.') ? 'hostIPC' : undefined;
}
