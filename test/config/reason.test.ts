import { expect, test } from 'vitest';
import { dateOf, faultOf, whyOf } from '../../schemas/reason.ts';

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

test('an exception counts to the end of its day in UTC, and ends at the same moment in every time zone', () => {
  const zone = process.env['TZ'];
  const why = whyOf('it watches the node until 2027-03-31');
  try {
    for (const name of ['UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu', 'America/New_York']) {
      process.env['TZ'] = name;
      const at = (moment: string) => faultOf(why, dateOf(new Date(moment)));
      expect(at('2027-03-31T00:00:00.000Z'), name).toBeUndefined();
      expect(at('2027-03-31T23:59:59.999Z'), name).toBeUndefined();
      expect(at('2027-04-01T00:00:00.000Z'), name).toBe('over');
    }
    // the zones are not all the same: what is tested would otherwise say nothing
    process.env['TZ'] = 'Pacific/Kiritimati';
    expect(new Date('2027-03-31T12:00:00Z').getDate()).toBe(1);
  } finally {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  }
});
