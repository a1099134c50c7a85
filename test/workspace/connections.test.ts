import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasRange, partition, rangeOf, rangeText } from '../../server/src/workspace/reach/addresses.ts';
import {
  ALL,
  type Connections,
  connectionsText,
  difference,
  intersection,
  isWithin,
  NONE,
  only,
  PROTOCOLS,
  union,
} from '../../server/src/workspace/reach/connections.ts';

/** Ports around which everything happens, so that ranges touch and overlap often. */
const PORT = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(65534, 65535));
const SET = fc
  .array(fc.tuple(fc.constantFrom(...PROTOCOLS), PORT, PORT), { maxLength: 5 })
  .map((parts) => parts.reduce<Connections>((sum, [protocol, a, b]) => union(sum, only(protocol, [[Math.min(a, b), Math.max(a, b)]])), NONE));

const has = (set: Connections, protocol: 'SCTP' | 'TCP' | 'UDP', port: number) => set[protocol].some(([first, last]) => first <= port && port <= last);
const POINTS = PROTOCOLS.flatMap((protocol) => [...Array.from({ length: 14 }, (_, i) => i + 1), 65533, 65534, 65535].map((port) => [protocol, port] as const));

describe('sets of connections', () => {
  it('are what their points are', () => {
    fc.assert(
      fc.property(SET, SET, (a, b) => {
        const [both, common, rest] = [union(a, b), intersection(a, b), difference(a, b)];
        for (const [protocol, port] of POINTS) {
          const [inA, inB] = [has(a, protocol, port), has(b, protocol, port)];
          expect(has(both, protocol, port)).toBe(inA || inB);
          expect(has(common, protocol, port)).toBe(inA && inB);
          expect(has(rest, protocol, port)).toBe(inA && !inB);
        }
        expect(isWithin(common, a) && isWithin(a, both)).toBe(true);
        // one set has one form
        expect(union(rest, common)).toEqual(a);
      }),
    );
  });

  it('have words', () => {
    expect(connectionsText(ALL)).toBe('All Connections');
    expect(connectionsText(NONE)).toBe('No Connections');
    expect(
      connectionsText(
        union(
          only('UDP', [[53, 53]]),
          only('TCP', [
            [443, 443],
            [80, 81],
          ]),
        ),
      ),
    ).toBe('TCP 80-81,443,UDP 53');
    expect(connectionsText(union(only('TCP'), only('UDP')))).toBe('TCP 1-65535,UDP 1-65535');
    expect(connectionsText(PROTOCOLS.reduce<Connections>((sum, protocol) => union(sum, only(protocol)), NONE))).toBe('All Connections');
  });
});

describe('addresses', () => {
  it.each([
    ['10.1.2.3/8', '10.0.0.0-10.255.255.255'],
    ['0.0.0.0/0', '0.0.0.0-255.255.255.255'],
    ['192.0.2.7/32', '192.0.2.7-192.0.2.7'],
    ['fd00::/8', 'fd00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['::/0', '::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['2001:db8::1/128', '2001:db8::1-2001:db8::1'],
    ['1::2:0:0:3/128', '1::2:0:0:3-1::2:0:0:3'],
    ['::ffff:192.0.2.1/128', '::ffff:c000:201-::ffff:c000:201'],
  ])('%s is %s', (cidr, text) => {
    const range = rangeOf(cidr);
    expect(range && rangeText(range)).toBe(text);
  });

  it.each(['', '10.0.0.0', '10.0.0/8', '10.0.0.256/8', '10.0.0.0/33', 'fd00::/129', 'fd00:/8', '1:2:3:4:5:6:7:8:9/64', '::1::/64', '10.0.0.0/8 '])(
    '"%s" is none',
    (cidr) => {
      expect(rangeOf(cidr)).toBeUndefined();
    },
  );

  const BLOCK = fc.record({
    cidr: fc.tuple(fc.constantFrom('10.0.0.0', '10.128.0.0', '192.168.0.0', '0.0.0.0', 'fd00::'), fc.integer({ min: 0, max: 32 })).map(([a, n]) => `${a}/${n}`),
    except: fc.array(
      fc.tuple(fc.constantFrom('10.1.0.0', '10.128.0.0', '192.168.1.0'), fc.integer({ min: 8, max: 32 })).map(([a, n]) => `${a}/${n}`),
      { maxLength: 2 },
    ),
  });

  it('are cut so that each block has all or nothing of a range, and no two neighbours are the same', () => {
    fc.assert(
      fc.property(fc.array(BLOCK, { maxLength: 4 }), (blocks) => {
        const ranges = partition(blocks);
        for (const [i, range] of ranges.entries()) {
          const next = ranges[i + 1];
          if (next?.family !== range.family) continue;
          expect(next.first).toBe(range.last + 1n);
          expect(blocks.some((block) => hasRange(block, range) !== hasRange(block, next))).toBe(true);
        }
        expect(ranges[0]?.first).toBe(0n);
        for (const { cidr, except } of blocks) {
          const whole = rangeOf(cidr);
          const inside = ranges.filter((range) => hasRange({ cidr, except }, range));
          for (const range of inside) expect(whole && whole.first <= range.first && range.last <= whole.last).toBe(true);
        }
      }),
    );
  });
});
