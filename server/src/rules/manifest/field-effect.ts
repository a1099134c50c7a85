import { MISPLACED, type ObjectType, type ObjectTypeName, objectType } from '../../manifest/kubernetes/fields.ts';
import { nearest } from '../../manifest/spelling.ts';
import type { Spot } from '../../manifest/spot.ts';
import type { Json } from '../../syntax/site.ts';

/** The value that is written at a place; `undefined` if a template decides a part of it. */
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

/** The effect that a field would have at its proper place: it protects, weakens, or does neither. `neither` if a template decides the value. */
export function effectOf(field: string, spot: Spot): 'protects' | 'weakens' | 'neither' {
  const on = spot.boolean().value;
  if (field === 'add') return 'weakens';
  if (['privileged', 'hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace'].includes(field)) return on === true ? 'weakens' : 'neither';
  if (['readOnlyRootFilesystem', 'runAsNonRoot', 'readOnly'].includes(field)) return on === true ? 'protects' : 'neither';
  if (['allowPrivilegeEscalation', 'hostUsers', 'automountServiceAccountToken'].includes(field)) return on === false ? 'protects' : 'neither';
  if (['runAsUser', 'runAsGroup', 'fsGroup'].includes(field)) return (spot.integer().value ?? 0) > 0 ? 'protects' : 'neither';
  if (['name', 'image', 'sysctls', 'supplementalGroups', 'serviceAccountName', 'requests'].includes(field)) return 'neither';
  if (field === 'procMount') return spot.text().value === 'Unmasked' ? 'weakens' : 'neither';
  const type = field === 'type' ? spot : spot.get('type');
  return type.text().value === 'Unconfined' ? 'weakens' : spot.state === 'present' ? 'protects' : 'neither';
}

/** Steps below the severity of a protection that does nothing. */
export function stepsBelow(effect: ReturnType<typeof effectOf>): number {
  return effect === 'protects' ? 0 : effect === 'neither' ? 1 : 2;
}

/** Short forms that people write. They differ too much from the name to be found as a spelling mistake. */
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

/** The field of an object that a key is a misspelling of. */
export function misspelt(key: string, object: ObjectType): string | undefined {
  if (isField(key, object)) return undefined;
  return nearest(key, [...Object.keys(object.isolation), ...object.others], (field) => Object.hasOwn(object.isolation, field), SHORT_FORMS);
}

/** The field that a key of an object means, if that field belongs elsewhere. */
export function misplaced(key: string, type: ObjectTypeName | 'Around'): string | undefined {
  const homes = MISPLACED[type];
  if (!homes || homes.has(key)) return homes && key;
  if (type === 'Around') return undefined;
  const own = objectType(type);
  if (isField(key, own) || misspelt(key, own) !== undefined) return undefined;
  return nearest(key, [...homes.keys()], undefined, SHORT_FORMS);
}

/** Whether an object has a field. */
export function isField(key: string, object: ObjectType): boolean {
  return Object.hasOwn(object.isolation, key) || object.others.includes(key);
}
