import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { test } from 'vitest';
import { parseFile } from '../../server/src/syntax/parse.ts';
import { applyEdits } from '../../server/src/text/text.ts';
import { Cases, SEED, TIMEOUT } from './cases.ts';
import { applied, read } from './meanings.ts';
import { attempt, choices, opFor, placesOf } from './operations.ts';

/** A block map in a Helm template: entries, conditions around some of them, and actions that print values or entries. */
interface Part {
  readonly kind: 'text' | 'value' | 'map' | 'list' | 'if' | 'entries';
  readonly parts: readonly Part[];
}

const { part } = fc.letrec<{ part: Part; leaf: Part; branch: Part }>((tie) => ({
  leaf: fc.record({ kind: fc.constantFrom('text', 'text', 'value', 'entries'), parts: fc.constant([]) }),
  branch: fc.record({ kind: fc.constantFrom('map', 'map', 'list', 'if'), parts: fc.array(tie('part'), { minLength: 1, maxLength: 4 }) }),
  part: fc.oneof({ maxDepth: 3 }, tie('leaf'), tie('branch')),
}));
const templates = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) =>
  linesOf(parts, '', { next: 0 })
    .map((line) => `${line}\n`)
    .join(''),
);

/** Every key has a unique name, so that it can be found in the rendered text. */
function linesOf(parts: readonly Part[], indent: string, count: { next: number }): string[] {
  const lines = parts.flatMap(({ kind, parts: inner }): string[] => {
    const key = `${indent}k${count.next++}:`;
    if (kind === 'value') return [`${key} {{ .Values.v }}`];
    if (kind === 'map') return [key, ...linesOf(inner, `${indent}  `, count)];
    if (kind === 'list') return [key, ...inner.map((item, i) => (item.kind === 'value' ? `${indent}- {{ .Values.v }}` : `${indent}- item${i} # c`))];
    if (kind === 'if') return [`${indent}{{- if .Values.on }}`, ...linesOf(inner, indent, count), `${indent}{{- end }}`];
    if (kind === 'entries') return [`${indent}{{- toYaml .Values.m${count.next} | nindent ${indent.length} }}`];
    return [`${key} text # c`];
  });
  // every rendering of a map has at least this entry
  return [`${indent}k${count.next++}: 1`, ...lines];
}

/** The text that Helm renders. */
function rendered(template: string, on: boolean): string {
  let depth = 0;
  const lines = template.split('\n').flatMap((line) => {
    const step = /^\s*\{\{- if /.test(line) ? 1 : /^\s*\{\{- end /.test(line) ? -1 : 0;
    depth += step;
    if (step !== 0) return [];
    if (depth > 0 && !on) return [];
    return [line.replace(/\{\{- toYaml \.Values\.(m\d+) .*\}\}/, '$1: printed').replace('{{ .Values.v }}', 'printed')];
  });
  return lines.join('\n');
}

test('the rendered text has the meaning of the operations, whatever the conditions are', { timeout: TIMEOUT }, () => {
  const cases = new Cases('templates', 0.03);
  fc.assert(
    fc.property(templates, fc.array(choices, { minLength: 8, maxLength: 8 }), (text, sets) => {
      const renderings = [true, false].map((on) => ({ on, value: read(rendered(text, on))[0] }));
      // values that a template prints have no place in the file
      const places = placesOf([renderings[0]?.value]).filter(({ path }) => !path.some((step) => /^m\d/.test(String(step))));
      const file = parseFile(text);
      for (const chosen of sets) {
        // a pruning removal may differ between renderings, and a rename is a removal and an addition
        const ops = chosen.filter(({ op }) => op !== 'prune' && op !== 'rename').map((choice) => opFor(choice, places));
        if (ops.length === 0) continue;
        const edits = attempt(file, ops);
        cases.add(typeof edits === 'string' ? edits : 'compiled');
        if (typeof edits === 'string') continue;
        const after = applyEdits(text, edits);
        const actions = (of: string) => of.match(/\{\{.*?\}\}/g) ?? [];
        const fail = (law: string) => new Error(`${law}\n${text}\n${JSON.stringify(ops)}\n${after}`);
        if (!isDeepStrictEqual(actions(after), actions(text))) throw fail('actions stay');
        for (const { on, value } of renderings) {
          const there = ops.filter(({ op, at }) => op !== 'comment' && holds(value, anchorOf(renderings[0]?.value, at.path)));
          const wanted = applied(value, there);
          if (!wanted || !isDeepStrictEqual(valueAt(rendered(after, on)), wanted.value)) throw fail(`rendered with ${on}`);
        }
      }
    }),
    { numRuns: Math.ceil(cases.wanted / 7), seed: SEED, endOnFailure: true },
  );
  cases.report('compiled', 0.1);
});

function valueAt(text: string): unknown {
  try {
    return read(text)[0];
  } catch (error) {
    return error;
  }
}

type Path = readonly (string | number)[];

/** The part of a path that exists. */
function anchorOf(value: unknown, path: Path): Path {
  let length = path.length;
  while (length > 0 && !holds(value, path.slice(0, length))) length--;
  return path.slice(0, length);
}

function holds(value: unknown, path: Path): boolean {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !(step in at)) return false;
    at = (at as Record<string | number, unknown>)[step];
  }
  return true;
}
