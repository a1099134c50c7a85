import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import * as z from 'zod';
import type { Finding } from '../../engine/finding.ts';
import { harmlessJson } from '../../present/harmless.ts';
import { count } from '../../present/words.ts';
import { UsageError } from './io.ts';
import { fileSink } from './outputs.ts';
import { readText } from './read.ts';

/** The version of the format. A newer one is refused: what it says could be read wrongly. */
const FORMAT = 1;

/** So many files are named of which not all is known. */
const NAMED = 5;

const entrySchema = z.object({
  rule: z.string(),
  file: z.string(),
  /** The kind and name of the resource, for people. */
  resource: z.string(),
  container: z.string().optional(),
  path: z.string(),
  /** The identity of the finding: rule, resource, container and path, and the name of the file without its folder. No line. */
  fingerprint: z.string(),
  /** How many are equal; left out for one. */
  count: z.number().int().min(2).optional(),
});
const baselineSchema = z.object({ bulkheadBaseline: z.literal(FORMAT), findings: z.array(entrySchema) });
type Entry = z.output<typeof entrySchema>;

/** Options of a baseline. */
export interface BaselineOptions {
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
}

/** Adds the options of {@link BaselineOptions}. */
export function addBaselineOptions(command: Command): Command {
  return command
    .option('--baseline <file>', 'known findings: they are not reported, and do not fail')
    .option('--update-baseline', 'write what is found now into the baseline, in place of what it says');
}

/** The known findings of a run. */
export interface Baseline {
  /** The findings of a file that are not known. */
  fresh(file: string, findings: readonly Finding[]): readonly Finding[];
  /**
   * What is to be said at the end, in one line, and whether the baseline could not be written.
   * @param judged what was judged: of the rest, what is known stays
   */
  end(judged: Judged): { readonly said: string; readonly failure: boolean };
}

/** How much of what was asked for a run has judged. */
export interface Judged {
  /** All files were looked at. */
  readonly whole: boolean;
  /** Files, or folders, of which not all could be read and judged; whether a report tells that, too. */
  readonly unsure: ReadonlyMap<string, boolean>;
}

const NONE: Baseline = { fresh: (_, findings) => findings, end: () => ({ said: '', failure: false }) };

/**
 * The baseline that the options name.
 * @throws UsageError if it is not there or cannot be read, and is not to be written anew
 */
export function baselineOf({ baseline: file, updateBaseline = false }: BaselineOptions, cwd: string): Baseline {
  if (file === undefined && updateBaseline) throw new UsageError('--update-baseline needs --baseline <file>');
  if (file === undefined) return NONE;
  const found: Entry[] = [];
  const known = updateBaseline && !existsSync(path.resolve(cwd, file)) ? [] : readBaseline(file, cwd);
  const left = new Map<string, number>();
  for (const entry of known) left.set(entry.fingerprint, (left.get(entry.fingerprint) ?? 0) + (entry.count ?? 1));
  let silenced = 0;
  return {
    fresh: (name, findings) => {
      for (const finding of findings) found.push(entryOf(name, finding));
      // what is found now is then known
      if (updateBaseline) return [];
      return findings.filter(({ fingerprint }) => {
        const n = left.get(fingerprint) ?? 0;
        if (n > 0) left.set(fingerprint, n - 1);
        silenced += n > 0 ? 1 : 0;
        return n <= 0;
      });
    },
    end: ({ whole, unsure }) => {
      const gone = [...left.values()].reduce((sum, n) => sum + n, 0);
      if (!updateBaseline) {
        const old =
          gone > 0 && whole && unsure.size === 0
            ? `; ${count(gone, 'other')} of it ${gone === 1 ? 'is' : 'are'} gone, or in files that were not checked: --update-baseline takes them out`
            : '';
        return { said: `${count(silenced, 'finding')} of the baseline ${silenced === 1 ? 'is' : 'are'} not reported${old}`, failure: false };
      }
      const kept = lacking(
        known.filter((entry) => coveredBy(entry.file, unsure) !== undefined),
        found,
      );
      const entries = merged([...found, ...kept]);
      const sink = fileSink(file, cwd);
      sink.write(`${harmlessJson(JSON.stringify({ bulkheadBaseline: FORMAT, findings: entries }, null, 2))}\n`);
      const failure = sink.close();
      if (failure !== undefined) return { said: `cannot write ${file}: ${failure}`, failure: true };
      const told = new Set([
        ...[...unsure].flatMap(([name, isTold]) => (isTold ? [name] : [])),
        ...kept.flatMap((entry) => coveredBy(entry.file, unsure) ?? []),
      ]);
      return { said: `${count(found.length, 'finding')} written into ${file}${unsureText([...told])}`, failure: false };
    },
  };
}

/** The file or folder of some that a file is, or is in. */
function coveredBy(file: string, some: ReadonlyMap<string, boolean>): string | undefined {
  return some.has(file) ? file : [...some.keys()].find((name) => name === '.' || file.startsWith(`${name}/`));
}

/** Of known entries those that were not found; each of equal ones counts. */
function lacking(known: readonly Entry[], found: readonly Entry[]): Entry[] {
  const left = new Map<string, number>();
  for (const { fingerprint } of found) left.set(fingerprint, (left.get(fingerprint) ?? 0) + 1);
  return known.flatMap((entry) => {
    const { count: n = 1, ...one } = entry;
    const there = Math.min(n, left.get(entry.fingerprint) ?? 0);
    left.set(entry.fingerprint, (left.get(entry.fingerprint) ?? 0) - there);
    return Array.from({ length: n - there }, () => one);
  });
}

function unsureText(files: readonly string[]): string {
  if (files.length === 0) return '';
  const named = files.length > NAMED ? `${files.slice(0, NAMED).join(', ')} and ${files.length - NAMED} more` : files.join(', ');
  return `; not all of ${named} could be judged: what was known of ${files.length === 1 ? 'it' : 'them'} stays`;
}

function readBaseline(file: string, cwd: string): readonly Entry[] {
  const read = readText(path.resolve(cwd, file));
  if (!read.ok) throw new UsageError(`cannot read the baseline ${file}: ${read.why}`);
  let value: unknown;
  try {
    value = JSON.parse(read.text);
  } catch (error) {
    throw new UsageError(`the baseline ${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const version = z.object({ bulkheadBaseline: z.number() }).safeParse(value);
  if (version.success && version.data.bulkheadBaseline > FORMAT) throw new UsageError(`the baseline ${file} was written by a newer Bulkhead`);
  const parsed = baselineSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UsageError(`the baseline ${file} is wrong at ${issue?.path.map(String).join('.') || 'its top'}: ${issue?.message ?? ''}`);
  }
  return parsed.data.findings;
}

function entryOf(file: string, { rule, resource, container, path: at, fingerprint }: Finding): Entry {
  const named = [resource.kind, resource.namespace && resource.name ? `${resource.namespace}/${resource.name}` : resource.name].filter(
    (part) => part !== undefined,
  );
  return { rule: rule.id, file, resource: named.join(' '), ...(container === undefined ? {} : { container }), path: at.map(String).join('/'), fingerprint };
}

/** Equal ones are one entry with a count; sorted, so that a change of the baseline is as small as that of the findings. */
function merged(found: readonly Entry[]): Entry[] {
  const entries = new Map<string, Entry>();
  for (const entry of found) {
    const key = JSON.stringify([entry.file, entry.rule, entry.resource, entry.container ?? '', entry.path, entry.fingerprint]);
    const known = entries.get(key);
    entries.set(key, known ? { ...known, count: (known.count ?? 1) + 1 } : entry);
  }
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}
