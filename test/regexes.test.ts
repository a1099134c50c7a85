import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { attacksOn } from './kit/attacks.ts';
import { ROOT } from './kit/cli.ts';

/**
 * No regular expression of the product may take quadratic time on a text that an attacker writes. Each one is run on growing repetitions of
 * its own characters, and of what its own parts match. It is quadratic or worse if four times the text takes more than {@link RATIO} times as long, and long enough to be
 * measured. (A linear expression takes 4 times as long, a quadratic one 16 times.)
 */
const LARGEST = 32_000;
const SIZES = [2000, 8000, LARGEST];
const RATIO = 9;
/** A measurement below this many milliseconds is noise. */
const NOISE = 25;

interface Found {
  readonly where: string;
  readonly pattern: RegExp;
}

function regexes(): Found[] {
  const files = ['server/src', 'schemas', 'client/src'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)),
  );
  return files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const source = ts.createSourceFile(file, readFileSync(path.join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest);
      const found: Found[] = [];
      const visit = (node: ts.Node): void => {
        if (ts.isRegularExpressionLiteral(node)) {
          const [, pattern = '', flags = ''] = /^\/([\s\S]*)\/(\w*)$/.exec(node.text) ?? [];
          const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
          found.push({ where: `${file}:${line} ${node.text}`, pattern: new RegExp(pattern, flags) });
        }
        ts.forEachChild(node, visit);
      };
      visit(source);
      return found;
    });
}

/** The texts to repeat: every character in the expression, some characters of its classes, and pairs of them. */
function pumps({ source }: RegExp): string[] {
  const literal = [...new Set(source.replace(/\\[a-zA-Z]/g, '').replace(/[\\^$|()[\]{}*+?]/g, ' '))];
  const words = source.match(/[\w./:-]{2,}/g) ?? [];
  const single = [...new Set([...literal, ' ', '\t', '\n', 'a', '0', '-', '/', '.', '"', "'", '$', '{', '(', '='])];
  const openers = ['$(', '${', '{{', '*/', '"a', ' a', 'a ', '- ', ': ', '\n ', '=a'].filter((pair) => single.includes(pair[0] as string));
  return [...single, ...openers, ...words.slice(0, 6)];
}

function time(pattern: RegExp, text: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 2; run++) {
    pattern.lastIndex = 0;
    const start = performance.now();
    if (pattern.global) for (const _ of text.matchAll(pattern));
    else pattern.test(text);
    best = Math.min(best, performance.now() - start);
    if (best > 2 * NOISE) break;
  }
  return best;
}

/** Whether a suspicion is confirmed when both texts are measured again, in turn: other work of the machine slows only one of them at a time. */
function again(pattern: RegExp, long: string, short: string): boolean {
  const pairs = Array.from({ length: 3 }, () => [time(pattern, long), time(pattern, short)] as const);
  const least = (at: 0 | 1) => Math.min(...pairs.map((pair) => pair[at]));
  return least(0) > NOISE && least(0) > Math.max(least(1), NOISE / RATIO) * RATIO;
}

function slow({ pattern }: Found): string | undefined {
  const plain = pumps(pattern).flatMap((pump) => [
    { before: '', pump, after: '\u0001' },
    { before: pump, pump, after: '\u0001\n' },
  ]);
  for (const { before, pump, after } of [...plain, ...attacksOn(pattern)]) {
    const text = (size: number) => before + pump.repeat(Math.ceil(size / pump.length)) + after;
    let last = 0;
    for (const size of SIZES) {
      const taken = time(pattern, text(size));
      if (taken > NOISE && taken > last * RATIO && again(pattern, text(size), text(size / 4))) return `${JSON.stringify([before, pump])} × ${size}`;
      // not even a cubic one would become slow
      if (taken * (LARGEST / size) ** 3 < NOISE) break;
      last = Math.max(taken, NOISE / RATIO);
    }
  }
  return undefined;
}

it('finds the quadratic ones among known expressions', () => {
  const slowOf = (pattern: RegExp) => slow({ where: '', pattern }) !== undefined;
  const quadratic = [
    /\/+$/,
    /^[\s-]*[\w-]+=/,
    /\$\(([^)]+)\)/g,
    /\$\{?\w*docker\w*(?:gid|grp)\w*/i,
    /"(?:[^"\\]|\\.)*"/g,
    /^(?:"[^"]*"|[^\s#][^#\n]*?)[ \t]*:(?=\s|$)/,
  ];
  expect(quadratic.filter((pattern) => !slowOf(pattern))).toEqual([]);
  const linear = [/(?<!\/)\/+$/, /^[\s-]*\w[\w-]*=/, /\$\(([^()]+)\)/g, /^(?:"[^"]*"[ \t]*|[^\s#][^#\n]*?):(?=\s|$)/];
  expect(linear.filter(slowOf)).toEqual([]);
});

/** Expressions that are slow on long texts but never get one, each with the reason. */
const BOUNDED: Readonly<Record<string, string>> = {
  '/!\\S*\\s+(?:&\\S+\\s+)?$/': 'it reads the sixty characters before a value',
};

it('no regular expression of the product is quadratic', () => {
  const all = regexes();
  expect(all.length).toBeGreaterThan(200);
  expect(
    all.flatMap((found) =>
      Object.keys(BOUNDED).some((text) => found.where.endsWith(` ${text}`)) || slow(found) === undefined ? [] : [`${found.where}: ${slow(found)}`],
    ),
  ).toEqual([]);
});
