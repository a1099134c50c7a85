import { afterEach, beforeEach, expect, test } from 'vitest';
import { Parser } from 'yaml';
import { parsing } from '../../server/src/syntax/parse.ts';

const { next } = Parser.prototype;
let steps: number;
beforeEach(() => {
  // not a spy, which would keep them all
  Parser.prototype.next = function (lexeme) {
    steps++;
    return next.call(this, lexeme);
  };
});
afterEach(() => {
  Parser.prototype.next = next;
});

/** The words and signs that `yaml` takes in each slice of the reading of a text. */
function slices(text: string): number[] {
  const work = parsing(text);
  const all: number[] = [];
  for (let done = false; !done; all.push(steps)) {
    steps = 0;
    done = work.next().done === true;
  }
  return all;
}

const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0);

// each is about 97 KB
test.each([
  ['a flow collection that nobody closes', `a: ${'{ a: [ '.repeat(400)}${'x, '.repeat(31_000)}`],
  ['brackets without end', `a: ${'['.repeat(97_000)}`],
  ['lists that nobody closes', `a:\n  ${'- [ x, { y: 1 }\n  '.repeat(5_400)}`],
  ['services with a quotation that nobody closes', `services:\n${'  a: { command: "b }\n'.repeat(4_600)}`],
])('%s: no slice is longer than another', (_, text) => {
  const all = slices(text);
  expect(sum(all)).toBeGreaterThan(20_000);
  expect(Math.max(...all)).toBeLessThanOrEqual(1_000);
});
