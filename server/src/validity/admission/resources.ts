import { type Field, isUnset } from '../../manifest/field.ts';
import { type Amounts, givenBy, type LimitRangeFact } from '../../manifest/kubernetes/limits.ts';
import { type Quantity, readQuantity } from '../../manifest/kubernetes/quantity.ts';
import type { ContainerView, PodView } from '../../manifest/kubernetes/views.ts';
import type { Spot } from '../../manifest/spot.ts';

/** Amounts of resources; `unknown` where a template decides, or a text is none. */
export type Resources = ReadonlyMap<string, Quantity | 'unknown'>;

/** What a container, or a pod, asks for and may use. */
export interface Requirements {
  readonly requests: Resources;
  readonly limits: Resources;
}

/** A container as admission sees it. */
export interface AdmittedContainer extends Requirements {
  readonly view: ContainerView;
  readonly name: string | undefined;
}

/** The resources of a pod as admission sees them: after the defaults of core/v1, and of the LimitRanges. */
export interface AdmittedPod {
  readonly view: PodView;
  /** Init containers last, as they are checked. */
  readonly containers: readonly AdmittedContainer[];
  /** All together, what init containers need at most. */
  readonly whole: Requirements;
  /** The pod as a whole has limits or requests of its own. */
  readonly ofPod: boolean;
}

/** Reads a pod. Sources: SetDefaults_Pod in pkg/apis/core/v1; mergePodResourceRequirements and podRequests of LimitRanger. */
export function admitted(pod: PodView): AdmittedPod {
  const inOrder = (['containers', 'initContainers'] as const).flatMap((list) => pod.containers.filter((one) => one.list === list));
  const containers = inOrder.map((view): AdmittedContainer => {
    const resources = view.spot.get('resources');
    const written = resourcesAt(resources.get('limits'));
    const requests = new Map([...written, ...resourcesAt(resources.get('requests'))]);
    return { view, name: view.name.value, limits: withGiven(written, pod, 'limits'), requests: withGiven(requests, pod, 'requests') };
  });
  const ofPod = pod.spots.spec.get('resources');
  const own = { requests: resourcesAt(ofPod.get('requests')), limits: resourcesAt(ofPod.get('limits')) };
  const whole = (kind: 'requests' | 'limits') => new Map([...summed(containers, kind), ...[...own[kind]].filter(([name]) => OF_PODS.has(name))]);
  return { view: pod, containers, whole: { requests: whole('requests'), limits: whole('limits') }, ofPod: own.requests.size + own.limits.size > 0 };
}

/** Resources that a pod as a whole may have. Source: isSupportedPodLevelResource of LimitRanger. */
const OF_PODS = new Set(['cpu', 'memory']);

function resourcesAt(spot: Spot): Map<string, Quantity | 'unknown'> {
  const known = spot.keys().flatMap((key) => amountOf(key, spot.get(key).text()));
  // a template may add any
  return new Map(spot.undecided ? [...known.map(([key]) => [key, 'unknown'] as const), ...ANY] : known);
}

const ANY = ['cpu', 'memory', 'ephemeral-storage'].map((name) => [name, 'unknown'] as const);

function amountOf(key: string, field: Field<string>): [string, Quantity | 'unknown'][] {
  return isUnset(field) ? [] : [[key, (field.value === undefined ? undefined : readQuantity(field.value)) ?? 'unknown']];
}

function withGiven(own: Resources, { limitRanges }: PodView, kind: 'limits' | 'requests'): Resources {
  const all = new Map(own);
  for (const name of new Set(limitRanges.flatMap((range) => namesIn(range, kind)))) {
    const given = all.has(name) ? undefined : givenBy(limitRanges, kind, name);
    if (given) all.set(name, (given.amount === null ? undefined : readQuantity(given.amount)) ?? 'unknown');
  }
  return all;
}

function namesIn({ items }: LimitRangeFact, kind: 'limits' | 'requests'): string[] {
  return items.flatMap((item) => (item.type === 'Container' ? Object.keys(item[kind]) : []));
}

/** An init container runs before the others, unless it is a sidecar, which runs beside all that follow it. */
function summed(containers: readonly AdmittedContainer[], kind: 'limits' | 'requests'): Resources {
  let running: Resources = new Map();
  let sidecars: Resources = new Map();
  let most: Resources = new Map();
  for (const { view, [kind]: own } of containers) {
    const sidecar = view.list === 'initContainers' && view.spot.get('restartPolicy').text().value === 'Always';
    if (view.list === 'containers' || sidecar) running = joined(running, own, add);
    if (sidecar) sidecars = joined(sidecars, own, add);
    if (view.list === 'initContainers') most = joined(most, sidecar ? sidecars : joined(sidecars, own, add), larger);
  }
  return joined(running, most, larger);
}

function joined(a: Resources, b: Resources, join: (a: Quantity, b: Quantity) => Quantity): Resources {
  const all = new Map(a);
  for (const [name, one] of b) {
    const other = all.get(name);
    all.set(name, other === undefined ? one : one === 'unknown' || other === 'unknown' ? 'unknown' : join(other, one));
  }
  return all;
}

// a sum is written as its first part is
const add = (a: Quantity, b: Quantity): Quantity => ({ nanos: a.nanos + b.nanos, format: a.nanos === 0n ? b.format : a.format });
const larger = (a: Quantity, b: Quantity): Quantity => (b.nanos > a.nanos ? b : a);

/** The known amounts of a fact. */
export function amounts(of: Amounts): (readonly [name: string, amount: Quantity])[] {
  return Object.entries(of).flatMap(([name, text]) => {
    const read = text === null ? undefined : readQuantity(text);
    return read ? [[name, read] as const] : [];
  });
}
