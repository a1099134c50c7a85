import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Snapshot } from '../../server/src/engine/snapshot.ts';
import { completionsAt } from '../../server/src/present/lsp/completion.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';
import { filesBelow } from '../kit/files.ts';
import { analyse } from '../kit/laws.ts';
import { Cases, SEED, TIMEOUT } from './cases.ts';

const TEST = path.join(import.meta.dirname, '..');
const files = ['workloads', 'stacks', 'rules'].flatMap((folder) => filesBelow(path.join(TEST, folder)).filter((name) => /\.ya?ml$/.test(name)));

/** Behind what values may be written, and a half-typed word of it; and where a key may begin. */
const PLACES = [
  /\b(?:type|user|privileged|host[A-Z]\w+|run[Aa]\w+|drop|add|cap_\w+|read\w+|\w+_mode|security_opt|runtime\w*|automount\w+|allow\w*):(?:\r?\n *-)? ?["[]?\w{0,3}/g,
  /^ *(?:- )?\w{0,3}/gm,
];

/** The number of errors for our reader and for `yaml`. */
function errors(text: string): readonly [number, number] {
  const ours = parseFile(text).documents.flatMap(({ document }) => document.problems.filter(({ code }) => code !== 'duplicate-key'));
  return [ours.length, parseAllDocuments(text, { uniqueKeys: false, logLevel: 'silent' }).reduce((sum, { errors: own }) => sum + own.length, 0)];
}

/** What is wrong with the completions at an offset; `undefined` if there are none. */
function wrong(snapshot: Snapshot, offset: number): string[] | undefined {
  const { text, lines } = snapshot.file;
  const { items } = completionsAt(snapshot, offset, { bySpace: false, schemaElsewhere: false }, { snippets: false, labelDetails: true });
  if (items.length === 0) return undefined;
  const before = snapshot.file.templated ? undefined : errors(text);
  const here = lines.position(offset);
  return items.flatMap(({ label, textEdit }, i) => {
    if (!textEdit || !('range' in textEdit)) return [`${label}: no edit`];
    const { start, end } = textEdit.range;
    if (start.line !== here.line || end.line !== here.line || start.character > here.character || end.character < here.character)
      return [`${label}: edits elsewhere`];
    // long lists are alike
    if (!before || (i > 4 && i % 10 !== 0)) return [];
    const at = (position: typeof start) => lines.lineStart(position.line) + position.character;
    const after = errors(text.slice(0, at(start)) + textEdit.newText + text.slice(at(end)));
    return after.some((count, k) => before[k] === 0 && count > 0) ? [`${label}: breaks the text`] : [];
  });
}

test('completions at any place of half-typed text edit its line, and break nothing', { timeout: TIMEOUT }, () => {
  const cases = new Cases('completions', 0.05);
  const tries = fc.tuple(fc.constantFrom(...files), fc.nat(), fc.constantFrom('prefix', 'prefix', 'whole', 'hole'), fc.boolean(), fc.nat(12));
  const broken: string[] = [];
  for (let seed = SEED; !cases.done; seed++)
    for (const [file, place, form, crlf, cut] of fc.sample(tries, { numRuns: 200, seed })) {
      if (cases.done) break;
      const given = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
      const whole = crlf ? given.replaceAll('\n', '\r\n') : given;
      const places = [...whole.matchAll(PLACES[cut % 4 === 0 ? 1 : 0] as RegExp)].map(({ index, 0: { length } }) => index + length);
      const offset = places[place % places.length] ?? whole.length;
      const text = whole.slice(0, offset) + (form === 'prefix' ? '' : whole.slice(form === 'hole' ? offset + cut : offset));
      const snapshot = analyse(path.basename(path.dirname(file)) === 'stacks' || /compose/.test(file) ? 'compose.yaml' : 'a.yaml', text);
      const found = wrong(snapshot, offset);
      cases.add(found === undefined ? 'nothing' : found.length > 0 ? 'broken' : 'kept');
      if (found && found.length > 0) broken.push(`${path.relative(TEST, file)} at ${offset} (${form}): ${found.join('; ')}`);
    }
  expect(broken).toEqual([]);
  cases.report('kept', 0.1);
});

test('no bytes make completion throw', { timeout: TIMEOUT }, () => {
  const cases = new Cases('completions of any bytes', 0.05);
  const noise = fc.array(
    fc.constantFrom(
      ...'ab:-?,[]{}"\'#&*!|>%@ \t\r\n\0\uFEFF\uE001\uD800',
      'type: ',
      'drop:\n',
      'securityContext:',
      '# bulkhead: allow ',
      '{{ ',
      ' }}',
      '---\n',
    ),
    {
      maxLength: 40,
    },
  );
  const heads = ['', 'kind: Pod\nspec:\n  ', 'services:\n  a:\n    image: nginx\n    '];
  for (let seed = SEED; !cases.done; seed++)
    for (const [head, parts, place] of fc.sample(fc.tuple(fc.constantFrom(...heads), noise, fc.nat()), { numRuns: 200, seed })) {
      if (cases.done) break;
      const text = head + parts.join('');
      const found = wrong(analyse('a.yaml', text), place % (text.length + 1)) ?? [];
      cases.add('kept');
      expect(
        found.filter((one) => one.endsWith('elsewhere')),
        JSON.stringify(text),
      ).toEqual([]);
    }
  cases.report('kept', 0.99);
});
