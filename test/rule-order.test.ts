import { expect, it } from 'vitest';
import { RULES } from '../server/src/rules/index.ts';
import { inOrder } from '../server/src/rules/order.ts';

const ordered = (...rules: Parameters<typeof inOrder>[0]) => inOrder(rules).map(({ id }) => id);

it('keeps the order of rules that name no others', () => {
  expect(ordered({ id: 'c' }, { id: 'a' }, { id: 'b' })).toEqual(['c', 'a', 'b']);
});

it('puts a rule after what it follows and before what it precedes, and moves no other', () => {
  expect(ordered({ id: 'a', after: ['c'] }, { id: 'b' }, { id: 'c' }, { id: 'd' })).toEqual(['b', 'c', 'a', 'd']);
  expect(ordered({ id: 'a' }, { id: 'b' }, { id: 'c', before: ['a'] }, { id: 'd' })).toEqual(['b', 'c', 'a', 'd']);
});

it('refuses an unknown name', () => {
  expect(() => ordered({ id: 'a', before: ['host-pit'] })).toThrow('the rule a has a place before or after host-pit, which is no rule');
  expect(() => ordered({ id: 'a', after: ['host-pit'] })).toThrow('host-pit');
});

it('refuses a circle, and names its rules and those that depend on them', () => {
  expect(() => ordered({ id: 'a', after: ['b'] }, { id: 'b', after: ['c'] }, { id: 'c', after: ['a'] }, { id: 'd' })).toThrow(/circle: a, b, c$/);
  expect(() => ordered({ id: 'a', before: ['a'] })).toThrow(/circle: a$/);
});

it('accepts the real rules', () => {
  const place = new Map(RULES.map(({ id }, i) => [id, i]));
  const at = (id: string) => place.get(id) as number;
  const broken = RULES.filter(({ id, before = [], after = [] }) => before.some((other) => at(other) < at(id)) || after.some((other) => at(other) > at(id)));
  expect(broken.map(({ id }) => id)).toEqual([]);
});
