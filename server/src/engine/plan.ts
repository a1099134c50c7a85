import type { Fix } from '../fix/ops.ts';
import { writtenOps } from '../fix/shared.ts';
import { RULES } from '../rules/index.ts';
import { type Site, samePath, startsWith } from '../syntax/site.ts';
import { editSet } from '../text/text.ts';
import type { CheckId } from '../validity/pod-security/checks.ts';
import { verdictOf } from '../validity/pod-security/evaluate.ts';
import type { PolicyVersion } from '../validity/pod-security/version.ts';
import { beyondId, choice, UP_TO, type Wanted } from './choice.ts';
import { composeEdits } from './compose-edits.ts';
import { type Finding, resourceOf } from './finding.ts';
import { defeatsLevel, levelOps, servesLevel } from './levels.ts';
import type { PodVerdict } from './pod-security.ts';
import type { Applicable, FixPlan, LevelAim, LevelPlan, Snapshot } from './snapshot.ts';
import { type Candidate, type Together, together } from './together.ts';

/** Fixes are applied in rounds, since one fix may unblock another (`no-new-privileges` after `privileged`). After this many rounds the plan ends. */
const MAX_ROUNDS = 5;

/** Applies a fix of each finding, in rounds: from the file as it is to the file as it will be. */
export function planFixes(start: Snapshot, wanted: Wanted): FixPlan {
  const applied: { finding: Finding; fix: Fix }[] = [];
  let edits = editSet([]);
  let current = start;
  let refused: FixPlan['refused'] = [];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const step = fixRound(current, wanted);
    refused = step.refused;
    if (step.edits.length === 0) break;
    applied.push(...step.applied);
    edits = composeEdits(start.file.text.length, edits, step.edits);
    current = step.after;
  }
  return { edits, after: current, applied, refused };
}

/** One round: every applicable fix that can be made together with those before it. */
function fixRound(snapshot: Snapshot, wanted: Wanted): FixPlan {
  const { only, alone } = wanted;
  const refused: FixPlan['refused'][number][] = [];
  const told = snapshot.findings.flatMap((finding) => (alone || isDivided(snapshot, finding) ? [finding, ...finding.also] : [finding]));
  const ranked = told.filter(only).sort((a, b) => RULES.indexOf(a.rule) - RULES.indexOf(b.rule));
  const candidates: (Candidate & { readonly finding: Finding; readonly fix: Applicable })[] = [];
  for (const finding of ranked) {
    const { fix, left } = choice(snapshot, finding, wanted);
    if (left) refused.push({ finding, fix, left });
    else {
      const resource = resourceOf(finding);
      candidates.push({ finding, fix, ops: fix.ops, groups: [resource, `${resource} ${finding.rule.id}`] });
    }
  }
  // a fix for all that share a value makes the single fixes needless; a finding that is still there has its turn in the next round
  const forAll = new Set(candidates.filter(({ fix }) => fix.scope === 'shared').map(({ finding }) => finding.rule));
  const now = candidates.filter(({ finding, fix }) => fix.scope === 'shared' || !forAll.has(finding.rule));
  const { edits, after, taken, left } = together(
    snapshot,
    now,
    now.some(({ fix }) => fix.scope !== undefined),
  );
  refused.push(...left.map(({ candidate: { finding, fix }, why }) => ({ finding, fix, left: { kind: 'refused', why } as const })));
  return { edits, after, applied: taken, refused };
}

/** Whether the services that share what a finding is about each need a fix of their own. */
function isDivided(snapshot: Snapshot, finding: Finding): boolean {
  return finding.also.length > 0 && !snapshot.fixesOf(finding).some(({ scope }) => scope === 'shared');
}

/**
 * What brings the pods of a file, or those of one target, to a level: first what the rules know, then what the level asks for beyond.
 * A pod that would be rejected all the same, or that would stop working, is left as it is, and what stands in its way is in `left`; with
 * `nearer` it gets what it can.
 */
export function planLevel(start: Snapshot, aim: LevelAim, version: PolicyVersion): LevelPlan {
  const { level, only, nearer = false } = aim;
  const whole = planTowards(start, aim, version, []);
  const stopping = nearer ? [] : stoppedBy(whole, start.podSecurity(level, version, only?.site.document));
  const blocked = [...whole.left, ...stopping];
  if (nearer || blocked.length === 0 || whole.edits.length === 0) return whole;
  const plan = planTowards(start, aim, version, blocked);
  const left = plan.left.flatMap((pod) => {
    const stands = blocked.filter((one) => isSame(one, pod)).flatMap(({ verdict }) => verdict.violations);
    const violations = pod.verdict.violations.flatMap((violation) => {
      const same = stands.filter(({ check }) => check === violation.check);
      if (same.length === 0) return [];
      const sites = violation.sites.filter((site) => same.some((one) => one.sites.some(({ path }) => samePath(path, site.path))));
      return [sites.length > 0 ? { ...violation, sites } : violation];
    });
    return violations.length > 0 ? [{ ...pod, verdict: verdictOf(level, version, violations, pod.verdict.undecided) }] : [];
  });
  return { ...plan, left };
}

