import { type Budget, copyOf, isNull, type MapValue, textAt, type Value } from './value.ts';

/** A change by a JSON patch (RFC 6902) cannot be made. */
export class PatchFailure extends Error {}

/**
 * Applies the operations of a JSON patch.
 * @throws PatchFailure with the reason in words
 */
export function patchJson(root: MapValue, operations: readonly Value[], budget: Budget): void {
  for (const operation of operations) apply(root, operation, budget);
}

/** Whether a value is a list of operations. */
export function isOperations(value: Value | undefined): boolean {
  return value?.type === 'seq' && value.items.length > 0 && value.items.every((item) => textAt(item, 'op') !== undefined);
}

function apply(root: MapValue, operation: Value, budget: Budget): void {
  budget.spend();
  const op = textAt(operation, 'op');
  const path = textAt(operation, 'path');
  if (operation.type !== 'map' || op === undefined || path === undefined) throw new PatchFailure('an operation has no "op" or no "path"');
  const value = operation.entries.get('value');
  const from = textAt(operation, 'from');
  switch (op) {
    case 'add':
      return put(root, path, copyOf(needed(value, op), budget), 'add');
    case 'replace':
      return put(root, path, copyOf(needed(value, op), budget), 'replace');
    case 'remove':
      take(root, path);
      return;
    case 'move':
      if (from === undefined) throw new PatchFailure('"move" has no "from"');
      return put(root, path, take(root, from), 'add');
    case 'copy':
      if (from === undefined) throw new PatchFailure('"copy" has no "from"');
      return put(root, path, copyOf(found(root, stepsOf(from), from), budget), 'add');
    case 'test':
      if (JSON.stringify(plain(found(root, stepsOf(path), path))) !== JSON.stringify(plain(needed(value, op))))
        throw new PatchFailure(`the test of "${path}" fails`);
      return;
    default:
      throw new PatchFailure(`"${op}" is no operation`);
  }
}

function needed(value: Value | undefined, op: string): Value {
  if (!value) throw new PatchFailure(`"${op}" has no value`);
  return value;
}

/** What is compared: texts as they are written, in the order of keys. */
function plain(value: Value): unknown {
  if (value.type === 'map') return [...value.entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, entry]) => [key, plain(entry)]);
  return value.type === 'seq' ? value.items.map(plain) : isNull(value) ? null : value.text;
}

function stepsOf(path: string): string[] {
  if (path !== '' && !path.startsWith('/')) throw new PatchFailure(`"${path}" does not begin with "/"`);
  return path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function found(root: Value, steps: readonly string[], path: string): Value {
  let here: Value | undefined = root;
  for (const step of steps) {
    if (here?.type === 'map') here = here.entries.get(step);
    else if (here?.type === 'seq') here = here.items[indexOf(step, here.items.length - 1, path)];
    else here = undefined;
  }
  if (!here) throw new PatchFailure(`there is nothing at "${path}"`);
  return here;
}

function indexOf(step: string, last: number, path: string): number {
  const index = /^(?:0|[1-9]\d{0,8})$/.test(step) ? Number(step) : -1;
  if (index < 0 || index > last) throw new PatchFailure(`there is nothing at "${path}"`);
  return index;
}

function put(root: MapValue, path: string, value: Value, how: 'add' | 'replace'): void {
  const steps = stepsOf(path);
  const last = steps.pop();
  if (last === undefined) throw new PatchFailure('the whole object is not replaced');
  const holder = found(root, steps, path);
  if (holder.type === 'map') {
    if (how === 'replace' && !holder.entries.has(last)) throw new PatchFailure(`there is nothing at "${path}" to replace`);
    holder.entries.set(last, value);
  } else if (holder.type === 'seq') {
    if (how === 'replace') holder.items[indexOf(last, holder.items.length - 1, path)] = value;
    else holder.items.splice(last === '-' ? holder.items.length : indexOf(last, holder.items.length, path), 0, value);
  } else throw new PatchFailure(`there is nothing at "${path}"`);
}

function take(root: MapValue, path: string): Value {
  const steps = stepsOf(path);
  const last = steps.pop();
  const holder = found(root, steps, path);
  if (last === undefined) throw new PatchFailure('the whole object is not removed');
  if (holder.type === 'seq') return holder.items.splice(indexOf(last, holder.items.length - 1, path), 1)[0] as Value;
  const value = holder.type === 'map' ? holder.entries.get(last) : undefined;
  if (!value || holder.type !== 'map') throw new PatchFailure(`there is nothing at "${path}" to remove`);
  holder.entries.delete(last);
  return value;
}
