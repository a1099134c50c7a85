import type { ServiceView } from '../../manifest/compose/views.ts';
import { type Field, isUnset } from '../../manifest/field.ts';
import { CPU_PERIOD, ramBytes } from './amounts.ts';
import { deviceRules } from './defaults.ts';
import type { OciRequest, OciResources, Unknowns } from './request.ts';

interface ServiceResources {
  readonly resources: OciResources;
  readonly rlimits: OciRequest['process']['rlimits'];
  readonly devices: OciRequest['linux']['devices'];
  readonly oomScoreAdj: number;
}

/** The limits and devices of a service. Sources: moby `daemon/oci_linux.go`, `daemon/daemon_unix.go`; docker/compose `create.go` (getDeployResources). */
export function serviceResources(service: ServiceView, privileged: boolean, unknown: Unknowns): ServiceResources {
  const { spot } = service;
  const limits = spot.get('deploy', 'resources', 'limits');
  const one = <T>(what: string, read: (value: T) => number | undefined, ...fields: Field<T>[]): number | undefined => {
    const written = fields.find((field) => !isUnset(field));
    if (!written) return undefined;
    const value = written.value === undefined ? undefined : read(written.value);
    unknown.unless(value !== undefined, what);
    return value;
  };
  const positive = (value: number | undefined) => (value !== undefined && value > 0 ? value : undefined);
  const memory = positive(one('linux.resources.memory', bytes, service.deployMemoryLimit, service.memLimit));
  const swap = one('linux.resources.memory', bytes, spot.get('memswap_limit').text()) ?? (memory === undefined ? undefined : 2 * memory);
  const reservation = positive(
    one('linux.resources.memory', bytes, spot.get('deploy', 'resources', 'reservations', 'memory').text(), spot.get('mem_reservation').text()),
  );
  const cpus = positive(one('linux.resources.cpu', Number, limits.get('cpus').text(), spot.get('cpus').text()));
  const period = positive(one('linux.resources.cpu', microseconds, spot.get('cpu_period').text()));
  const quota =
    cpus === undefined ? positive(one('linux.resources.cpu', microseconds, spot.get('cpu_quota').text())) : Math.round(cpus * (period ?? CPU_PERIOD));
  const shares = positive(one('linux.resources.cpu', Number, spot.get('cpu_shares').text()));
  const cpuset = spot.get('cpuset').text().value;
  const pids = positive(one<number>('linux.resources.pids', (value) => value, service.deployPidsLimit, service.pidsLimit));
  if (spot.get('cgroup_parent').written) unknown.add('linux.cgroupsPath', 'the cgroup in cgroup_parent may have limits');
  return {
    resources: {
      memory: {
        ...(memory === undefined ? {} : { limit: memory }),
        ...(swap === undefined ? {} : { swap }),
        ...(reservation === undefined ? {} : { reservation }),
      },
      cpu: {
        ...(quota === undefined ? {} : { quota, period: period ?? CPU_PERIOD }),
        ...(shares === undefined ? {} : { shares }),
        ...(cpuset === undefined ? {} : { cpus: cpuset }),
      },
      pids: pids === undefined ? {} : { limit: pids },
      devices: [...deviceRules(privileged), ...(privileged ? [] : cgroupRules(service))],
    },
    rlimits: ulimits(service, unknown),
    devices: devicesOf(service, privileged, unknown),
    oomScoreAdj: spot.get('oom_score_adj').integer().value ?? 0,
  };
}

function bytes(text: string): number | undefined {
  return text.trim() === '-1' ? -1 : ramBytes(text);
}

/** Reads a number of microseconds, or a duration such as `50ms`, in microseconds. */
function microseconds(text: string): number | undefined {
  const [, number = '', unit = 'us'] = /^(-?\d+(?:\.\d+)?)(us|ms|s)?$/.exec(text) ?? [];
  return number === '' ? undefined : Number(number) * { us: 1, ms: 1000, s: 1_000_000 }[unit as 'us' | 'ms' | 's'];
}

function cgroupRules({ spot }: ServiceView): OciResources['devices'] {
  return spot
    .get('device_cgroup_rules')
    .list()
    .items.flatMap(({ value }) => {
      const [, rule, access] = /^([acb](?: (?:\d+|\*):(?:\d+|\*))?)(?: ([rwm]{1,3}))?$/.exec(value ?? '') ?? [];
      return rule === undefined ? [] : [{ allow: true, rule, access: access ?? 'rwm' }];
    });
}

function devicesOf({ devices, spot }: ServiceView, privileged: boolean, unknown: Unknowns): OciRequest['linux']['devices'] {
  if (spot.get('gpus').written || spot.get('deploy', 'resources', 'reservations', 'devices').written)
    unknown.add('linux.devices', 'the driver of the GPU adds devices');
  return devices.flatMap(({ source, target, permissions }) => {
    // without a slash it is the name of a CDI device, not a path
    if (!source.startsWith('/')) unknown.add('linux.devices', `the host decides which devices "${source}" means`);
    return source.startsWith('/') ? [{ source, path: target, access: privileged ? 'rwm' : permissions }] : [];
  });
}

function ulimits({ spot }: ServiceView, unknown: Unknowns): OciRequest['process']['rlimits'] {
  const limits = spot.get('ulimits');
  const found = limits.keys().flatMap((name) => {
    const entry = limits.get(name);
    const [soft, hard] = (entry.type === 'map' ? [entry.get('soft'), entry.get('hard')] : [entry, entry]).map((part) => part.integer().value);
    unknown.unless(soft !== undefined && hard !== undefined, `process.rlimits.${name}`);
    return soft === undefined || hard === undefined ? [] : [{ type: `RLIMIT_${name.toUpperCase()}`, soft, hard }];
  });
  unknown.add('process.rlimits', 'default-ulimits of the daemon');
  return found;
}
