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
  const alike: Fix[] = [];
  for (const other of others.filter(({ judges }) => judges.length > 0)) {
    const same = alterations.like(other, finding, ops);
    if (same) alike.push(same);
    else return local.length > 0 ? local : [{ ...fix, blocked: `"${other.name}" shares it, and would need another change` }];
  }
  return [{ ...single, ...worst([fix, ...alike]), scope: 'shared', reach: reachOf(finding, others) }, ...local];
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

function worst(fixes: readonly Fix[]): Pick<Fix, 'safety' | 'condition' | 'objection' | 'breaks'> {
  const [first] = fixes.toSorted((a, b) => SAFETIES.indexOf(b.safety) - SAFETIES.indexOf(a.safety));
  const { safety = 'manual', condition, objection } = first ?? {};
  return { safety, condition, objection, ...(fixes.some(({ breaks }) => breaks) ? { breaks: true } : {}) };
}
