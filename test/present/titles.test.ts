import { expect, test } from 'vitest';
import { conditionOf, menuTitle } from '../../server/src/present/lsp/words.ts';

const LONG =
  'Drop all capabilities and run as user 101 of the image, if its configuration puts pid and temporary files into /tmp and listens on ports from 1024 up';

test.each([
  ['Remove hostPID', 'Remove hostPID', undefined],
  ['Set a, if the image works as any user', 'Set a, if the image works as any user', 'the image works as any user'],
  [
    LONG,
    'Drop all capabilities and run as user 101 of the image',
    'its configuration puts pid and temporary files into /tmp and listens on ports from 1024 up',
  ],
  [
    `${LONG}, only in "web"`,
    'Drop all capabilities and run as user 101 of the image, only in "web"',
    'its configuration puts pid and temporary files into /tmp and listens on ports from 1024 up',
  ],
  [
    `${LONG}, for both services that share it`,
    'Drop all capabilities and run as user 101 of the image, for both services that share it',
    'its configuration puts pid and temporary files into /tmp and listens on ports from 1024 up',
  ],
])('a menu shows "%s" without a long condition, which the note repeats', (title, shown, condition) => {
  expect(menuTitle(title)).toBe(shown);
  expect(conditionOf(title)).toBe(condition);
});
