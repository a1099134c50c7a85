import { allowedUnless, type CheckFunction } from '../outcome.ts';
import { maps, unsureItems } from '../pod.ts';

/** `names` are the kernel parameters that a pod may set. */
export function sysctls(...names: readonly string[]): CheckFunction {
  const allowed = new Set(names);
  return ({ spec }) => {
    const list = spec.get('securityContext', 'sysctls');
    const fields = maps(list).map((item) => item.get('name').text());
    const bad = fields.filter(({ state, value }) => state !== 'unknown' && state !== 'invalid' && !allowed.has(value ?? ''));
    if (bad.length === 0) return allowedUnless(unsureItems(list) || fields.some(({ state }) => state === 'unknown' || state === 'invalid'));
    return { reason: 'forbidden sysctls', detail: bad.map(({ value }) => value ?? '').join(', '), sites: bad.map(({ site }) => site) };
  };
}
