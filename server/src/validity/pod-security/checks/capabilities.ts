import type { Field } from '../../../manifest/field.ts';
import type { Site } from '../../../syntax/site.ts';
import { allowedUnless, type Outcome } from '../outcome.ts';
import type { ContainerSpot, Pod } from '../pod.ts';
import { listed, quoted, sorted } from '../wording.ts';

/** The capabilities that the baseline level allows to add, in this spelling only. NET_RAW is not one of them. Source: `check_capabilities_baseline.go`. */
export const BASELINE_CAPABILITIES: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);
/** The capabilities that the restricted level allows to add. Source: `check_capabilities_restricted.go`. */
export const RESTRICTED_CAPABILITIES: ReadonlySet<string> = new Set(['NET_BIND_SERVICE']);

/** Baseline: only default capabilities are added. */
export function capabilitiesBaseline(pod: Pod): Outcome {
  const { names, added, sites, unsure } = additions(pod, BASELINE_CAPABILITIES);
  if (names.length === 0) return allowedUnless(unsure);
  return { reason: 'non-default capabilities', detail: mustNotAdd(names, added), sites };
}

/** Restricted: every container drops `ALL`, and adds only `NET_BIND_SERVICE`. */
export function capabilitiesRestricted(pod: Pod): Outcome {
  const drops = pod.containers.map((container) => ({ container, list: valuesIn(container, 'drop') }));
  const keeping = drops.filter(({ list }) => !list.unsure && !list.items.some(({ value }) => value === 'ALL'));
  const { names, added, sites, unsure } = additions(pod, RESTRICTED_CAPABILITIES);
  if (keeping.length + names.length === 0) {
    const dropUnsure = drops.some(({ list }) => list.unsure && !list.items.some(({ value }) => value === 'ALL'));
    return allowedUnless(unsure || dropUnsure);
  }
  const details: string[] = [];
  if (keeping.length > 0)
    details.push(
      `${listed(
        'container',
        keeping.map(({ container }) => container.name),
      )} must set securityContext.capabilities.drop=["ALL"]`,
    );
  if (names.length > 0) details.push(mustNotAdd(names, added));
  return { reason: 'unrestricted capabilities', detail: details.join('; '), sites: [...keeping.map(({ list }) => list.site), ...sites] };
}

function mustNotAdd(names: readonly string[], added: readonly string[]): string {
  return `${listed('container', names)} must not include ${quoted(added)} in securityContext.capabilities.add`;
}

/** The containers that add a capability which is not allowed, and these capabilities. */
function additions(pod: Pod, allowed: ReadonlySet<string>) {
  const names: string[] = [];
  const added: string[] = [];
  const sites: Site[] = [];
  let unsure = pod.containersUnsure;
  for (const container of pod.containers) {
    const list = valuesIn(container, 'add');
    const bad = list.items.filter(({ value }) => !allowed.has(value));
    unsure ||= list.unsure;
    if (bad.length > 0) names.push(container.name);
    added.push(...bad.map(({ value }) => value));
    sites.push(...bad.map(({ site }) => site));
  }
  return { names, added: sorted(added), sites, unsure };
}

interface Values {
  readonly site: Site;
  readonly items: readonly { readonly value: string; readonly site: Site }[];
  /** A template decides a part of it. */
  readonly unsure: boolean;
}

function valuesIn({ spot }: ContainerSpot, key: 'add' | 'drop'): Values {
  const list = spot.get('securityContext', 'capabilities', key).list();
  const items = list.items.flatMap((field) => item(field) ?? []);
  return { site: list.site, items, unsure: list.state === 'unknown' || list.state === 'invalid' || items.length < list.items.length };
}

/** The value of an item; `undefined` if it is unknown. For the API server, an item without a value is an empty text. */
function item(field: Field<string>): Values['items'][number] | undefined {
  const value = field.state === 'null' ? '' : field.value;
  return value === undefined ? undefined : { value, site: field.site };
}
