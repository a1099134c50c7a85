import type { FieldType } from '../manifest/kubernetes/fields.ts';
import type { Spot } from '../manifest/spot.ts';
import type { Json } from '../syntax/site.ts';

/** The value of a field as the type that the field takes; `undefined` if that could be more than one value. */
export function retyped(spot: Spot, field: string, wanted: FieldType): Json | undefined {
  const text = spot.text().value?.trim();
  if (wanted === 'list' && field === 'sysctls' && spot.type === 'map') return spot.keys().map((name) => ({ name, value: spot.get(name).text().value ?? '' }));
  if (text === undefined) return undefined;
  switch (wanted) {
    case 'boolean':
      return /^(?:true|yes|on)$/i.test(text) ? true : /^(?:false|no|off)$/i.test(text) ? false : undefined;
    case 'integer':
      return /^(?:0|[1-9]\d*)$/.test(text) ? Number(text) : undefined;
    case 'text':
      return text;
    case 'texts':
      return /^[A-Za-z_]+(?:[\s,]+[A-Za-z_]+)*$/.test(text) ? text.split(/[\s,]+/) : undefined;
    case 'integers':
      return /^\d+(?:[\s,]+\d+)*$/.test(text) ? text.split(/[\s,]+/).map(Number) : undefined;
    case 'map':
      if (field !== 'seccompProfile' && field !== 'appArmorProfile') return undefined;
      return /^runtime\/?default$/i.test(text) ? { type: 'RuntimeDefault' } : undefined;
    case 'list':
      return undefined;
  }
}
