import { expect, it } from 'vitest';
import { withoutMarks } from '../../server/src/present/markdown/without-marks.ts';

it.each([
  ['**Risk** of `a` and ``b ` c``  \nnext', 'Risk of a and b ` c\nnext'],
  ['**Fix** Remove it *(review)*, 2*3*4', 'Fix Remove it (review), 2*3*4'],
  ['[host\\-pid](file:///a_(b).md) and [`x`](https://x)', 'host-pid and x'],
  ['plain \\*stars\\* and \\`ticks\\` and an open ` tick', 'plain *stars* and `ticks` and an open ` tick'],
  ['## Title\n```yaml\n**kept**: `as` it is\n```\nend', 'Title\n**kept**: `as` it is\nend'],
])('a card without marks: %j', (markdown, text) => {
  expect(withoutMarks(markdown)).toBe(text);
});
