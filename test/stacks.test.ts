import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDocument, visit } from 'yaml';
import { DEFAULT_SETTINGS } from '../server/src/config/settings.ts';
import { Engine } from '../server/src/engine/engine.ts';
import type { Snapshot } from '../server/src/engine/snapshot.ts';
import { applyEdits } from '../server/src/text/text.ts';
import { brought } from './kit/brought.ts';
import { comments } from './kit/comments.ts';
import { invalid } from './kit/compose-schema.ts';
import { expectFile } from './kit/expected.ts';
import { goneWithEntries, lostComments, reordered } from './kit/kept.ts';
import { unmeant } from './kit/meant.ts';

/** Realistic Compose stacks. `findings.txt` has the findings of each, `*.after.yaml` the result of all fixes up to `review`. */
const ROOT = path.join(import.meta.dirname, 'stacks');

const TAGS = ['!reset', '!override'].flatMap((tag) =>
  [undefined, 'map', 'seq'].map((collection) => ({ tag, ...(collection && { collection }), resolve: (value: unknown) => value })),
);

const stacks = readdirSync(ROOT).sort();
const read = (stack: string, name: string) => readFileSync(path.join(ROOT, stack, name), 'utf8');
const filesOf = (stack: string) =>
  readdirSync(path.join(ROOT, stack), { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.ya?ml$/.test(name) && !/\.after\.ya?ml$/.test(name))
    .sort();
const afterName = (name: string) => name.replace(/\.ya?ml$/, '.after.yaml');

const asItIs = (uri: string) => (existsSync(path.join(ROOT, uri)) ? readFileSync(path.join(ROOT, uri), 'utf8') : undefined);

/** Analyses a file of a stack; `other` reads the other files of its project. */
function analyse(stack: string, name: string, text: string, other = asItIs): Snapshot {
  return new Engine(DEFAULT_SETTINGS, { text: other }).analyse({ uri: `${stack}/${name}`, text });
}

/** Each finding with the path of its place, which does not depend on the lines above it. */
function reported(analysis: Snapshot): string[] {
  return analysis.findings.map(({ path: at, rule, severity }) => `  ${at.join('/')}  ${rule.id}  ${severity}`);
}

function mended(stack: string, name: string, text: string, other = asItIs): string {
  return applyEdits(text, analyse(stack, name, text, other).fixAll(['safe', 'review']).edits);
}

const snapshots = new Map(
  stacks.map((stack) => [
    stack,
    filesOf(stack)
      .map((name) => {
        const text = read(stack, name);
        const after = mended(stack, name, text);
        const lost = lostComments(comments(text), comments(after)).map((comment) => `      ${comment}`);
        return [
          name,
          ...reported(analyse(stack, name, text)),
          'left after the fixes',
          ...reported(analyse(stack, name, after)),
          ...(lost.length > 0 ? ['comments that go with the entries they are about', ...lost] : []),
        ].join('\n');
      })
      .join('\n\n')
      .concat('\n'),
  ]),
);

it('are at least twenty', () => {
  expect(stacks.length).toBeGreaterThanOrEqual(20);
});

describe.each(stacks)('stack %s', (stack) => {
  it('is reported as reviewed', () => {
    expectFile(path.join(ROOT, stack, 'findings.txt'), snapshots.get(stack));
  });

  it('needs at most two runs over all its files: a fix of one may unblock a fix of another', () => {
    const run = (texts: ReadonlyMap<string, string>) =>
      new Map(
        filesOf(stack).map((name) => [
          `${stack}/${name}`,
          mended(stack, name, texts.get(`${stack}/${name}`) as string, (uri) => texts.get(uri) ?? asItIs(uri)),
        ]),
      );
    const twice = run(run(new Map(filesOf(stack).map((name) => [`${stack}/${name}`, read(stack, name)]))));
    expect(run(twice)).toEqual(twice);
  });

  describe.each(filesOf(stack))('%s', (name) => {
    const text = read(stack, name);
    const after = mended(stack, name, text);

    it('has no problem', () => {
      expect(analyse(stack, name, text).problems.map(({ message }) => message)).toEqual([]);
    });

    it('is fixed as reviewed', () => {
      expectFile(path.join(ROOT, stack, afterName(name)), after);
    });

    it('keeps its comments in order, except those of removed entries', () => {
      const kept = lostComments(comments(text), comments(after));
      expect(kept.filter((comment) => !goneWithEntries(text, after).includes(comment))).toEqual([]);
    });

    it('keeps the order of its keys and items', () => {
      expect(reordered(project(text), project(after))).toEqual([]);
    });

    it('gets no finding that is as bad as what is mended', () => {
      expect(brought(analyse(stack, name, text), analyse(stack, name, after))).toEqual([]);
    });

    it('is changed only at places of its fixes', () => {
      const ops = analyse(stack, name, text)
        .fixAll(['safe', 'review'])
        .applied.flatMap(({ fix }) => ('ops' in fix ? fix.ops : []));
      expect(unmeant(written(text), written(after), ops)).toEqual([]);
    });

    it('is not changed by a second run', () => {
      expect(mended(stack, name, after)).toBe(after);
    });

    it('is valid before and after', () => {
      expect(invalid(project(text))).toEqual([]);
      expect(invalid(project(after))).toEqual([]);
    });

    it('has the same findings and fixes with CRLF', () => {
      const dos = text.replaceAll('\n', '\r\n');
      expect(reported(analyse(stack, name, dos))).toEqual(reported(analyse(stack, name, text)));
      expect(mended(stack, name, dos)).toBe(after.replaceAll('\n', '\r\n'));
    });
  });
});

it('does not accept everything as valid', () => {
  expect(invalid({ services: { web: { image: 'nginx', privilegd: true, cap_drop: 'ALL' } } }).length).toBe(2);
});

it('finds nothing at the level of a warning in the hardened stack', () => {
  const findings = analyse('hardened', 'compose.yaml', read('hardened', 'compose.yaml')).findings;
  expect(findings.filter(({ severity }) => !['low', 'info'].includes(severity)).map(({ rule, message }) => `${rule.id}: ${message}`)).toEqual([]);
});

/** The project as Compose reads it: merge keys and aliases are resolved, values with `!reset` are removed; `!override` only matters for merging. */
function project(text: string): unknown {
  const document = parseDocument(text, { merge: true, customTags: TAGS as never });
  expect(document.errors).toEqual([]);
  return document.toJS();
}

/** The values as written: each alias is its name. */
function written(text: string): unknown {
  const document = parseDocument(text, { merge: false, customTags: TAGS as never });
  visit(document, { Alias: (_, { source }) => document.createNode(`*${source}`) });
  return document.toJS();
}
