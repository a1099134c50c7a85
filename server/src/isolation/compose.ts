import type { ServiceView } from '../manifest/compose/views.ts';
import { type Field, isUnset, type ListField } from '../manifest/field.ts';
import { canonicalCapability, resultingCapabilities } from './capabilities.ts';
import type { Effective, EffectiveContainer } from './effective.ts';
import { boundaryOf } from './kubernetes.ts';
import { oncePer } from './once.ts';

/** One entry of `security_opt`, split as Compose and Docker do: at its first `=` or, if it has none, at its first `:`. */
export interface SecurityOption {
  readonly name: string;
  /** Empty for a bare option such as `no-new-privileges`. */
  readonly value: string;
  readonly field: Field<string>;
}

/** The entries of `security_opt` in order, without entries that a variable decides. Source: `parseSecurityOpts` of Docker Compose. */
export function securityOptions(service: ServiceView): SecurityOption[] {
  return service.securityOpt.items.flatMap((field) => {
    if (field.value === undefined) return [];
    const [, name = '', value = ''] = (field.value.includes('=') ? /^([^=]*)=([\s\S]*)$/ : /^([^:]*)(?::([\s\S]*))?$/).exec(field.value) ?? [];
    return [{ name: name.trim(), value: value.trim(), field }];
  });
}

/** Whether an option such as `no-new-privileges` is on: it has no value, or one that Go's `strconv.ParseBool` reads as true. */
export function isOn({ value }: SecurityOption): boolean {
  return /^(?:|1|t|T|true|True|TRUE)$/.test(value);
}

/** The effective settings of a service as Docker runs it. Sources: moby `daemon/oci_linux.go`, `daemon/create.go`; Compose specification. */
export const effectiveCompose = oncePer((service: ServiceView): EffectiveContainer => {
  const privileged = own(service.privileged, false);
  const options = securityOptions(service);
  const optionsKnown = isCertain(service.securityOpt);
  const boundary = own(service.runtime, '');
  return {
    privileged,
    user: own<number | string>(service.user, 'image'),
    nonRootEnforced: { value: false, by: undefined, source: 'default', certain: true },
    noNewPrivileges: noNewPrivileges(options, optionsKnown),
    seccomp: profile('seccomp', options, optionsKnown, privileged),
    appArmor: profile('apparmor', options, optionsKnown, privileged),
    capabilities: capabilities(service, privileged),
    dropsAll: dropsAll(service),
    readOnlyRoot: own(service.readOnly, false),
    masked: masked(service, optionsKnown, privileged),
    boundary: { ...boundary, value: boundary.value === '' ? (boundary.certain ? 'host-kernel' : 'unknown') : runtimeBoundary(boundary.value) },
    userNamespace: { value: false, by: undefined, source: 'default', certain: service.usernsMode.value === 'host' },
  };
});

function runtimeBoundary(runtime: string): EffectiveContainer['boundary']['value'] {
  return boundaryOf(/^io\.containerd\.((?:kata|runsc|runc)[\w-]*)\./.exec(runtime)?.[1] ?? runtime);
}

function own<T>(field: Field<T>, fallback: T): Effective<T> {
  if (field.state === 'known') return { value: field.value as T, by: field.site, source: 'service', certain: true };
  return { value: fallback, by: undefined, source: 'default', certain: isUnset(field) };
}

function isCertain(list: ListField): boolean {
  return list.state !== 'unknown' && list.items.every((item) => item.state === 'known');
}

function noNewPrivileges(options: readonly SecurityOption[], certain: boolean): Effective<boolean> {
  const option = options.findLast((o) => o.name === 'no-new-privileges');
  if (!option) return { value: false, by: undefined, source: 'default', certain };
  return { value: isOn(option), by: option.field.site, source: 'service', certain: true };
}

function profile(name: 'seccomp' | 'apparmor', options: readonly SecurityOption[], certain: boolean, privileged: Effective<boolean>): Effective<string> {
  const option = options.findLast((o) => o.name === name);
  if (option) {
    const value =
      option.value === 'unconfined' ? 'Unconfined' : option.value === 'builtin' || option.value === 'docker-default' ? 'RuntimeDefault' : 'Localhost';
    return { value, by: option.field.site, source: 'service', certain: true };
  }
  if (privileged.value) return { value: 'Unconfined', by: privileged.by, source: 'privileged', certain };
  return { value: name === 'seccomp' ? 'RuntimeDefault' : 'unset', by: undefined, source: 'default', certain };
}

/** Whether parts of /proc and /sys are masked. Compose accepts only one spelling to unmask them. Source: docker/compose `create.go`. */
function masked(service: ServiceView, certain: boolean, privileged: Effective<boolean>): Effective<boolean> {
  if (privileged.value) return { value: false, by: privileged.by, source: 'privileged', certain: true };
  const bare = service.securityOpt.items.find(({ value }) => value === 'systempaths=unconfined');
  return bare ? { value: false, by: bare.site, source: 'service', certain: true } : { value: true, by: undefined, source: 'default', certain };
}

function names(list: ListField): string[] {
  return list.items.flatMap((item) => (item.value === undefined ? [] : [canonicalCapability(item.value)]));
}

function dropsAll(service: ServiceView): Effective<boolean> {
  const value = names(service.capDrop).includes('ALL');
  const by = service.capDrop.state === 'known' ? service.capDrop.site : undefined;
  return { value, by, source: by ? 'service' : 'default', certain: value || isCertain(service.capDrop) };
}

function capabilities(service: ServiceView, privileged: Effective<boolean>): Effective<readonly string[]> {
  if (privileged.value) return { value: ['ALL'], by: privileged.by, source: 'privileged', certain: true };
  const { capAdd, capDrop } = service;
  const by = capAdd.state === 'known' ? capAdd.site : capDrop.state === 'known' ? capDrop.site : undefined;
  return {
    value: resultingCapabilities(names(capAdd), names(capDrop)),
    by,
    source: by ? 'service' : 'default',
    certain: isCertain(capAdd) && isCertain(capDrop),
  };
}
