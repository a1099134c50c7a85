import { resolvePath } from '../compose/files.ts';
import type { Built } from './objects.ts';
import { selectorOf } from './select.ts';
import { type BuildTexts, itemsOf } from './texts.ts';
import { at, type Origin, scalarText, textAt, unknown, type Value } from './value.ts';

/** Makes unknown what an entry of `replacements` puts into other objects: its value is known only to kustomize. */
export function replace(entry: Value, objects: readonly Built[], texts: BuildTexts, folder: string): void {
  const path = at(entry, 'path');
  if (path) {
    const found = texts.documents(resolvePath(folder, scalarText(path)), path.origin);
    if (!found) texts.say('kustomize-missing', path.origin, `"${scalarText(path)}" cannot be read: what it replaces is not known`);
    for (const one of found ?? []) for (const inner of one.type === 'seq' ? one.items : [one]) replaceTargets(inner, objects, texts);
  } else replaceTargets(entry, objects, texts);
}

function replaceTargets(entry: Value, objects: readonly Built[], texts: BuildTexts): void {
  for (const target of itemsOf(at(entry, 'targets'))) {
    const select = at(target, 'select');
    const { selects } = select ? selectorOf(select) : { selects: undefined };
    if (!selects) texts.say('kustomize-unknown', target.origin, 'what this replacement selects is not read: what it changes is not known');
    const origin: Origin = { ...target.origin, made: true };
    const paths = itemsOf(at(target, 'fieldPaths')).map((one) => stepsOf(scalarText(one)));
    const creates = textAt(target, 'options', 'create') === 'true';
    for (const built of objects)
      if (selects?.(built)) for (const steps of paths.length > 0 ? paths : [['metadata', 'name']]) hide(built.value, steps, origin, creates);
  }
}

/** The steps of a field path: dots divide them, but not in brackets, and not behind a backslash. */
function stepsOf(path: string): string[] {
  const steps = path.match(/\[[^\]]*\](?=\.|$)|(?:\\.|[^.\\])+/g) ?? [];
  return steps.map((step) => step.replaceAll('\\.', '.'));
}

function hide(value: Value, [step, ...rest]: readonly string[], origin: Origin, creates: boolean): void {
  if (step === undefined) return;
  const isLast = rest.length === 0;
  if (value.type === 'map') {
    if (!value.entries.has(step) && !creates) return;
    const next = value.entries.get(step);
    if (isLast || !next) value.entries.set(step, unknown(origin));
    else hide(next, rest, origin, creates);
  } else if (value.type === 'seq') {
    const [, key = '', wanted] = /^\[([^=]*)=(.*)\]$/.exec(step) ?? [];
    value.items.forEach((item, index) => {
      const fits = step === '*' || step === String(index) || (key !== '' && textAt(item, key) === wanted) || (key === '' && wanted === scalarText(item));
      if (!fits) return;
      if (isLast) value.items[index] = unknown(origin);
      else hide(item, rest, origin, creates);
    });
  }
}

/** Makes unknown what names a variable of `vars`. */
export function hideVariables(objects: readonly Built[], names: ReadonlySet<string>): void {
  if (names.size === 0) return;
  const uses = (text: string) => [...text.matchAll(/\$\(([^()]+)\)/g)].some(([, name = '']) => names.has(name));
  const visit = (value: Value): Value => {
    if (value.type === 'scalar') return uses(value.text) ? unknown(value.origin) : value;
    if (value.type === 'seq') value.items = value.items.map(visit);
    else for (const [key, entry] of value.entries) value.entries.set(key, visit(entry));
    return value;
  };
  for (const { value } of objects) visit(value);
}
