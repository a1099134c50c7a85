import { expect, test } from 'vitest';
import type { Fix, FixWords } from '../../server/src/fix/ops.ts';
import { MAX_TITLE, menuTitle } from '../../server/src/present/titles.ts';

const LONG: FixWords = {
  title: 'Drop all capabilities and run as user 101 of the image',
  condition: { word: 'if', text: 'its configuration puts pid and temporary files into /tmp and listens on ports from 1024 up' },
};

test.each<[FixWords & Pick<Fix, 'safety'>, string]>([
  [{ title: 'Remove hostPID', safety: 'review' }, 'Review: Remove hostPID'],
  [{ title: 'Set a', condition: { word: 'if', text: 'the image works as any user' }, safety: 'review' }, 'Review: Set a, if the image works as any user'],
  [
    { title: 'Set a', condition: { word: 'once', text: '/data is on a volume' }, reach: { all: 3, kind: 'services' }, safety: 'safe' },
    'Safe: Set a, for all 3 services that share it',
  ],
  [{ title: 'Run as user 1', objection: 'it writes to /dev/kvm', safety: 'manual' }, 'Manual: Run as user 1, though it writes to /dev/kvm'],
  [{ ...LONG, safety: 'review' }, 'Review: Drop all capabilities and run as user 101…'],
  [{ title: 'Make the root filesystem read-only, with /run/postgresql and /tmp', safety: 'manual' }, 'Manual: Make the root filesystem read-only…'],
  [{ title: 'Remove privileged, without which a metrics agent does not work', safety: 'manual' }, 'Manual: Remove privileged'],
  [
    { title: 'Read it from ./secrets/postgres_password.txt, which you write', reach: { all: 2, kind: 'services' }, safety: 'manual' },
    'Manual: Read it from ./secrets/postgres_password.txt',
  ],
  [
    { title: 'Call it "a name that is much longer than what a menu can ever show"', safety: 'safe' },
    'Safe: Call it "a name that is much longer than what a menu…"',
  ],
])('a menu shows %j with its grade in front, and without what does not fit', (fix, shown) => {
  expect(menuTitle(fix)).toBe(shown);
  expect(shown.length).toBeLessThanOrEqual(MAX_TITLE);
});
