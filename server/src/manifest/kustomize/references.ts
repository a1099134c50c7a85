import { isFor } from './field-specs.ts';
import { type Built, effectiveNamespace, type Identity, identityOf, isClusterWide, scalarAt } from './objects.ts';
import { REFERRED } from './reference-table.ts';
import { renamed } from './transform.ts';
import type { MapValue, ScalarValue, Value } from './value.ts';

/** Lets references to objects follow the names that these have got. */
export function followNames(objects: readonly Built[]): void {
  const moved = objects.filter((built) => built.earlier.length > 0);
  if (moved.length === 0) return;
  const byName = new Map<string, Built[]>();
  for (const built of moved) {
    const { kind } = identityOf(built);
    for (const name of new Set(built.earlier.map((id) => id.name))) {
      const known = byName.get(`${kind} ${name}`);
      if (known) known.push(built);
      else byName.set(`${kind} ${name}`, [built]);
    }
  }
  for (const referrer of objects) {
    const identity = identityOf(referrer);
    for (const { kind, group, fields } of REFERRED)
      for (const spec of fields) {
        if (!isFor(spec, identity)) continue;
        const steps = spec.path.split('/').map((step) => step.replaceAll('~1', '/'));
        for (const reference of referencesAt(referrer.value, steps)) {
          const candidates = byName.get(`${kind} ${reference.name.text}`) ?? [];
          const target = chosen(candidates, group, referrer, identity, reference);
          if (target) reference.set(target);
        }
      }
  }
}

/** A name that an object writes. */
interface Reference {
  readonly name: ScalarValue;
  /** The map that also has the kind, or the API group, of what is named. */
  readonly holder: MapValue | undefined;
  set(target: Identity): void;
}

function* referencesAt(value: Value, steps: readonly string[]): Iterable<Reference> {
  const [step, ...rest] = steps;
  if (value.type === 'seq') {
    for (const [index, item] of value.items.entries()) {
      if (step === undefined && item.type === 'scalar')
        yield {
          name: item,
          holder: undefined,
          set: ({ name }) => {
            value.items[index] = renamed(item, name);
          },
        };
      else yield* referencesAt(item, steps);
    }
    return;
  }
  if (value.type !== 'map') return;
  if (step === undefined) {
    // a map with the name and the namespace of what it names
    const name = scalarAt(value, 'name');
    if (name) yield { name, holder: value, set: (target) => setBoth(value, name, target) };
    return;
  }
  const next = value.entries.get(step);
  if (!next) return;
  if (rest.length > 0 || next.type !== 'scalar') yield* referencesAt(next, rest);
  else yield { name: next, holder: value, set: ({ name }) => value.entries.set(step, renamed(next, name)) };
}

function setBoth(map: MapValue, name: ScalarValue, target: Identity): void {
  map.entries.set('name', renamed(name, target.name));
  if (target.namespace !== '') map.entries.set('namespace', renamed(name, target.namespace));
}

/** The object that a name means; `undefined` if none, or nobody can say. */
function chosen(candidates: readonly Built[], group: string, referrer: Built, identity: Identity, { holder, name }: Reference): Identity | undefined {
  const kindSaid = holder && scalarAt(holder, 'kind')?.text;
  const namespaceSaid = holder && scalarAt(holder, 'namespace')?.text;
  let left = candidates.filter((built) => {
    const id = identityOf(built);
    if (id.group !== group || (kindSaid !== undefined && kindSaid !== id.kind)) return false;
    if (namespaceSaid !== undefined && !built.earlier.some((one) => one.name === name.text && (one.namespace || 'default') === namespaceSaid)) return false;
    if (isClusterWide(identity) || isClusterWide(id) || id.kind === 'ServiceAccount') return true;
    return effectiveNamespace(id) === effectiveNamespace(identity);
  });
  if (left.length > 1) {
    const affixes = referrer.affixes.join('\n');
    const alike = left.filter((built) => affixes.startsWith(built.affixes.join('\n')) || built.affixes.join('\n').startsWith(affixes));
    if (alike.length > 0) left = alike;
  }
  if (left.length > 1) {
    const near = left.filter((built) => effectiveNamespace(identityOf(built)) === effectiveNamespace(identity));
    if (near.length > 0) left = near;
  }
  const [first, ...others] = left.map(identityOf);
  return first && others.every((other) => other.name === first.name) ? first : undefined;
}
