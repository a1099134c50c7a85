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

/** The findings, each with how severe it is (0: the worst). */
function found({ dialect }: Manifest, text: string): { readonly what: string; readonly rank: number }[] {
  const { findings } = analyse(dialect === 'compose' ? 'compose.yaml' : 'manifest.yaml', text);
  return findings.map(({ rule, severity, path: at }) => ({
    what: `${rule.id} at ${at.join('/').replace(/^(?:items\/0\/)+/, '')}`,
    rank: SEVERITIES.indexOf(severity),
  }));
}

/** Says what the API server refuses first, and nothing of a document that it refuses for another reason: one that is broken, or without a version. */
const WHOLE_ONLY = 'api-server-rejects ';

const known = new Map<Manifest, ReturnType<typeof found>>();

/** The findings that are gone, or milder, after the changes; `undefined` if one of them has no place in the text. */
function lost(manifest: Manifest, changes: readonly Surrounding[], place: number): { readonly lost: string[]; readonly text: string } | undefined {
  let { text } = manifest;
  for (const { only, change } of changes) {
    const changed = only === undefined || only === manifest.dialect ? change(text, place) : undefined;
    if (changed === undefined) return undefined;
    text = changed;
  }
  const before = known.get(manifest) ?? found(manifest, manifest.text);
  known.set(manifest, before);
  const after = found(manifest, text);
  const gone = before.filter(({ what, rank }) => {
    if (what.startsWith(WHOLE_ONLY)) return false;
    const at = after.findIndex((finding) => finding.what === what && finding.rank <= rank);
    if (at >= 0) after.splice(at, 1);
    return at < 0;
  });
  return { lost: gone.map(({ what }) => what), text };
}

test('what stands around a weakness never hides it', { timeout: TIMEOUT }, () => {
  const manifests = [...pods, ...stacks].filter((manifest) => found(manifest, manifest.text).length > 0);
  expect(manifests.length).toBeGreaterThanOrEqual(120);
  const cases = new Cases('what stands around', 0.07);
  const each = Math.ceil(cases.wanted / manifests.length);
  const broken: string[] = [];
  // each manifest has its own changes, so that all together have all of them
  for (const [i, manifest] of manifests.entries())
    for (let tried = 0, next = i * 11 + SEED; tried < each; next++) {
      const change = SURROUNDINGS[next % SURROUNDINGS.length] as Surrounding;
      const result = lost(manifest, [change], next);
      if (!result) continue;
      tried++;
      cases.add(result.lost.length === 0 ? 'kept' : 'broken');
      if (result.lost.length > 0) broken.push(`${change.name} (${next}): ${manifest.name} loses ${result.lost.join(', ')}`);
    }
  expect(broken).toEqual([]);
  cases.report('kept', 0.99);
});

test('several changes around a weakness never hide it', { timeout: TIMEOUT }, () => {
  const cases = new Cases('several around', 0.015);
  const few = fc.subarray([...SURROUNDINGS], { minLength: 2, maxLength: 3 });
  const tries = fc.tuple(fc.constantFrom(...pods, ...stacks, ...real), few, fc.nat(1000));
  const broken: string[] = [];
  for (let seed = SEED; !cases.done; seed++)
    for (const [manifest, changes, place] of fc.sample(tries, { numRuns: 500, seed })) {
      // of two slips in one document, one may hide the other
      const result = changes.filter(({ breaks }) => breaks).length > 1 ? undefined : lost(manifest, changes, place);
      if (!result || cases.done) continue;
      cases.add(result.lost.length === 0 ? 'kept' : 'broken');
      const names = changes.map(({ name }) => name).join(', ');
      if (result.lost.length > 0) broken.push(`${names} (${place}): ${manifest.name} loses ${result.lost.join(', ')}\n${result.text}`);
    }
  expect(broken).toEqual([]);
  cases.report('kept', 0.99);
});
