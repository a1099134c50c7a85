import type { Fix, PathOp } from '../fix/ops.ts';
import { SHARED_MEMORY, sizeText } from '../isolation/defaults.ts';
import type { ServiceView } from '../manifest/compose/views.ts';
import { below, type Field, isUnset } from '../manifest/field.ts';
import type { Json, Site } from '../syntax/site.ts';
import { setting } from './basic.ts';

/** A limit in either of its two places: an older key of the service, and `deploy.resources.limits`. */
interface Limit<T> {
  readonly service: ServiceView;
  readonly own: Field<T>;
  readonly deploy: Field<T>;
  readonly isNone: (value: T) => boolean;
}

/**
 * Whether a service has a limit. `missing`: it has none, and this is the place to write it. `none`: these fields say that there is no limit.
 * `undefined`: nothing to report. Once there are limits below `deploy`, Compose wants all of them there: it refuses a limit outside of
 * `deploy` as a distinct value.
 */
export function unlimited<T>({ service, own, deploy, isNone }: Limit<T>): { readonly missing: Site } | { readonly none: readonly Field<T>[] } | undefined {
  if (isUnset(own) && isUnset(deploy)) {
    const inDeploy =
      service.spot.get('deploy', 'resources', 'limits').type === 'map' || ((service.usesDeployResources || service.project.swarm) && !hasOlderLimits(service));
    return { missing: inDeploy ? deploy.site : own.site };
  }
  const written = [own, deploy].filter((field) => !isUnset(field));
  const none = written.filter(({ value }) => value !== undefined && isNone(value));
  return none.length === written.length ? { none } : undefined;
}

/** Writes the limit at every place that says there is none, because Compose refuses a project with two different values. */
export function limitFix(title: string, fields: readonly { readonly site: Site }[], value: Json): Fix[] {
  const [first, ...others] = fields.map(({ site }) => ({ op: 'set' as const, at: site, value }));
  return first ? [{ title, safety: 'review', ops: [first, ...others] }] : [];
}

/**
 * Sets a limit of a container to its request or, if it asks for none, to a default. A limit below the request would be rejected: where a
 * template decides the request, no value can be offered.
 * @param what the limit in words, such as `a memory limit`
 * @param mebibytes the default
 */
export function requestedLimit(what: string, limit: Field<string>, request: Field<string>, mebibytes: number): Fix[] {
  if (request.value === undefined && !isUnset(request)) return [];
  const value = request.value === undefined || isNoMemory(request.value) ? sizeText(mebibytes, 'kubernetes') : request.value;
  return [setting(`Set ${what} of ${value}`, limit.site, value)];
}

/** Whether a value means that there is no limit: zero in any unit, or -1. */
export function isNoMemory(value: string): boolean {
  return /^(?:0+(?:\.0*)?\s*[a-zA-Z]*|-1)$/.test(value.trim());
}

/** True unless the service surely has no memory limit. */
export function hasMemoryLimit({ memLimit, deployMemoryLimit }: ServiceView): boolean {
  return [memLimit, deployMemoryLimit].some((field) => !isUnset(field) && !isNoMemory(field.value ?? ''));
}

function hasOlderLimits({ spot }: ServiceView): boolean {
  return ['mem_limit', 'cpus', 'pids_limit'].some((key) => spot.get(key).written);
}

/** Stops sharing the memory of the host. A service without `shm_size` would then have 64 MiB, so it gets a larger size. */
export function ownSharedMemory({ spot, site }: ServiceView, title: string, at: Site): Fix {
  const leave: PathOp = { op: 'remove', at, prune: true };
  if (spot.get('shm_size').written) return { title, safety: 'review', ops: [leave] };
  return {
    title: `${title}, with ${SHARED_MEMORY} of its own`,
    safety: 'review',
    ops: [leave, { op: 'set', at: below(site, 'shm_size'), value: SHARED_MEMORY }],
  };
}

/** Lets Docker keep three log files of a service, each of this many MB at most. */
export function logLimit({ spot }: ServiceView, megabytes: number): Fix {
  const logging = spot.get('logging');
  const set = (value: string, ...path: string[]): PathOp => ({ op: 'set', at: logging.get(...path).site, value });
  const files = logging.get('options', 'max-file').written ? [] : [set('3', 'options', 'max-file')];
  // other drivers refuse these options
  const driver = logging.get('driver').written ? [] : [set('json-file', 'driver')];
  return {
    title: `Keep three log files of ${megabytes} MB`,
    safety: 'review',
    ops: [...driver, set(`${megabytes}m`, 'options', 'max-size'), ...files] as [PathOp, ...PathOp[]],
  };
}

/** Gives one tmpfs of a service a size. A long entry stays long, a short one short. */
export function tmpfsLimit({ volumes }: ServiceView, { site, target, options }: ServiceView['tmpfs'][number], mebibytes: number): Fix {
  const title = `Limit the tmpfs to ${mebibytes} MiB`;
  const size = sizeText(mebibytes, 'compose');
  const long = volumes.find((volume) => volume.type === 'tmpfs' && volume.target === target);
  return long ? setting(title, long.spot.get('tmpfs', 'size').site, size) : setting(title, site, `${target}:${[...options, `size=${size}`].join(',')}`);
}
