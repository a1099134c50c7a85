import { ANNOTATIONS, type FieldSpec, isFor, KEEPS_NAME, LABELS, NAMESPACES, REPLICAS } from './field-specs.ts';
import { type Built, identitiesOf, identityOf, isClusterWide, remember, scalarAt, valuesBelow } from './objects.ts';
import {
  at,
  emptyMap,
  isNull,
  type MapValue,
  mapAt,
  type Origin,
  type ScalarValue,
  type SeqValue,
  scalarText,
  textAt,
  textValue,
  type Value,
} from './value.ts';

/** Sets the namespace of all objects. */
export function setNamespace(objects: readonly Built[], namespace: ScalarValue): void {
  const made = (): ScalarValue => ({ ...namespace, style: 'double' });
  for (const built of objects) {
    const identity = identityOf(built);
    remember(built);
    const metadata = mapAt(built.value, ['metadata'], namespace.origin);
    if (identity.kind === 'Namespace' && identity.group === '') metadata?.entries.set('name', made());
    else if (!isClusterWide(identity)) metadata?.entries.set('namespace', made());
    for (const spec of NAMESPACES)
      if (isFor(spec, identity)) for (const [map, key] of placesOf(built.value, spec, namespace.origin)) map.entries.set(key, made());
    if (!/^(?:Cluster)?RoleBinding$/.test(identity.kind)) continue;
    const subjects = at(built.value, 'subjects');
    for (const subject of subjects?.type === 'seq' ? subjects.items : [])
      if (subject.type === 'map' && textAt(subject, 'name') === 'default') subject.entries.set('namespace', made());
  }
}

/** Puts a prefix or a suffix to the names of all objects. */
export function affix(objects: readonly Built[], text: ScalarValue, end: 'prefix' | 'suffix'): void {
  if (text.text === '') return;
  for (const built of objects) {
    const metadata = at(built.value, 'metadata');
    const name = metadata?.type === 'map' ? scalarAt(metadata, 'name') : undefined;
    if (metadata?.type !== 'map' || !name || KEEPS_NAME.has(identityOf(built).kind)) continue;
    remember(built);
    built.affixes.push(`${end} ${text.text}`);
    const joined = end === 'prefix' ? text.text + name.text : name.text + text.text;
    metadata.entries.set('name', renamed(name, joined));
  }
}

/** A name that kustomize made of one that is written. */
export function renamed({ origin }: ScalarValue, name: string): ScalarValue {
  return textValue(name, { ...origin, made: true });
}

/** Which fields get the pairs of an entry of `labels`, or of `commonLabels`. */
export type LabelReach = keyof typeof LABELS;

/** Adds labels. */
export function addLabels(objects: readonly Built[], pairs: Value, reach: LabelReach, more: readonly FieldSpec[]): void {
  addPairs(objects, pairs, [...LABELS[reach], ...more]);
}

/** Adds annotations. */
export function addAnnotations(objects: readonly Built[], pairs: Value): void {
  addPairs(objects, pairs, ANNOTATIONS);
}

function addPairs(objects: readonly Built[], pairs: Value, specs: readonly FieldSpec[]): void {
  if (pairs.type !== 'map' || pairs.entries.size === 0) return;
  for (const built of objects) {
    const { value: object } = built;
    const identity = identityOf(built);
    const texts = [...pairs.entries].map(([name, text]) => [name, textOf(text)] as const);
    for (const spec of specs) {
      if (!isFor(spec, identity)) continue;
      for (const [holder, key] of placesOf(object, spec, pairs.origin)) {
        const before = holder.entries.get(key);
        if ((!before || isNull(before)) && !spec.create) continue;
        if (!before || isNull(before)) holder.entries.set(key, emptyMap(pairs.origin));
        const map = holder.entries.get(key);
        if (map?.type === 'map') for (const [name, text] of texts) setShared(object, map, name, text);
      }
    }
  }
}

/** Kustomize puts one node into all places of an object: what changes it at one place later changes it at all. */
function setShared(object: MapValue, map: MapValue, key: string, text: ScalarValue): void {
  const before = map.entries.get(key);
  map.entries.set(key, text);
  if (!before || before === text || !before.origin.made) return;
  for (const value of valuesBelow(object))
    if (value.type === 'map') for (const [name, entry] of value.entries) if (entry === before) value.entries.set(name, text);
}

function textOf(value: Value): ScalarValue {
  return textValue(scalarText(value), { ...value.origin, made: true });
}

/** The maps that hold the last key of a path, which are made where the specification says so. */
function placesOf(object: MapValue, { path, create }: FieldSpec, origin: Origin): (readonly [MapValue, string])[] {
  const keys = path.split('/');
  const last = keys.pop() as string;
  let here: Value[] = [object];
  for (const key of keys)
    here = here.flatMap((value) => maps(value)).flatMap((map) => (create ? (mapOrList(map, key, origin) ?? []) : (map.entries.get(key) ?? [])));
  return here.flatMap((value) => maps(value)).map((map) => [map, last] as const);
}

