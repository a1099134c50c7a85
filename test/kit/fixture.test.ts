import { expect, it } from 'vitest';
import { comments, lostComment } from './comments.ts';
import { parseFixture, renderFixture } from './fixture.ts';

const SOURCE = [
  'spec:',
  '#~~~ user-namespace-not-used',
  '  hostNetwork: true # a comment',
  '  #~~~~~~~~~~~~~~~~ host-network',
  '  containers:',
  '  - securityContext: { privileged: true }',
  '    #                  ~~~~~~~~~~~~~~~~ privileged-container: every device',
  '    # an ordinary comment ~~~',
  '',
].join('\n');

it('removes markers and reads them', () => {
  const { text, markers } = parseFixture(SOURCE);
  expect(text).toBe('spec:\n  hostNetwork: true # a comment\n  containers:\n  - securityContext: { privileged: true }\n    # an ordinary comment ~~~\n');
  expect(markers).toEqual([
    { line: 0, start: 0, end: 4, goesOn: false, rule: 'user-namespace-not-used', message: undefined },
    { line: 1, start: 2, end: 19, goesOn: false, rule: 'host-network', message: undefined },
    { line: 3, start: 23, end: 39, goesOn: false, rule: 'privileged-container', message: 'every device' },
  ]);
});

it('writes markers that it reads back', () => {
  const { text, markers } = parseFixture(SOURCE);
  const starts = text.split('\n').map((_, line, lines) => lines.slice(0, line).join('\n').length + (line > 0 ? 1 : 0));
  const found = markers.map(({ line, start, end, rule, message }) => ({
    rule,
    message,
    span: { start: (starts[line] as number) + start, end: (starts[line] as number) + end },
  }));
  expect(parseFixture(renderFixture(text, found))).toEqual({ text, markers, settings: {} });
  const two = [{ rule: 'a', span: { start: 0, end: text.indexOf('containers') } }];
  expect(parseFixture(renderFixture(text, two)).markers).toEqual([{ line: 0, start: 0, end: 5, goesOn: true, rule: 'a', message: undefined }]);
});

it('finds comments, and only comments', () => {
  const text = 'a: "# no" # one\nb: |\n  # no\n# two\nc: x#no\n';
  expect(comments(text)).toEqual(['# one', '# two']);
  expect(lostComment(['# one', '# two'], ['# one', '# new', '# two'])).toBeUndefined();
  expect(lostComment(['# one', '# two'], ['# two', '# one'])).toBe('# two');
});
