import type { Fix } from '../fix/ops.ts';
import { keepingOps, localOps, writtenOps } from '../fix/shared.ts';
import { neutralValue } from '../isolation/defaults.ts';
import { plainName } from '../manifest/subject-name.ts';
import { startsWith } from '../syntax/site.ts';
import type { SyntaxDocument } from '../syntax/source-file.ts';
import type { Alterations } from './alterations.ts';
import type { Altered } from './altered.ts';
import type { Finding } from './finding.ts';

/** A menu of more fixes for one service each is not read: "Harden" changes any of them. */
const MAX_SINGLE = 12;

/** For more users of a value than these, nothing is tried: each of them would be judged before and after every fix. */
const MOST_SHARERS = 100;

const SAFETIES = ['safe', 'review', 'manual'] as const;

/**
 * The fixes of a finding. Of a value that several services or containers share, each fix comes for all of them, if the rule proposes the same
 * change for each by itself, and for each alone, by a local entry that wins over the shared value.
 * @param allowed what exceptions keep
 */
export function fixesIn(alterations: Alterations, finding: Finding, allowed: readonly Finding[]): readonly Fix[] {
  const own = finding.fixes().flatMap((fix) => variants(alterations, finding, besideKept(fix, finding, allowed)));
  const others = finding.also.length > MAX_SINGLE ? [] : finding.also.flatMap((other) => other.fixes().flatMap((fix) => variants(alterations, other, fix)));
  return [...own, ...others.filter(({ reach }) => reach && 'only' in reach)];
}

/** A fix of a whole pod becomes that of the container alone where an exception keeps the same of another one of that pod. */
function besideKept({ alone, ...fix }: Fix, { rule, document, target }: Finding, allowed: readonly Finding[]): Fix {
  const pod = target.site.path.slice(0, -2);
  const isKept = alone && allowed.some((one) => one.rule === rule && one.document === document && startsWith(one.target.site.path, pod));
  return isKept ? { ...alone, reach: { only: plainName(target.called) } } : fix;
}

function variants(alterations: Alterations, finding: Finding, fix: Fix): Fix[] {
  const document = alterations.readingOf(finding).file.documents[finding.document]?.document;
  // what a project lacks as a whole, no service shares
  if ('blocked' in fix || !document || finding.target.called.kind === 'Project') return [fix];
  const ops = writtenOps(document, fix.ops);
  const isThere = JSON.stringify(ops) === JSON.stringify(fix.ops);
  const sharers = alterations.sharers(finding, ops);
  if (isThere && sharers === 0) return [fix];
  if (sharers > MOST_SHARERS) {
    const blocked = `more than ${MOST_SHARERS} others may share it: what each of them needs was not worked out`;
    return [{ ...fix, scope: 'shared', blocked }, ...localFix(alterations, finding, fix, document, [])];
  }
  const others = alterations.besides(finding, ops);
  const single: Fix = { ...fix, scope: 'single', ops };
  if (others?.length === 0) return [isThere && finding.target.kind !== 'service' ? fix : single];
  const local = localFix(alterations, finding, fix, document, others ?? []);
  if (!others) return [...local, isThere ? fix : single];
  const judged = others.filter(({ judges }) => judges.length > 0);
  const alike: Fix[] = [];
  for (const other of judged) {
    const same = alterations.like(other, finding, ops);
    if (same) {
      alike.push(same);
      continue;
    }
    const joint = jointFix(alterations, finding, { ...fix, ops }, judged);
    if (joint) return [{ ...joint, reach: reachOf(finding, others) }, ...local];
    const possible = local.filter((one) => 'ops' in one);
    return possible.length > 0 ? possible : [{ ...fix, blocked: `"${other.name}" shares it, and would need another change` }];
  }
  return [{ ...single, ...worst([fix, ...alike]), scope: 'shared', reach: reachOf(finding, others) }, ...local];
}

type Made = Extract<Fix, { readonly ops: unknown }>;

