import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commentsByYaml } from '../../server/src/fix/layout.ts';
import { chunkDocument } from '../../server/src/syntax/chunk.ts';
import { readClean } from '../../server/src/syntax/clean/read.ts';
import { readWithYaml } from '../../server/src/syntax/read.ts';
import { splitDocuments } from '../../server/src/syntax/split.ts';
import { maskTemplate } from '../../server/src/syntax/template.ts';
import { Cases, SEED, someOf, TIMEOUT } from './cases.ts';
import { manuscripts } from './manuscripts.ts';

/** Our reader of clean YAML and `yaml` agree on the tree, the repeated keys and the comments of every text that ours takes. */
const TEST = path.join(import.meta.dirname, '..');
/** The folders of the project with manifests. */
const FOLDERS = ['workloads', 'stacks', 'rules', 'cases', 'manifest'].map((name) => path.join(TEST, name));
/** Real manifests, beside the project. */
const CORPUS = fileURLToPath(new URL('../../../shared/corpus', import.meta.url));

type Outcome = 'read' | 'left to yaml' | 'broken';

/** What came of a text. Throws if the readers differ. */
function compared(text: string): Outcome {
  const clean = readClean(text);
  const { root, problems } = readWithYaml(text);
  const isBroken = problems.some(({ code }) => code !== 'duplicate-key');
  if (!clean) return isBroken ? 'broken' : 'left to yaml';
  expect({ ...clean }, JSON.stringify(text)).toEqual({ root, problems, comments: commentsByYaml(text) });
  return 'read';
}

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ya?ml|json|tpl)$/.test(name))
    .sort()
    .map((name) => path.join(folder, name));

/** The documents of a file, in each variant of its templates, and the pieces that long ones are cut into. */
function* textsOf(file: string): Iterable<string> {
  const { variants } = maskTemplate(file, 0);
  for (let variant = 0; variant < variants; variant++) {
    const text = file.includes('{{') ? maskTemplate(file, variant).text : file;
    for (const { start, end } of splitDocuments(text)) {
      const document = text.slice(start, end);
      yield document;
      for (const { span, children = [span] } of chunkDocument(document) ?? []) for (const part of children) yield document.slice(part.start, part.end);
    }
  }
}

const FORMS: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'with CRLF': (text) => text.replace(/\r?\n/g, '\r\n'),
  'with a byte order mark': (text) => `\uFEFF${text}`,
  'indented twice as far': (text) => text.replace(/^ +/gm, '$&$&'),
  'with a comment on each line': (text) => text.replace(/[^|>\s-]$/gm, '$& # note'),
};

describe.each(Object.entries(FORMS))('files %s', (name, form) => {
  test.each([
    { of: 'the project', folders: FOLDERS, most: name === 'as it is' ? 0.03 : 0.1 },
    ...(existsSync(CORPUS) ? [{ of: 'the corpus', folders: [CORPUS], most: 0.03 }] : []),
  ])('of $of', ({ of, folders, most }) => {
    const outcomes: Record<Outcome, number> = { read: 0, 'left to yaml': 0, broken: 0 };
    const files = folders.flatMap(filesIn);
    for (const file of name === 'as it is' ? files : someOf(files, 4)) {
      const text = readFileSync(file, 'utf8');
      // the schemas of custom resources are hardly read
      if (text.length < 200_000) for (const one of textsOf(form(text))) outcomes[compared(one)]++;
    }
    const left = outcomes['left to yaml'] / (outcomes.read + outcomes['left to yaml']);
    process.stdout.write(`files of ${of} ${name}: ${outcomes.read} texts read, ${(left * 100).toFixed(1)} % left to yaml, ${outcomes.broken} broken\n`);
    expect(left).toBeLessThan(most);
  });
});

/** Short documents of the fixtures. */
const SHORT = FOLDERS.flatMap(filesIn)
  .map((file) => readFileSync(file, 'utf8'))
  .flatMap((text) => splitDocuments(text).map(({ start, end }) => text.slice(start, end)))
  .filter((text) => text.length > 20 && text.length < 1_200 && !text.includes('{{'));

const FRAGMENTS = [' ', '  ', '\n', '\n\n', ':', ': ', '- ', '-', '#', ' #', '"', "'", '|', '>', '|-\n', '|2\n', '[', ']', '{', '}', ',', ', '];
const MORE_FRAGMENTS = ['&a ', '*a', '!t ', '? ', '\t', 'x', '%', '@', '\\', '\\n', '~', '`', '<<: *a\n', '>\n', '[]', '{}', "''", '""', '\r', '\r\n', 'é😀'];
const LINES = [' \n', '# c\n', '\n', '    \n', '  - \n', 'a: b\n', '  x\n'];

const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat(3),
  insert: fc.oneof(fc.constantFrom('', ...FRAGMENTS, ...MORE_FRAGMENTS), fc.constantFrom(...LINES)),
  atLine: fc.boolean(),
});

function mutated(text: string, { at, remove, insert, atLine }: { at: number; remove: number; insert: string; atLine: boolean }): string {
  const offset = Math.floor(at * (text.length + 1));
  const from = atLine ? text.lastIndexOf('\n', offset) + 1 : offset;
  return text.slice(0, from) + insert + text.slice(from + (atLine ? 0 : remove));
}

test('they agree on changed texts', { timeout: TIMEOUT }, () => {
  const cases = new Cases('texts read twice', 1);
  const texts = fc.oneof(fc.constantFrom(...SHORT), manuscripts);
  // texts on which they once differed
  for (const text of ['name: {\n  name: true\n# c\n }', 'a:\n  b: "c\n"\n  d: 1\n', 'a: &b{}\n', 'a: &b,\n']) compared(text);
  fc.assert(
    fc.property(texts, fc.array(mutation, { minLength: 1, maxLength: 3 }), (text, mutations) => {
      const now = mutations.reduce(mutated, text);
      const [first] = splitDocuments(now);
      cases.add(compared(first ? now.slice(first.start, first.end) : now));
    }),
    { numRuns: cases.wanted, seed: SEED },
  );
  cases.report('read', 0.2);
});
