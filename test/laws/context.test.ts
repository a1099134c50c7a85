import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SEVERITIES } from '../../server/src/rules/rule.ts';
import { splitDocuments } from '../../server/src/syntax/split.ts';
import { analyse } from '../kit/laws.ts';
import { Cases, SEED, TIMEOUT } from './cases.ts';
import { SURROUNDINGS, type Surrounding } from './surroundings.ts';

interface Manifest {
  readonly name: string;
  readonly dialect: 'kubernetes' | 'compose';
  readonly text: string;
}

const TESTS = path.join(import.meta.dirname, '..');
/** Manifests of real projects, where they lie beside the project. */
const CORPUS = path.join(TESTS, '../../shared/corpus/kubernetes');

/** The documents of a file, each as a text without markers and line ends of its own. */
function documentsOf(folder: string, file: string): Manifest[] {
  const text = readFileSync(path.join(folder, file), 'utf8')
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .replace(/^%YAML.*\n/m, '');
  return splitDocuments(text).map(({ start, end }, i) => {
    const own = text
      .slice(start, end)
      .replace(/^---.*\n/, '')
      .replace(/^\.\.\.\n/m, '');
    return { name: `${file}, document ${i}`, dialect: 'kubernetes', text: own };
  });
}

const yamlIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort();

const pods = yamlIn(path.join(TESTS, 'workloads')).flatMap((name) => documentsOf(path.join(TESTS, 'workloads'), name));
const stacks = readdirSync(path.join(TESTS, 'stacks')).flatMap((name): Manifest[] => {
  const file = path.join(TESTS, 'stacks', name, 'compose.yaml');
  return existsSync(file) ? [{ name, dialect: 'compose', text: readFileSync(file, 'utf8').replaceAll('\r\n', '\n') }] : [];
});
const real = existsSync(CORPUS)
  ? yamlIn(CORPUS)
      .flatMap((name) => documentsOf(CORPUS, name))
      .filter(({ text }) => text.length < 20_000 && text.includes('containers:') && !text.includes('{{'))
  : [];

/** The findings, each with how severe it is (0: the worst), and whether the reader tells of a line of a wrong indentation. */
function found({ dialect }: Manifest, text: string): { readonly all: { readonly what: string; readonly rank: number }[]; readonly moved: boolean } {
  const { findings, problems } = analyse(dialect === 'compose' ? 'compose.yaml' : 'manifest.yaml', text);
  const all = findings.map(({ rule, severity, path: at }) => ({
    what: `${rule.id} at ${at.join('/').replace(/^(?:items\/0\/)+/, '')}`,
    rank: SEVERITIES.indexOf(severity),
  }));
  return { all, moved: problems.some(({ code }) => code === 'wrong-indentation') };
}

/** Says what the API server refuses first, and nothing of a document that it refuses for another reason: one that is broken, or without a version. */
const WHOLE_ONLY = 'api-server-rejects ';

const known = new Map<Manifest, ReturnType<typeof found>['all']>();

/** What became of the findings. */
interface Result {
  /**
   * A line that stands in the middle between two open collections may belong to either, and only the one who writes it knows. Then the
   * findings of its other meaning are lost, but the line itself is told (`unclear`).
   */
  readonly outcome: 'kept' | 'unclear' | 'broken';
  /** The findings that are gone, or milder. */
  readonly lost: string[];
  readonly text: string;
}

/** The most that may be unclear, as a part of all cases. */
const UNCLEAR = 0.001;

/** What became of the findings after the changes; `undefined` if one of the changes has no place in the text. */
function tried(manifest: Manifest, changes: readonly Surrounding[], place: number): Result | undefined {
  let { text } = manifest;
  for (const { only, change } of changes) {
    const changed = only === undefined || only === manifest.dialect ? change(text, place) : undefined;
    if (changed === undefined) return undefined;
    text = changed;
  }
  const before = known.get(manifest) ?? found(manifest, manifest.text).all;
  known.set(manifest, before);
  const { all: after, moved } = found(manifest, text);
  const gone = before.filter(({ what, rank }) => {
    if (what.startsWith(WHOLE_ONLY)) return false;
    const at = after.findIndex((finding) => finding.what === what && finding.rank <= rank);
    if (at >= 0) after.splice(at, 1);
    return at < 0;
  });
  const slipped = moved && changes.some(({ name }) => name.startsWith('a line indented one'));
  return { outcome: gone.length === 0 ? 'kept' : slipped ? 'unclear' : 'broken', lost: gone.map(({ what }) => what), text };
}

test('what stands around a weakness never hides it', { timeout: TIMEOUT }, () => {
  const manifests = [...pods, ...stacks].filter((manifest) => found(manifest, manifest.text).all.length > 0);
  expect(manifests.length).toBeGreaterThanOrEqual(120);
  const cases = new Cases('what stands around', 0.07);
  const each = Math.ceil(cases.wanted / manifests.length);
  const broken: string[] = [];
  // each manifest has its own changes, so that all together have all of them
  for (const [i, manifest] of manifests.entries())
    for (let done = 0, next = i * 11 + SEED; done < each; next++) {
      const change = SURROUNDINGS[next % SURROUNDINGS.length] as Surrounding;
      const result = tried(manifest, [change], next);
      if (!result) continue;
      done++;
      cases.add(result.outcome);
      if (result.outcome === 'broken') broken.push(`${change.name} (${next}): ${manifest.name} loses ${result.lost.join(', ')}`);
    }
  expect(broken).toEqual([]);
  cases.report('kept', 1 - UNCLEAR);
});

test('several changes around a weakness never hide it', { timeout: TIMEOUT }, () => {
  const cases = new Cases('several around', 0.015);
  const few = fc.subarray([...SURROUNDINGS], { minLength: 2, maxLength: 3 });
  const tries = fc.tuple(fc.constantFrom(...pods, ...stacks, ...real), few, fc.nat(1000));
  const broken: string[] = [];
  for (let seed = SEED; !cases.done; seed++)
    for (const [manifest, changes, place] of fc.sample(tries, { numRuns: 500, seed })) {
      // of two slips in one document, one may hide the other
      const result = changes.filter(({ breaks }) => breaks).length > 1 ? undefined : tried(manifest, changes, place);
      if (!result || cases.done) continue;
      cases.add(result.outcome);
      const names = changes.map(({ name }) => name).join(', ');
      if (result.outcome === 'broken') broken.push(`${names} (${place}): ${manifest.name} loses ${result.lost.join(', ')}\n${result.text}`);
    }
  expect(broken).toEqual([]);
  cases.report('kept', 1 - UNCLEAR);
});