/** The pods that a plan would stop working, each with the violations that only such a fix mends. */
function stoppedBy({ applied }: LevelPlan, pods: readonly PodVerdict[]): PodVerdict[] {
  const breaking = applied.flatMap(({ finding, fix }) => (fix.breaks ? [finding] : []));
  return pods.flatMap((pod) => {
    const { level, version, undecided } = pod.verdict;
    const checks = checksOf(breaking, pod);
    const violations = pod.verdict.violations.filter(({ check }) => checks.includes(check));
    return violations.length > 0 ? [{ ...pod, verdict: verdictOf(level, version, violations, undecided) }] : [];
  });
}

/** The checks that findings in a pod stand for. */
function checksOf(findings: readonly Finding[], pod: PodVerdict): CheckId[] {
  const inPod = findings.filter(({ document, target }) => document === pod.document && startsWith(target.site.path, pod.path));
  return inPod.flatMap(({ rule: { podSecurity = [] } }) => (podSecurity === 'baseline' ? [] : podSecurity));
}

function isSame(a: PodVerdict, b: PodVerdict): boolean {
  return a.document === b.document && samePath(a.path, b.path);
}

/** @param except pods that are left as they are */
function planTowards(
  start: Snapshot,
  { level, only, chosen, safeties = UP_TO.review }: LevelAim,
  version: PolicyVersion,
  except: readonly PodVerdict[],
): LevelPlan {
  const within = (site: Site) => !only || (site.document === only.site.document && startsWith(site.path, only.site.path));
  const isLeft = (site: Site) => except.some(({ document, path }) => site.document === document && startsWith(site.path, path));
  const rejected = (snapshot: Snapshot) =>
    snapshot
      .podSecurity(level, version, only?.site.document)
      .filter((pod) => !pod.verdict.allowed && within({ document: pod.document, path: pod.path, part: 'pair' }));
  const asked = (snapshot: Snapshot) => rejected(snapshot).filter((pod) => !except.some((one) => isSame(one, pod)));
  if (rejected(start).length === 0) return { edits: editSet([]), after: start, applied: [], beyond: [], left: [] };
  const first = planFixes(start, {
    safeties,
    only: (finding) => servesLevel(finding.rule, level) && within(finding.target.site) && !isLeft(finding.target.site),
    chosen,
    defeats: (fix) => defeatsLevel(fix, level),
  });
  // what a rule leaves to the author, or the author allows, is not done behind its back
  const undecided = safeties.includes('manual') ? [] : first.refused.flatMap(({ finding, left }) => (left.kind === 'none' ? [] : [finding]));
  const decided = [...undecided, ...start.allowed];
  const beyond: LevelPlan['beyond'][number][] = [];
  let { edits, after: current } = first;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const step = levelRound(current, asked(current), (check, pod) => chosen?.has(beyondId({ check, pod })) ?? !checksOf(decided, pod).includes(check));
    if (step.edits.length === 0) break;
    beyond.push(...step.beyond);
    edits = composeEdits(start.file.text.length, edits, step.edits);
    current = step.after;
  }
  return { edits, after: current, applied: first.applied, beyond, left: rejected(current) };
}

/** One round of the operations that a level `wants` besides the fixes of rules. Operations that cannot be made are left out. */
function levelRound(
  snapshot: Snapshot,
  pods: readonly PodVerdict[],
  wants: (check: CheckId, pod: PodVerdict) => boolean,
): Pick<Together<Candidate>, 'edits' | 'after'> & Pick<LevelPlan, 'beyond'> {
  const candidates = pods.flatMap((pod) =>
    levelOps(pod).flatMap(({ check, ops: asked }) => {
      if (asked.length === 0 || !wants(check, pod)) return [];
      const document = snapshot.file.documents[pod.document]?.document;
      // what stands behind an anchor is mended where it is written
      const ways = [{ ops: asked, shared: false }, ...(document && document.anchors.size > 0 ? [{ ops: writtenOps(document, asked), shared: true }] : [])];
      const way = ways.find(({ ops, shared }) => together(snapshot, [{ ops, groups: [resourceOf(pod)] }], shared).edits.length > 0);
      return way ? [{ ...way, check, pod, groups: [resourceOf(pod)] as const }] : [];
    }),
  );
  const { edits, after, taken } = together(
    snapshot,
    candidates,
    candidates.some(({ shared }) => shared),
  );
  return { edits, after, beyond: taken.map(({ check, pod }) => ({ check, pod })) };
}