function maps(value: Value): MapValue[] {
  if (value.type === 'map') return [value];
  return value.type === 'seq' ? value.items.flatMap((item) => maps(item)) : [];
}

function mapOrList(map: MapValue, key: string, origin: Origin): Value | undefined {
  const found = map.entries.get(key);
  // there are no claims where none are written
  if (found?.type === 'seq' || key === 'volumeClaimTemplates') return found;
  return mapAt(map, [key], origin);
}

/** Sets the number of replicas of the objects with a name. */
export function setReplicas(objects: readonly Built[], entry: Value): void {
  const name = textAt(entry, 'name');
  const count = at(entry, 'count');
  if (name === undefined || count?.type !== 'scalar') return;
  for (const built of objects) {
    const identity = identityOf(built);
    if (!identitiesOf(built).some((id) => id.name === name)) continue;
    for (const spec of REPLICAS) if (isFor(spec, identity)) for (const [map, key] of placesOf(built.value, spec, count.origin)) map.entries.set(key, count);
  }
}

/** Changes the name, the tag or the digest of an image in all containers. */
export function setImages(objects: readonly Built[], entry: Value): void {
  const name = textAt(entry, 'name');
  if (entry.type !== 'map' || name === undefined) return;
  const parts = { name: textAt(entry, 'newName'), tag: textAt(entry, 'newTag'), digest: textAt(entry, 'digest'), suffix: textAt(entry, 'tagSuffix') };
  const origin = ['newTag', 'digest', 'newName', 'tagSuffix'].map((key) => at(entry, key)?.origin).find((one) => one !== undefined) ?? entry.origin;
  for (const built of objects) {
    if (identityOf(built).kind === 'CustomResourceDefinition') continue;
    // it goes through the usual places, and then through all: a suffix comes twice
    for (const list of [...(parts.suffix === undefined ? [] : usualLists(built.value)), ...containerLists(built.value)])
      for (const container of list.items) {
        const image = container.type === 'map' ? scalarAt(container, 'image') : undefined;
        const text = image && imageWith(image.text, name, parts);
        if (text !== undefined && container.type === 'map') container.entries.set('image', textValue(text, { ...origin, made: true }));
      }
  }
}

function usualLists(object: MapValue): SeqValue[] {
  const lists = [['spec'], ['spec', 'template', 'spec']].flatMap((path) => ['containers', 'initContainers'].map((key) => at(object, ...path, key)));
  return lists.flatMap((list) => (list?.type === 'seq' ? [list] : []));
}

function* containerLists(value: Value): Iterable<SeqValue> {
  if (value.type === 'seq') for (const item of value.items) yield* containerLists(item);
  if (value.type !== 'map') return;
  for (const [key, entry] of value.entries) {
    if ((key === 'containers' || key === 'initContainers') && entry.type === 'seq') yield entry;
    else yield* containerLists(entry);
  }
}

interface ImageParts {
  readonly name: string | undefined;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  readonly suffix: string | undefined;
}

/** The text of an image with other parts; `undefined` if it is another image. */
function imageWith(text: string, name: string, parts: ImageParts): string | undefined {
  if (!text.startsWith(name)) return undefined;
  const [, tag = '', digest = ''] = /^(?::([\w.{}-]*))?(?:@(sha256:[\w.{}-]*))?$/.exec(text.slice(name.length)) ?? [undefined, undefined, undefined];
  if (!/^(?::[\w.{}-]*)?(?:@sha256:[\w.{}-]*)?$/.test(text.slice(name.length))) return undefined;
  let [newTag, newDigest] = [tag, digest];
  if (parts.tag !== undefined || parts.digest !== undefined) [newTag, newDigest] = [parts.tag ?? '', parts.digest ?? ''];
  if (parts.suffix !== undefined) [newTag, newDigest] = [newTag + parts.suffix, ''];
  return (parts.name ?? name) + (newTag === '' ? '' : `:${newTag}`) + (newDigest === '' ? '' : `@${newDigest}`);
}

/** The pairs that an entry of `labels` adds. */
export function labelReachOf(entry: Value): LabelReach {
  if (textAt(entry, 'includeSelectors') === 'true') return 'selectors';
  return textAt(entry, 'includeTemplates') === 'true' ? 'templates' : 'object';
}

/** The fields that an entry of `labels` names besides. */
export function fieldsOf(entry: Value): FieldSpec[] {
  const fields = at(entry, 'fields');
  return (fields?.type === 'seq' ? fields.items : []).flatMap((field) => {
    const path = textAt(field, 'path');
    const [group, version, kind] = ['group', 'version', 'kind'].map((key) => textAt(field, key));
    const only = { ...(group ? { group } : {}), ...(version ? { version } : {}), ...(kind ? { kind } : {}) };
    return path === undefined ? [] : [{ ...only, path: path.replaceAll('[]', ''), create: scalarText(at(field, 'create') ?? field) === 'true' }];
  });
}
