import { SEVERITIES } from '../rules/rule.ts';
import { applyEdits } from '../text/text.ts';
import type { DocumentCheck } from './document-check.ts';
import { type Finding, resourceOf } from './finding.ts';
import { refusalsIn } from './refusals.ts';
import type { CompiledFix, Snapshot } from './snapshot.ts';

type Changed = Extract<CompiledFix, { readonly ok: true }>;

/** What is known of a file, or of the same part of it before and after a change. */
export type Judged = Pick<Snapshot, 'findings' | 'allowed' | 'refusals'>;

/**
 * The open files for which a change counts that other files see, before and after it: the one that it is made in, if it is also in others, and
 * those that read what is changed.
 * @param texts the changed files, by URI
 */
export type Elsewhere = (texts: ReadonlyMap<string, string>) => readonly (readonly [before: Judged, after: Judged])[];

/**
 * Why a change must not be made, judged as a whole: after it, something is refused that was accepted, or an exception keeps no more what it
 * kept, or there is a finding at or above the severity of all that the change mends in the same resource or service (if it mends nothing there,
 * in the file). `undefined` if there is none of these.
 */
export function broughtBy(before: Judged, after: Judged): string | undefined {
  for (const [index, said] of after.refusals) {
    const words = [...said].find((one) => !before.refusals.get(index)?.has(one));
    if (words !== undefined) return words;
  }
  const lost = lostException(before.allowed, after.allowed);
  if (lost) return `it would change what an exception keeps: ${lost.rule.id} of "${lost.target.called.name ?? lost.target.called.kind}"`;
  const added = withoutCounterpart(after.findings, before.findings);
  if (added.length === 0) return undefined;
  const mended = withoutCounterpart(before.findings, after.findings);
  const bad = added.find((finding) => finding.rule.refuses || !beside(finding, mended).some((one) => outweighs(one, finding)));
  return bad && `it would bring ${bad.rule.id}: ${bad.message}`;
}

/** A finding that an exception kept and does not keep any more. An exception is a decision of the author: only they take it back. */
function lostException(before: readonly Finding[], after: readonly Finding[]): Finding | undefined {
  if (before.length === 0) return undefined;
  const each = (all: readonly Finding[]) => all.flatMap((finding) => [finding, ...finding.also]);
  const placeOf = ({ rule, document, target }: Finding) => JSON.stringify([rule.id, document, target.site.path]);
  const left = new Map<string, number>();
  for (const finding of each(after)) left.set(placeOf(finding), (left.get(placeOf(finding)) ?? 0) + 1);
  return each(before).find((finding) => {
    const there = left.get(placeOf(finding)) ?? 0;
    left.set(placeOf(finding), there - 1);
    return there === 0;
  });
}

/**
 * The same in other files: a service there may take what is changed here, and one here what is changed there.
 * @param uri the file of `edits`, with its text as it is
 */
export function broughtElsewhere(elsewhere: Elsewhere, { edits, others }: Changed, uri: string, text: string): string | undefined {
  const texts = new Map(others.map(({ file, source, edits: own }) => [file, applyEdits(source.text, own)]));
  if (edits.length > 0) texts.set(uri, applyEdits(text, edits));
  for (const [before, after] of elsewhere(texts)) {
    const why = broughtBy(before, after);
    if (why !== undefined) return why;
  }
  return undefined;
}

/**
 * The same for changed documents of a file, where the others stay what they are, and exceptions keep nothing in them.
 * @param checks those of all documents before, and `refusals` what was refused of them
 * @param minor N of the Kubernetes 1.N that is asked
 */
export function broughtWithin(
  checks: readonly DocumentCheck[],
  refusals: Judged['refusals'],
  changed: ReadonlyMap<number, DocumentCheck>,
  minor: number,
): string | undefined {
  const before = [...changed.keys()].flatMap((index) => checks[index]?.findings ?? []);
  const after = [...changed.values()].flatMap(({ findings }) => findings);
  return broughtBy({ findings: before, allowed: [], refusals }, { findings: after, allowed: [], refusals: refusalsIn(changed, minor) });
}

function beside(finding: Finding, mended: readonly Finding[]): readonly Finding[] {
  const there = mended.filter((one) => resourceOf(one) === resourceOf(finding));
  return there.length > 0 ? there : mended;
}

/** Whether a mended finding is worse than another, or the other is a part of it that is left. */
function outweighs(mended: Finding, left: Finding): boolean {
  return rank(mended) < rank(left) || mended.rule.parts?.includes(left.rule.id) === true;
}

/** The findings that have no counterpart in others: one of the same rule that is at least as severe. One that several services share counts for each. */
function withoutCounterpart(findings: readonly Finding[], others: readonly Finding[]): Finding[] {
  const known = new Set(others.map(({ fingerprint }) => fingerprint));
  const ranks = ranksByRule(others);
  const isOther = ({ fingerprint }: Finding) => Number(!known.has(fingerprint));
  const worstFirst = [...findings].sort((a, b) => rank(a) - rank(b) || isOther(a) - isOther(b));
  return worstFirst.filter((finding) => {
    const size = 1 + finding.also.length;
    const left = ranks.get(finding.rule.id) ?? [];
    const counterparts = left.slice(0, size).filter((one) => one <= rank(finding));
    left.splice(0, counterparts.length);
    return counterparts.length < size;
  });
}

/** The ranks of the findings of each rule, worst first. */
function ranksByRule(findings: readonly Finding[]): ReadonlyMap<string, number[]> {
  const ranks = new Map<string, number[]>();
  for (const finding of findings) {
    const known = ranks.get(finding.rule.id) ?? [];
    known.push(...Array.from({ length: 1 + finding.also.length }, () => rank(finding)));
    ranks.set(finding.rule.id, known);
  }
  for (const known of ranks.values()) known.sort((a, b) => a - b);
  return ranks;
}

function rank({ severity }: Finding): number {
  return SEVERITIES.indexOf(severity);
}
