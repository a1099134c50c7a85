import type { ServiceView } from '../manifest/compose/views.ts';
import { type Field, isWhole } from '../manifest/field.ts';
import { effectiveCapabilities } from './capabilities.ts';
import { type Effective, type EffectiveContainer, forced, own } from './effective.ts';
import { boundaryOf, saidHandler } from './kubernetes.ts';
import { oncePerService } from './once.ts';

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
export const effectiveCompose = oncePerService((service: ServiceView): EffectiveContainer => {
  const privileged = own(service.privileged, false, 'service');
  const options = securityOptions(service);
  const optionsKnown = isWhole(service.securityOpt);
  const boundary = own(service.runtime, '', 'service');
  return {
    privileged,
    user: own<number | string>(service.user, 'image', 'service'),
    nonRootEnforced: { value: false, by: undefined, source: 'default', certain: true },
    noNewPrivileges: noNewPrivileges(options, optionsKnown),
    seccomp: profile('seccomp', options, optionsKnown, privileged),
    appArmor: profile('apparmor', options, optionsKnown, privileged),
    ...effectiveCapabilities(service.capAdd, service.capDrop, 'service', privileged),
    readOnlyRoot: own(service.readOnly, false, 'service'),
    masked: masked(service, optionsKnown, privileged),
    boundary: {
      ...boundary,
      value:
        boundary.value === ''
          ? boundary.certain
            ? 'host-kernel'
            : 'unknown'
          : boundaryOfRuntime(saidHandler(service.project.team, boundary.value) ?? boundary.value),
    },
    userNamespace: { value: false, by: undefined, source: 'default', certain: service.usernsMode.value === 'host' },
  };
});

/** The kernel boundary of a runtime that is named as in Docker, or as a shim of containerd. */
function boundaryOfRuntime(runtime: string): EffectiveContainer['boundary']['value'] {
  return boundaryOf(/^io\.containerd\.((?:kata|runsc|runc)[\w-]*)\./.exec(runtime)?.[1] ?? runtime);
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
  if (privileged.value) return forced(privileged, false);
  const bare = service.securityOpt.items.find(({ value }) => value === 'systempaths=unconfined');
  return bare ? { value: false, by: bare.site, source: 'service', certain: true } : { value: true, by: undefined, source: 'default', certain };
}
