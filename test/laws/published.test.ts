import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Position, Range } from 'vscode-languageserver/node';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import type { LspContext } from '../../server/src/present/lsp/context.ts';
import type { Told } from '../../server/src/present/lsp/diagnostics.ts';
import { toldOf } from '../../server/src/present/lsp/pieces.ts';
import type { SourceFile } from '../../server/src/syntax/source-file.ts';
import { LineIndex } from '../../server/src/text/text.ts';
import { InProcess } from '../protocol/in-process.ts';
import { Cases, SEED, TIMEOUT } from './cases.ts';
import { change, text } from './changing-texts.ts';

/** The part of the cases: small, because analyses are many times slower than edits. */
const PART = 0.0012;
const URI = 'file:///compose.yaml';
const CONTEXT = { uri: URI, docsUrl: (rule: string) => `file:///docs/${rule}.md`, documentOf: (uri: string) => ({ uri, version: null }) };

type Shown = Pick<Told, 'diagnostic' | 'about'>;

/** Everything that a fresh start tells, one after the other. */
function told(now: string): { readonly all: readonly Told[]; readonly file: SourceFile } {
  const snapshot = new Engine(DEFAULT_SETTINGS, { text: () => undefined }).analyse({ uri: URI, text: now, languageId: 'yaml' });
  const { pieces, problems } = toldOf(snapshot, CONTEXT as LspContext, false);
  return { all: [...[0, 1, 2].flatMap((kind) => pieces.flatMap(({ sections }) => sections[kind] ?? [])), ...problems], file: snapshot.file };
}

const keyOf = ({ about, diagnostic: { range } }: Shown) => `${about} ${range.start.line} ${range.start.character}`;

/** What may be said while somebody writes in a line, worked out for each diagnostic by itself. */
function calm({ all, file }: ReturnType<typeof told>, shown: readonly Shown[], line: number): Shown[] {
  const touches = ({ start, end }: Range, at: number) => start.line <= at && at <= end.line;
  const known = new Map(shown.map((one) => [keyOf(one), one.diagnostic]));
  return all.flatMap((one): Shown[] => {
    const before = known.get(keyOf(one));
    if (before) return [{ ...one, diagnostic: before.message === one.diagnostic.message ? one.diagnostic : { ...before, range: one.diagnostic.range } }];
    const item = one.item?.(file);
    const isWritten = touches(one.diagnostic.range, line) || (item !== undefined && (touches(item, line) || touches(item, line - 1)));
    return one.waits || isWritten ? [] : [one];
  });
}

/** What is shown, with its ranges after a change from `start` to `end`, which then ends at `to`. */
function moved(shown: readonly Shown[], { start, end }: Range, to: Position): Shown[] {
  const isBefore = (a: Position, b: Position) => a.line < b.line || (a.line === b.line && a.character < b.character);
  const at = (one: Position): Position => {
    if (isBefore(one, end)) return isBefore(one, start) ? one : start;
    return { line: one.line + to.line - end.line, character: one.character + (one.line === end.line ? to.character - end.character : 0) };
  };
  return shown.map((one) => ({
    ...one,
    diagnostic: { ...one.diagnostic, range: { start: at(one.diagnostic.range.start), end: at(one.diagnostic.range.end) } },
  }));
}

const paused = fc.record({ change, pause: fc.boolean() });

test('what is published after any series of changes is what is said of the text at once, and calmly before', { timeout: TIMEOUT }, async () => {
  const cases = new Cases('publications after changes', PART);
  await fc.assert(
    fc.asyncProperty(text, fc.array(paused, { minLength: 1, maxLength: 6 }), async (start, changes) => {
      cases.add('published');
      const server = await InProcess.start();
      let [now, version] = [start, 1];
      await server.notify('textDocument/didOpen', { textDocument: { uri: URI, languageId: 'yaml', version, text: now } });
      server.clock.pass(50);
      const seen = () => server.shown(URI);
      let shown: readonly Shown[] = told(now).all;
      expect(seen()).toEqual(shown.map(({ diagnostic }) => diagnostic));
      for (const { change: one, pause } of changes) {
        const from = Math.floor(one.at * now.length);
        const to = Math.min(now.length, from + one.remove);
        const range = new LineIndex(now).range({ start: from, end: to });
        now = now.slice(0, from) + one.insert + now.slice(to);
        const lines = one.insert.split(/\r\n|\r|\n/);
        const last = lines.at(-1)?.length ?? 0;
        const end = { line: range.start.line + lines.length - 1, character: lines.length === 1 ? range.start.character + last : last };
        await server.notify('textDocument/didChange', { textDocument: { uri: URI, version: ++version }, contentChanges: [{ range, text: one.insert }] });
        server.clock.pass(50);
        const fresh = told(now);
        shown = calm(fresh, moved(shown, range, end), end.line);
        expect(seen()).toEqual(shown.map(({ diagnostic }) => diagnostic));
        if (!pause) continue;
        server.clock.pass(600);
        shown = fresh.all;
        expect(seen()).toEqual(shown.map(({ diagnostic }) => diagnostic));
      }
    }),
    { numRuns: cases.wanted, seed: SEED },
  );
  cases.report('published', 0.99);
});
