import type { Path } from '../../syntax/site.ts';
import { resolvePath } from '../compose/files.ts';
import { isOperations, PatchFailure, patchJson } from './json-patch.ts';
import { merged } from './merge.ts';
import { type Built, called, type Identity, identitiesOf, identityOf, isSame } from './objects.ts';
import { selectorOf } from './select.ts';
import type { BuildTexts } from './texts.ts';
import { at, type Budget, copyOf, type MapValue, mapAt, type SeqValue, scalarText, textAt, type Value } from './value.ts';

/** Applies the patches of one Kustomization. */
export class Patches {
  readonly #texts: BuildTexts;
  readonly #budget: Budget;
  readonly #folder: string;
  readonly #objects: Built[];

  constructor(texts: BuildTexts, budget: Budget, folder: string, objects: Built[]) {
    this.#texts = texts;
    this.#budget = budget;
    this.#folder = folder;
    this.#objects = objects;
  }

  /** An entry of `patchesStrategicMerge`: a file or a text. */
  strategic(entry: Value): void {
    const text = scalarText(entry);
    const patches = /\n|: |\{/.test(text) ? this.#texts.inner(entry) : this.#file(entry);
    for (const patch of patches) this.#merge(patch, entry, undefined);
  }

  /** An entry of `patchesJson6902`. */
  json(entry: Value): void {
    const target = at(entry, 'target');
    const wanted = (id: Identity) =>
      id.kind === (textAt(target, 'kind') ?? '') &&
      id.name === (textAt(target, 'name') ?? '') &&
      id.group === (textAt(target, 'group') ?? '') &&
      (textAt(target, 'version') ?? id.version) === id.version &&
      (id.namespace || 'default') === (textAt(target, 'namespace') ?? 'default');
    const targets = this.#objects.filter((built) => identitiesOf(built).some(wanted));
    if (targets.length === 0) this.#refuse(target ?? entry, 'no object is the target of this patch');
    for (const operations of this.#of(entry)) this.#operations(operations, entry, targets);
  }

  /** An entry of `patches`. */
  any(entry: Value): void {
    const target = at(entry, 'target');
    const { selects } = target ? selectorOf(target) : { selects: undefined };
    if (target && !selects)
      return this.#texts.say('kustomize-unknown', target.origin, 'what this target selects is not read: what the patch changes is not known');
    const targets = selects ? this.#objects.filter(selects) : undefined;
    const options = at(entry, 'options');
    for (const patch of this.#of(entry)) {
      if (isOperations(patch)) {
        if (targets) this.#operations(patch, entry, targets);
        else this.#refuse(entry, 'a JSON patch needs a target');
      } else this.#merge(patch, entry, targets, options);
    }
    return undefined;
  }

  /** The patches that an entry writes or names. */
  #of(entry: Value): readonly Value[] {
    const text = at(entry, 'patch');
    if (text) return this.#texts.inner(text);
    const path = at(entry, 'path');
    if (path) return this.#file(path);
    this.#refuse(entry, 'neither "patch" nor "path" is given');
    return [];
  }

  #file(path: Value): readonly Value[] {
    const name = scalarText(path);
    const found = name === '' ? undefined : this.#texts.documents(resolvePath(this.#folder, name), path.origin);
    if (!found) this.#texts.say('kustomize-missing', path.origin, `"${name}" cannot be read: what it patches is not known`);
    return found ?? [];
  }

  #refuse({ origin }: Value, message: string): void {
    this.#texts.say('kustomize-refused', origin, `${message}: kustomize refuses it`);
  }

  /** Operations that cannot be made leave the object as it was: kustomize would build nothing. */
  #operations(operations: Value, entry: Value, targets: readonly Built[]): void {
    if (!isOperations(operations)) return this.#refuse(entry, 'the patch is no list of operations');
    for (const built of targets) {
      const trial = copyOf(built.value, this.#budget) as MapValue;
      try {
        patchJson(trial, (operations as SeqValue).items, this.#budget);
      } catch (error) {
        if (!(error instanceof PatchFailure)) throw error;
        this.#refuse(entry, `the patch does not fit ${called(identityOf(built))}, ${error.message}`);
        continue;
      }
      this.#keep(built, trial, identityOf(built));
    }
    return undefined;
  }

  /** @param targets `undefined` if the patch says itself what it is for */
  #merge(patch: Value, entry: Value, targets: readonly Built[] | undefined, options?: Value): void {
    if (patch.type !== 'map') return this.#refuse(entry, 'the patch is neither an object nor a list of operations');
    if (!targets) {
      const wanted = identityOf({ value: patch });
      if (wanted.kind === '' || wanted.name === '') return this.#refuse(entry, 'the patch does not say the kind and name of what it is for');
      const found = this.#objects.filter((built) => identitiesOf(built).some((id) => isSame(id, wanted)));
      if (found.length === 0) return this.#refuse(entry, `there is no ${called(wanted)} to patch`);
      return this.#merge(patch, entry, found, options);
    }
    for (const built of targets) {
      const own = copyOf(patch, this.#budget) as MapValue;
      const identity = identityOf(built);
      const names = namesOf(built.value);
      const result = merged(built.value, own, { identity, budget: this.#budget });
      if (!result) {
        this.#objects.splice(this.#objects.indexOf(built), 1);
        continue;
      }
      const option = (path: Path) => (path.includes('kind') ? 'allowKindChange' : 'allowNameChange');
      for (const [path, value] of names) if (path.includes('apiVersion') || textAt(options, option(path)) !== 'true') restore(result, path, value);
      this.#keep(built, result, identity);
    }
    return undefined;
  }

  /** Takes a patched value. Unless the options say otherwise, a strategic merge changes neither name nor kind. */
  #keep(built: Built, value: MapValue, before: Identity): void {
    built.value = value;
    if (!isSame(before, identityOf(built))) built.earlier.push(before);
  }
}

/** What names an object, as it is written. */
function namesOf(object: MapValue): readonly (readonly [Path, Value | undefined])[] {
  return [['apiVersion'], ['kind'], ['metadata', 'name'], ['metadata', 'namespace']].map((path) => [path, at(object, ...path)] as const);
}

function restore(object: MapValue, path: Path, value: Value | undefined): void {
  const holder = mapAt(object, path.slice(0, -1).map(String), object.origin);
  const key = String(path.at(-1));
  if (value) holder?.entries.set(key, value);
  else holder?.entries.delete(key);
}
