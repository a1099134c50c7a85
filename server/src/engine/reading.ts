import type { Settings } from '../config/settings.ts';
import { locate } from '../syntax/navigate.ts';
import type { SourceFile } from '../syntax/source-file.ts';
import type { Span } from '../text/text.ts';
import { isBegun } from './begun.ts';
import type { DocumentCheck, TargetPlace } from './document-check.ts';
import { isFailure } from './failure.ts';
import { type Finding, moved, type Problem } from './finding.ts';
import type { Around, Reads } from './reads.ts';
import { besideOptions } from './template-options.ts';

/** One variant of a file with the checks of its documents. */
export interface Reading {
  readonly file: SourceFile;
  readonly checks: readonly DocumentCheck[];
  /** Set if the file could not be checked at all. */
  readonly failed?: Problem;
}

/** The findings of all variants; spans are in the file. Of those that the first variant does not have, `variantOf` tells the number of one that has. */
export function findingsOf(readings: readonly Reading[]): { readonly found: readonly Finding[]; readonly variantOf: ReadonlyMap<Finding, number> } {
  const perVariant = readings.map((reading, variant) => placedFindings(reading, variant > 0));
  const [only, ...others] = perVariant;
  if (only && others.length === 0) return { found: only, variantOf: new Map() };
  const all = [...united(readings, perVariant)];
  const variantOf = all.flatMap(([finding, variant]) => (variant === 0 ? [] : [finding, ...finding.also].map((one) => [one, variant] as const)));
  return { found: all.map(([finding]) => finding), variantOf: new Map(variantOf) };
}

/** @param copied gives new objects, since the findings of two variants must not be the same objects */
function placedFindings(reading: Reading, copied: boolean): readonly Finding[] {
  return reading.checks.flatMap((check, index) => {
    const start = reading.file.documents[index]?.span.start ?? 0;
    if (start === 0 && !copied && !reading.file.templated) return check.findings;
    const here = check.findings.map((finding) => moved(finding, start));
    return reading.file.templated ? here.map((finding) => allBesideOptions(finding, reading.file)) : here;
  });
}

function allBesideOptions(finding: Finding, file: SourceFile): Finding {
  return besideOptions({ ...finding, also: finding.also.map((other) => allBesideOptions(other, file)) }, file);
}

/**
 * Unites the variants of a template. A weakness counts if one branch has it; a missing protection only if every branch with the container or
 * pod lacks it. All variants have the same offsets: findings of one rule at the same span are the same finding.
 */
function united(readings: readonly Reading[], perVariant: readonly (readonly Finding[])[]): Iterable<readonly [Finding, number]> {
  const key = (finding: Finding) => `${finding.rule.id} ${finding.span.start} ${finding.span.end}`;
  const found = perVariant.map((findings) => new Set(findings.map(key)));
  const targets = readings.map(targetsIn);
  const shown = targets.map((places) => new Set(places.map((t) => t.span.start)));
  const out = new Map<string, readonly [Finding, number]>();
  perVariant.forEach((findings, variant) => {
    for (const finding of findings) {
      if (out.has(key(finding))) continue;
      const start = targets[variant]?.find((p) => p.target === finding.target)?.span.start ?? -1;
      // an object without pods is no target of its own
      const shows = (v: number) => (start < 0 ? isShownIn(readings[v], finding) : shown[v]?.has(start));
      const everywhere = found.every((set, v) => set.has(key(finding)) || !shows(v));
      if (!finding.missing || everywhere) out.set(key(finding), [finding, variant]);
    }
  });
  return out.values();
}

function isShownIn(reading: Reading | undefined, { document, target }: Finding): boolean {
  const placed = reading?.file.documents[document];
  return placed !== undefined && locate(placed.document, target.site) !== undefined;
}

/** The problems of the documents of a variant; spans are in the file. */
export function problemsOf({ file, checks, failed }: Reading): Problem[] {
  const own = checks.flatMap((check, index) => {
    if (check.problems.length === 0) return check.problems;
    const placed = file.documents[index];
    const start = placed?.span.start ?? 0;
    const begun = placed !== undefined && isBegun(placed.document, check);
    // a template is not YAML yet: what looks broken here may be valid once it is rendered
    const kept = file.templated ? check.problems.filter(isFailure) : check.problems;
    return kept.map((p) => ({ ...p, begun, span: shift(p.span, start) }));
  });
  return failed ? [...own, failed] : own;
}

/** Containers, pods and services of a variant, with their extents in the file. */
export function targetsIn({ file, checks }: Reading): TargetPlace[] {
  return checks.flatMap((check, index) => {
    const start = file.documents[index]?.span.start ?? 0;
    return check.targets.map((t) => ({ ...t, span: shift(t.span, start) }));
  });
}

/** Those around an offset, innermost first. */
export function targetsAround(reading: Reading, offset: number): TargetPlace[] {
  return targetsIn(reading)
    .filter((t) => t.span.start <= offset && offset <= t.span.end)
    .sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start));
}

/** What is kept of a snapshot to know whether it still holds: little, so that it can be kept of many files. */
export interface Held {
  readonly settings: Settings;
  /** Other files that say something about the pods of the file. */
  readonly beside: readonly string[];
  readonly reads: readonly Reads[];
}

/** Whether what was read of the workspace and of other files is still so. */
export function holds({ reads }: Held, around: Around): boolean {
  return reads.every((read) => (['facts', 'workspace', 'files'] as const).every((about) => read.hold(around, about)) && read.placesHold(0, around, true));
}

/** All other files that were read for a file, and those beside it. */
export function filesReadBy(readings: readonly Reading[], beside: readonly string[]): ReadonlySet<string> {
  const files = new Set(beside);
  for (const { checks } of readings) for (const { reads } of checks) for (const file of reads.files) files.add(file);
  return files;
}

/** A span moved by a number of UTF-16 units. */
export function shift(span: Span, by: number): Span {
  return { start: span.start + by, end: span.end + by };
}