/** For more users of a value than these, what each needs besides is not worked out: it takes the square of the time. */
const MOST_JOINT = 24;

/** The change of all that share a value, where each needs a part of its own besides: the same fix of each, together. */
function jointFix(alterations: Alterations, finding: Finding, fix: Made, others: readonly Altered[]): Fix | undefined {
  if (others.length > MOST_JOINT) return undefined;
  const own = alterations.readingOf(finding);
  const parts = others.map(({ judges }) => {
    const found = judges.flatMap(({ reading, findings }) => (reading === own ? findings.filter(({ rule }) => rule === finding.rule) : []));
    const like = found.flatMap((one) => one.fixes()).find(({ title }) => longer(title, fix.title) !== undefined);
    const document = found[0] && own.file.documents[found[0].document]?.document;
    return like && 'ops' in like && document ? [{ ...like, ops: writtenOps(document, like.ops) }] : [];
  });
  const fixes = [fix, ...parts.flat()];
  const title = fixes.reduce<string | undefined>((longest, one) => longest && longer(longest, one.title), fix.title);
  if (title === undefined || parts.some((part) => part.length === 0)) return undefined;
  const ops = [...new Map(fixes.flatMap((one) => one.ops).map((op) => [JSON.stringify(op), op])).values()] as unknown as Made['ops'];
  const altered = alterations.besides(finding, ops)?.filter(({ judges }) => judges.length > 0);
  if (!altered || !alterations.isSameFor(finding, fix.ops, ops) || altered.some((one) => !alterations.like(one, finding, ops))) return undefined;
  return { ...fix, ...worst(fixes), title, scope: 'shared', ops };
}

/** Of two titles, the one that says more; `undefined` if they say different things. */
function longer(a: string, b: string): string | undefined {
  if (a === b || a.startsWith(`${b},`)) return a;
  return b.startsWith(`${a},`) ? b : undefined;
}

function reachOf({ target }: Finding, others: readonly Altered[]) {
  return { all: others.length + 1, kind: target.kind === 'service' ? 'services' : 'places' };
}

/** The same change for the target alone, if it is possible; where the target has what the others take, the reason if it is not. */
function localFix(alterations: Alterations, finding: Finding, fix: Made, document: SyntaxDocument, others: readonly Altered[]): Fix[] {
  const { site, called } = finding.target;
  const reach = { only: plainName(called) };
  const ops = localOps(document, fix.ops, site, neutralValue);
  if (!ops) return [];
  const sharers = alterations.sharers(finding, ops);
  if (sharers === 0 || (sharers <= MOST_SHARERS && alterations.besides(finding, ops)?.length === 0)) return [{ ...fix, reach, ops }];
  const [other, ...more] = others;
  // the others would each need a copy: that is for the author to decide
  if (!other || JSON.stringify(ops) !== JSON.stringify(fix.ops)) return [];
  if (more.length > 0) {
    const takers = `"${other.name}" and ${more.length === 1 ? `"${more[0]?.name}"` : `${more.length} others`}`;
    return [{ ...fix, reach, blocked: `${takers} take it from "${called.name}": write it in each of them first` }];
  }
  const kept = keepingOps(document, fix.ops, site.path, other.target?.site.path ?? ['services', other.name]);
  const both = kept && ([...fix.ops, ...kept] as unknown as Made['ops']);
  return both && alterations.besides(finding, both)?.length === 0 ? [{ ...fix, scope: 'single', reach, ops: both }] : [];
}

function worst(fixes: readonly Fix[]): Pick<Fix, 'safety' | 'condition' | 'objection' | 'breaks'> {
  const [first] = fixes.toSorted((a, b) => SAFETIES.indexOf(b.safety) - SAFETIES.indexOf(a.safety));
  const { safety = 'manual', condition, objection } = first ?? {};
  return { safety, condition, objection, ...(fixes.some(({ breaks }) => breaks) ? { breaks: true } : {}) };
}
