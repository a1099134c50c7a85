import { canonicalCapability } from '../../isolation/capabilities.ts';
import { securityOptions } from '../../isolation/compose.ts';
import type { ServiceView } from '../../manifest/compose/views.ts';
import { type Field, isUnset } from '../../manifest/field.ts';
import type { Site } from '../../syntax/site.ts';

/** A setting of a service or pod that a sandbox runtime does not support or honour. */
export interface Conflict {
  readonly what: string;
  readonly site: Site;
}

/** Settings that Kata Containers do not support or, by default, do not apply in the guest. Source: Limitations.md and the default configuration. */
export function kataConflicts(service: ServiceView): Conflict[] {
  const { networkMode, pid, ipc, spot } = service;
  const links = spot.get('links');
  return [
    ...(/^(?:host$|service:|container:)/.test(networkMode.value ?? '') ? [shown('network_mode', networkMode)] : []),
    ...(pid.value === 'host' ? [shown('pid', pid)] : []),
    ...(ipc.value === 'host' ? [shown('ipc', ipc)] : []),
    ...(links.items().length > 0 ? [{ what: 'links', site: links.site }] : []),
    ...profiles(service),
  ];
}

/** Settings that gVisor does not support or honour with its default flags. Source: its FAQ and flags. */
export function gvisorConflicts(service: ServiceView): Conflict[] {
  const { networkMode, capAdd, devices, mounts } = service;
  return [
    ...(networkMode.value === 'host' ? [shown('network_mode', networkMode)] : []),
    ...capAdd.items.filter(({ value }) => canonicalCapability(value ?? '') === 'NET_RAW').map(({ site }) => ({ what: 'NET_RAW', site })),
    ...devices.filter(({ source }) => source.startsWith('/dev/')).map(({ source, site }) => ({ what: source, site })),
    ...mounts.filter(({ source }) => /\.sock$/.test(source)).map(({ source, at }) => ({ what: source, site: at })),
    ...profiles(service),
  ];
}

/**
 * Whether names stop to resolve under gVisor: its network stack does not reach Docker's DNS at 127.0.0.11, which a service on a network of
 * the project gets (gVisor issue 13980). Addresses in `extra_hosts` or a resolv.conf of its own are ways around.
 */
export function losesNames({ networkMode, spot, volumes }: ServiceView): boolean {
  return isUnset(networkMode) && spot.get('extra_hosts').state === 'absent' && !volumes.some(({ target }) => target === '/etc/resolv.conf');
}

/** Custom profiles and labels, which somebody relies on. */
function profiles(service: ServiceView): Conflict[] {
  return securityOptions(service).flatMap(({ name, value, field }) => {
    const own = name === 'label' ? value !== 'disable' : /^(?:seccomp|apparmor)$/.test(name) && !/^(?:|unconfined|builtin|docker-default)$/.test(value);
    return own ? [{ what: field.text ?? name, site: field.site }] : [];
  });
}

function shown(key: string, field: Field<string>): Conflict {
  return { what: `${key}: ${field.value}`, site: field.site };
}
