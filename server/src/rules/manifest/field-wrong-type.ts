import type { Fix } from '../../fix/ops.ts';
import { builtInPodPath, type FieldType, objectType } from '../../manifest/kubernetes/fields.ts';
import { containerObjects, podObjects, type TypedObject } from '../../manifest/kubernetes/objects.ts';
import { isText } from '../../manifest/scalars.ts';
import type { Spot } from '../../manifest/spot.ts';
import { setting } from '../../remedies/basic.ts';
import { retyped } from '../../remedies/types.ts';
import type { Json } from '../../syntax/site.ts';
import { defineRule, type Report } from '../rule.ts';
import { severity } from '../severity.ts';

const WANTED: Readonly<Record<FieldType, string>> = {
  boolean: 'true or false, without quotes',
  integer: 'a number, without quotes',
  text: 'a text',
  texts: 'a list of texts',
  integers: 'a list of numbers',
  map: 'a map',
  list: 'a list',
};

const MESSAGES = { wrong: 'The API server rejects the object: "{text}" must be {wanted}' } as const;

export const fieldWrongType = defineRule({
  id: 'field-wrong-type',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium' }),
  dimensions: ['KERNEL', 'CAPS', 'USER', 'SYSCALL'],
  fix: 'sometimes',
  messages: MESSAGES,
  docs: {
    title: 'Isolation field has the wrong type',
    risk: 'The API server rejects the object. What runs is the version before, without this protection, or nothing. Templates that quote every value write such fields, and the mistake shows only when they are applied.',
    not: 'It weakens no pod that runs. `yes`, `on` and their likes without quotes are booleans to kubectl, and no mistake.',
    fix: 'Writes the same value with the type that the field takes.',
    verify: 'Where nobody can tell which value is meant, there is no fix.',
    check: { kubernetes: 'kubectl apply --dry-run=server -f FILE' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K01'],
  references: ['K8S-API', 'K8S-VALIDATION'],
  check: {
    *'kubernetes.pod'(pod) {
      if (!builtInPodPath(pod.ref)) return;
      for (const object of podObjects(pod)) yield* reports(object);
      yield* memory(pod.spots.spec);
    },
    *'kubernetes.container'(container) {
      if (!builtInPodPath(container.pod.ref)) return;
      for (const object of containerObjects(container)) yield* reports(object);
      yield* memory(container.spot);
    },
  },
});

function* reports({ type, spot }: TypedObject): Iterable<Report<typeof MESSAGES>> {
  const written = spot.keys();
  for (const [field, wanted] of Object.entries(objectType(type).isolation)) if (written.includes(field)) yield* check(spot.get(field), field, wanted);
  if (type !== 'PodSecurityContext') return;
  for (const item of spot.get('sysctls').items()) yield* check(item.get('value'), 'value', 'text');
}

/** Quantities are numbers or texts. */
function* memory(owner: Spot): Iterable<Report<typeof MESSAGES>> {
  for (const kind of ['limits', 'requests']) {
    const spot = owner.get('resources', kind, 'memory');
    if (spot.type === 'map' || spot.type === 'seq') yield report(spot, 'memory', 'a quantity such as 256Mi', undefined);
  }
}

function* check(spot: Spot, field: string, wanted: FieldType): Iterable<Report<typeof MESSAGES>> {
  if (spot.state !== 'present' || isHidden(spot) || fits(spot, wanted)) return;
  if (spot.type === 'seq' && (wanted === 'texts' || wanted === 'integers')) {
    const item: FieldType = wanted === 'texts' ? 'text' : 'integer';
    for (const one of spot.items()) yield* check(one, field, item);
    return;
  }
  yield report(spot, field, WANTED[wanted], retyped(spot, field, wanted));
}

/** A map with keys that a template prints: what looks like a map may be text. */
function isHidden(spot: Spot): boolean {
  const { node } = spot.identity;
  return spot.type === 'map' && node?.type === 'map' && node.pairs.length > spot.keys().length;
}

function fits(spot: Spot, wanted: FieldType): boolean {
  const { node } = spot.identity;
  switch (wanted) {
    case 'boolean':
      return spot.boolean().state !== 'invalid';
    case 'integer':
      return spot.integer().state !== 'invalid';
    case 'text':
      return node?.type === 'scalar' && isText(node);
    case 'texts':
    case 'integers':
      return spot.type === 'seq' && spot.items().every((item) => item.state !== 'present' || fits(item, wanted === 'texts' ? 'text' : 'integer'));
    case 'map':
      return spot.type === 'map';
    case 'list':
      return spot.type === 'seq';
  }
}

function report(spot: Spot, field: string, wanted: string, value: Json | undefined): Report<typeof MESSAGES> {
  const raw = spot.text().text;
  const text = typeof spot.path.at(-1) === 'number' ? (raw ?? field) : raw === undefined || raw.length > 30 ? field : `${field}: ${raw}`;
  const fixes: Fix[] = value === undefined ? [] : [setting(`Write it as ${wanted}`, spot.site, value)];
  return { at: spot.site, message: 'wrong', data: { text, wanted }, fixes };
}
