import { expect, test } from 'vitest';
import type { FixWords } from '../../server/src/fix/ops.ts';
import { menuTitle } from '../../server/src/present/titles.ts';

const LONG: FixWords = {
  title: 'Drop all capabilities and run as user 101 of the image',
  condition: { word: 'if', text: 'its configuration puts pid and temporary files into /tmp and listens on ports from 1024 up' },
};

test.each<[FixWords, string]>([
  [{ title: 'Remove hostPID' }, 'Remove hostPID'],
  [{ title: 'Set a', condition: { word: 'if', text: 'the image works as any user' } }, 'Set a, if the image works as any user'],
  [
    { title: 'Set a', condition: { word: 'once', text: '/data is on a volume' }, reach: { all: 3, kind: 'services' } },
    'Set a, once /data is on a volume, for all 3 services that share it',
  ],
  [{ title: 'Run as user 1', objection: 'it writes to /dev/kvm' }, 'Run as user 1, though it writes to /dev/kvm'],
  [LONG, 'Drop all capabilities and run as user 101 of the image'],
  [{ ...LONG, reach: { only: 'web' } }, 'Drop all capabilities and run as user 101 of the image, only in "web"'],
  [{ ...LONG, reach: { all: 2, kind: 'services' } }, 'Drop all capabilities and run as user 101 of the image, for both services that share it'],
])('a menu shows %j without a long condition, which the note repeats', (fix, shown) => {
  expect(menuTitle(fix)).toBe(shown);
});
