import type { Fix, PathOp } from '../fix/ops.ts';
import { localOps, writtenOps } from '../fix/shared.ts';
import { neutralValue } from '../isolation/defaults.ts';
import { plainName } from '../manifest/subject-name.ts';
import type { SyntaxDocument } from '../syntax/source-file.ts';
import type { Alterations } from './alterations.ts';
import type { Altered } from './altered.ts';
import type { Finding } from './finding.ts';

/** A menu of more fixes for one service each is not read: "Harden" changes any of them. */
const MAX_SINGLE = 12;

const SAFETIES = ['safe', 'review', 'manual'] as const;

/**
 * The fixes of a finding. Of a value that several services or containers share, each fix comes for all of them, if the rule proposes the same
 * change for each by itself, and for each alone, by a local entry that wins over the shared value.
 */
export function fixesIn(alterations: Alterations, finding: Finding): readonly Fix[] {
  const own = finding.fixes().flatMap((fix) => variants(alterations, finding, fix));
  const others = finding.also.length > MAX_SINGLE ? [] : finding.also.flatMap((other) => fixesIn(alterations, other));
  return [...own, ...others.filter(({ reach }) => reach && 'only' in reach)];
}

function variants(alterations: Alterations, finding: Finding, fix: Fix): Fix[] {
  const document = alterations.readingOf(finding).file.documents[finding.document]?.document;
  // what a project lacks as a whole, no service shares
  if ('blocked' in fix || !document || finding.target.called.kind === 'Project') return [fix];
  const ops = writtenOps(document, fix.ops);
  const isThere = JSON.stringify(ops) === JSON.stringify(fix.ops);
  if (isThere && !alterations.maybeShared(finding, ops)) return [fix];
  const others = alterations.besides(finding, ops);
  const single: Fix = { ...fix, scope: 'single', ops };
  if (others?.length === 0) return [isThere && finding.target.kind !== 'service' ? fix : single];
  const local = localFix(alterations, finding, fix, document);
  if (!others) return [...local, isThere ? fix : single];
  const judged = others.filter(({ judges }) => judges.length > 0);
  const alike = judged.map((other) => knownLike(alterations, other, finding, ops));
  const odd = judged[alike.indexOf(undefined)];
  if (!odd) return [{ ...single, ...worst([fix, ...alike.flatMap((one) => one ?? [])]), scope: 'shared', reach: reachOf(finding, others) }, ...local];
  if (local.length > 0) return local;
  return [{ ...fix, blocked: `"${odd.name}" shares it, and would need another change` }];
}

function reachOf({ target }: Finding, others: readonly Altered[]) {
  return { all: others.length + 1, kind: target.kind === 'service' ? 'services' : 'places' };
}

/** The same change for the target alone, if it is possible. */
function localFix(alterations: Alterations, finding: Finding, fix: Fix & { readonly ops: unknown }, document: SyntaxDocument): Fix[] {
  const ops = localOps(document, fix.ops as readonly PathOp[], finding.target.site, neutralValue);
  if (!ops || (alterations.maybeShared(finding, ops) && alterations.besides(finding, ops)?.length !== 0)) return [];
  return [{ ...fix, reach: { only: plainName(finding.target.called) }, ops }];
}

/** For each thing that a change alters, the answers by rule: each of those that share a value asks for all others. */
const answers = new WeakMap<Altered, Map<unknown, Fix | undefined>>();

function knownLike(alterations: Alterations, other: Altered, finding: Finding, ops: readonly PathOp[]): Fix | undefined {
  const known = answers.get(other) ?? new Map<unknown, Fix | undefined>();
  answers.set(other, known);
  if (!known.has(finding.rule)) known.set(finding.rule, fixLike(alterations, other, finding, ops));
  return known.get(finding.rule);
}

/** The fix that the rule of a finding proposes for another thing by itself, if it is the same change there as that of some operations. */
function fixLike(alterations: Alterations, other: Altered, finding: Finding, ops: readonly PathOp[]): Fix | undefined {
  for (const { reading, findings } of other.judges)
    for (const one of findings) {
      const document = one.rule === finding.rule ? reading.file.documents[one.document]?.document : undefined;
      const isSame = (fix: Fix) => 'ops' in fix && document && alterations.isAlike(other, finding, ops, reading, one, writtenOps(document, fix.ops));
      const same = document && one.fixes().find(isSame);
      if (same) return same;
    }
  return undefined;
}

function worst(fixes: readonly Fix[]): Pick<Fix, 'safety' | 'condition' | 'objection' | 'breaks'> {
  const [first] = fixes.toSorted((a, b) => SAFETIES.indexOf(b.safety) - SAFETIES.indexOf(a.safety));
  const { safety = 'manual', condition, objection } = first ?? {};
  return { safety, condition, objection, ...(fixes.some(({ breaks }) => breaks) ? { breaks: true } : {}) };
}
