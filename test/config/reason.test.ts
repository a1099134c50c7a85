import { expect, test } from 'vitest';
import { faultOf, whyOf } from '../../schemas/reason.ts';

test.each([
  ['it watches the node', undefined],
  ['it watches the node until 2027-03-31', undefined],
  ['it watches the node until 2026-11-28', undefined],
  ['it watches the node until 2026-11-27', 'over'],
  ['old one until 2025-01-01', 'over'],
  ['it watches the node until 2027-3-31', 'wrong-date'],
  ['it watches the node until 2027-02-29', 'wrong-date'],
  ['it watches the node until tomorrow', 'wrong-date'],
  ['until 2027-03-31', 'no-reason'],
  ['  ', 'no-reason'],
])('a reason counts, or not: %s', (text, fault) => {
  expect(faultOf(whyOf(text), '2026-11-28')).toBe(fault);
});
