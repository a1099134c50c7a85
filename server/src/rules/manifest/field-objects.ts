import { OBJECT_TYPES, type ObjectType, type ObjectTypeName } from '../../manifest/kubernetes/fields.ts';
import type { ContainerView, PodView } from '../../manifest/kubernetes/views.ts';
import type { Spot } from '../../manifest/spot.ts';
import type { Json } from '../../syntax/site.ts';

/** An object of a manifest whose fields are known. */
export interface TypedObject {
  readonly type: ObjectTypeName;
  readonly spot: Spot;
}

/** The objects of a pod that decide about isolation, those of its containers left out. */
export function podObjects({ basis, spots: { spec } }: PodView): TypedObject[] {
  // a custom resource has fields of its own
  if (basis !== 'written') return [];
  const security = spec.get('securityContext');
  return maps([{ type: 'PodSpec', spot: spec }, { type: 'PodSecurityContext', spot: security }, ...profiles(security)]);
}

/** The objects of a container that decide about isolation. */
export function containerObjects({ pod, spot }: ContainerView): TypedObject[] {
  if (pod.basis !== 'written') return [];
  const security = spot.get('securityContext');
  return maps([
    { type: 'Container', spot },
    { type: 'SecurityContext', spot: security },
    { type: 'Capabilities', spot: security.get('capabilities') },
    ...profiles(security),
    { type: 'ResourceRequirements', spot: spot.get('resources') },
    ...spot
      .get('volumeMounts')
      .items()
      .map((mount): TypedObject => ({ type: 'VolumeMount', spot: mount })),
  ]);
}

function profiles(security: Spot): TypedObject[] {
  return [
    { type: 'SeccompProfile', spot: security.get('seccompProfile') },
    { type: 'AppArmorProfile', spot: security.get('appArmorProfile') },
  ];
}

function maps(objects: readonly TypedObject[]): TypedObject[] {
  return objects.filter(({ spot }) => spot.type === 'map');
}

/** The value that is written at a place; `undefined` where a template decides a part of it. */
export function writtenValue(spot: Spot): Json | undefined {
  if (spot.state === 'null') return null;
  if (spot.state !== 'present') return undefined;
  if (spot.type === 'map') {
    const entries = spot.keys().map((key): [string, Json | undefined] => [key, writtenValue(spot.get(key))]);
    return spot.open || entries.some(([, value]) => value === undefined) ? undefined : (Object.fromEntries(entries) as Json);
  }
  if (spot.type === 'seq') {
    const items = spot.items().map(writtenValue);
    return spot.open || items.includes(undefined) ? undefined : (items as Json[]);
  }
  return spot.boolean().value ?? spot.integer().value ?? spot.text().value;
}

/** What a field would do if it were where it belongs: protect, weaken, or neither (then also where a template decides). */
export function effectOf(field: string, spot: Spot): 'protects' | 'weakens' | 'neither' {
  const on = spot.boolean().value;
  if (['privileged', 'hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace'].includes(field)) return on === true ? 'weakens' : 'neither';
  if (['readOnlyRootFilesystem', 'runAsNonRoot', 'readOnly'].includes(field)) return on === true ? 'protects' : 'neither';
  if (['allowPrivilegeEscalation', 'hostUsers', 'automountServiceAccountToken'].includes(field)) return on === false ? 'protects' : 'neither';
  if (['runAsUser', 'runAsGroup', 'fsGroup'].includes(field)) return (spot.integer().value ?? 0) > 0 ? 'protects' : 'neither';
  if (['add', 'name', 'image', 'sysctls', 'supplementalGroups'].includes(field)) return 'neither';
  if (field === 'procMount') return spot.text().value === 'Unmasked' ? 'weakens' : 'neither';
  const type = field === 'type' ? spot : spot.get('type');
  return type.text().value === 'Unconfined' ? 'weakens' : spot.state === 'present' ? 'protects' : 'neither';
}

/** Steps below the severity of a protection that does nothing. */
export function stepsBelow(effect: ReturnType<typeof effectOf>): number {
  return effect === 'protects' ? 0 : effect === 'neither' ? 1 : 2;
}

/** The field of an object that a key is a misspelling of: another case, other separators, or a letter or two off. */
export function misspelt(key: string, object: ObjectType): string | undefined {
  return nearest(key, [...Object.keys(object.isolation), ...object.others], (field) => Object.hasOwn(object.isolation, field));
}

/** Short forms that people write, too far from the name to be a slip. */
const SHORT_FORMS: Readonly<Record<string, string>> = {
  apparmor: 'appArmorProfile',
  automountserviceaccount: 'automountServiceAccountToken',
  automounttoken: 'automountServiceAccountToken',
  readonlyfilesystem: 'readOnlyRootFilesystem',
  readonlyrootfs: 'readOnlyRootFilesystem',
  runtimeclass: 'runtimeClassName',
  seccomp: 'seccompProfile',
  selinux: 'seLinuxOptions',
};

/** As {@link misspelt}, among any names. A key that is nearer to a name that is not `wanted`, or as near, is none. */
export function nearest(key: string, names: readonly string[], wanted: (name: string) => boolean): string | undefined {
  if (names.includes(key)) return undefined;
  const bare = bareName(key);
  const short = Object.hasOwn(SHORT_FORMS, bare) ? SHORT_FORMS[bare] : undefined;
  if (short !== undefined && names.includes(short) && wanted(short)) return short;
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const name of names) {
    const other = name.toLowerCase();
    const distance = bare === other ? 0 : editDistance(bare, other);
    if (distance > allowance(other) && !isPlural(bare, other)) continue;
    if (!best || distance < best.distance || (distance === best.distance && !wanted(name))) best = { name, distance };
  }
  return best && wanted(best.name) ? best.name : undefined;
}

function bareName(key: string): string {
  return key.toLowerCase().replace(/[-_ ]/g, '');
}

/** Short names have near neighbours with a meaning of their own. */
function allowance(name: string): number {
  return name.length < 5 ? 0 : name.length < 9 ? 1 : 2;
}

function isPlural(a: string, b: string): boolean {
  return a === `${b}s` || b === `${a}s`;
}

/** Letters to insert, drop, replace or swap with their neighbour to get from one word to the other. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let [before, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((last[j] as number) + 1, (row[j - 1] as number) + 1, (last[j - 1] as number) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] as number) + 1);
      row.push(cost);
    }
    [before, last] = [last, row];
  }
  return last[b.length] as number;
}

export const objectType = (name: ObjectTypeName): ObjectType => OBJECT_TYPES[name];
