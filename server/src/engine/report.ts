import type { Settings } from '../config/settings.ts';
import type { Fix, PathOp } from '../fix/ops.ts';
import { once } from '../isolation/once.ts';
import { DEFAULT_MINOR, minorOf } from '../isolation/versions.ts';
import { ignoredBySwarm } from '../manifest/compose/swarm.ts';
import type { ServiceView } from '../manifest/compose/views.ts';
import { below } from '../manifest/field.ts';
import type { PodView } from '../manifest/kubernetes/views.ts';
import type { TeamFacts } from '../manifest/team.ts';
import { type Report, type Rule, type RuleContext, SEVERITIES, type Severity, type Subjects, THREAT_MODELS } from '../rules/rule.ts';
import { follow, locate } from '../syntax/navigate.ts';
import type { Path, Site } from '../syntax/site.ts';
import type { PlacedDocument, SyntaxDocument } from '../syntax/source-file.ts';
import { baseName } from '../text/uri.ts';
import { type PolicyVersion, policyOf } from '../validity/pod-security/version.ts';
import { admissible } from './admissible.ts';
import type { DocumentCheck, TargetPlace } from './document-check.ts';
import type { Finding, FindingResource, Problem, Target } from './finding.ts';
import { fingerprint } from './fingerprint.ts';
import type { Change } from './merged.ts';
import { messageOf } from './message.ts';
import { type Around, type Elsewhere, spanIn } from './reads.ts';
import { asTrusted } from './trusted.ts';

/** Whom a subject belongs to. */
export interface Owner {
  readonly resource: FindingResource;
  /** In Kubernetes, the pod that it is or belongs to. */
  readonly pod?: PodView;
  readonly container: string | undefined;
  readonly target: Target;
  /** In Compose: a Swarm runs the project. */
  readonly swarm?: boolean;
  /** Where values of other files take effect in this file. Without it, findings in other files are left out. */
  readonly effect?: Site;
}

/** The inputs of a check besides the document. */
export interface CheckInput extends Around {
  /** A URI, or a path with forward slashes. */
  readonly file: string;
  /** The name or language of the file says Compose. */
  readonly composeFile: boolean;
  /** The check of the document that stood here before, with the same settings. */
  readonly before: DocumentCheck | undefined;
  /** Set if only what is found counts: nobody will ask for fixes, problems or targets, or what the check read. */
  readonly judging: Judging | undefined;
  /** Where a site outside the document is now, to point to it. */
  readonly elsewhere: (site: Site) => Elsewhere | undefined;
}

/** What is known of a change that is judged. */
export interface Judging {
  /** The Compose projects before and after it. */
  readonly projects: readonly Change[];
}

/**
 * Asks the rules about one subject.
 * @param rules those that can speak of it (`speaking.ts`)
 * @param done is told when a rule has answered, and what it found
 */
export function run<S extends keyof Subjects>(
  name: S,
  subject: Subjects[S],
  owner: Owner,
  placed: PlacedDocument,
  input: CheckInput,
  seen: Map<string, number>,
  rules: readonly Rule[],
  done?: (rule: Rule, findings: readonly Finding[]) => void,
) {
  const { document, index } = placed;
  // each read of a setting is noted: once for all rules
  const { runtimeClass, rules: given, threatModel, podSecurity: target } = input.settings;
  const minor = targetMinor(input.settings);
  const intact = document.problems.every(({ code }) => code === 'duplicate-key');
  const shared: RuleContext = {
    runtimeClass: runtimeClass || undefined,
    kubernetesVersion: minor,
    threatModel,
    podSecurity: target,
    intact,
    options: {},
    workspace: input.workspace,
  };
  const findings: Finding[] = [];
  const problems: Problem[] = [];
  for (const rule of rules) {
    const check = rule.check[name] as ((subject: Subjects[S], context: RuleContext) => Iterable<Report>) | undefined;
    if (!check) continue;
    const chosen = given.get(rule.id);
    const grade = gradeOf(rule, chosen, threatModel);
    // what it says would not count
    if (grade === 'off') continue;
    const before = findings.length;
    const options = rule.options && chosen?.options;
    const context = options ? { ...shared, options } : shared;
    try {
      for (const said of check(subject, context)) {
        const report = asTrusted(rule, said, { pod: owner.pod, service: name === 'compose.service' ? (subject as ServiceView) : undefined });
        // the operator of the pod may set what the file does not show
        if (report.anchor && owner.pod && owner.pod.basis !== 'written') continue;
        const severity = chosen?.severity === undefined ? steppedFrom(grade, report) : grade;
        const finding = toFinding(rule, severity, report, owner, placed, input, minor, seen);
        if (finding) findings.push(finding);
      }
    } catch (error) {
      problems.push({ code: 'rule-failed', message: failed(rule, error), span: locate(document, owner.target.site) ?? { start: 0, end: 0 }, document: index });
    }
    done?.(rule, findings.length === before ? [] : findings.slice(before));
  }
  return { findings, problems };
}

/** A target with its extent. */
export function placeOf(document: SyntaxDocument, target: Target, parent?: Target): TargetPlace | undefined {
  const span = locate(document, target.site);
  return span && { target, span, ...(parent ? { parent } : {}) };
}

function toFinding(
  rule: Rule,
  severity: Severity,
  report: Report,
  owner: Owner,
  placed: PlacedDocument,
  input: CheckInput,
  minor: number,
  seen: Map<string, number>,
): Finding | undefined {
  const { document } = placed;
  const { pod, target } = owner;
  const shown = report.anchor ?? report.at;
  // the check of that other document reports it
  if (shown.file === undefined && shown.document !== owner.target.site.document) return undefined;
  const elsewhere = shown.file === undefined ? undefined : spanIn(input.files, shown);
  // a protection that another file lacks is reported in that file
  if (shown.file !== undefined && (!elsewhere || !owner.effect || report.anchor)) return undefined;
  const span = (elsewhere ? undefined : locate(document, shown)) ?? locate(document, owner.effect ?? owner.target.site);
  if (!span) return undefined;
  const identity = [
    rule.id,
    baseName(input.file),
    owner.resource.kind,
    owner.resource.namespace ?? '',
    owner.resource.name ?? '',
    ...stablePath(document, report.at.path),
  ];
  const print = fingerprint(identity);
  const count = (seen.get(print) ?? 0) + 1;
  const made = () => fixesMade(rule, report).map((fix) => (pod ? admissible(fix, pod, minor) : forEngine(atHome(fix, owner), owner)));
  // those of a service may depend on other services, which the check notes: they are not left to a time after it
  const early = !input.judging && target.kind === 'service' && target.called.kind !== 'Project' ? made() : undefined;
  seen.set(print, count);
  return {
    rule,
    severity,
    message: messageOf(rule, report, pod ? [target.called, pod.called] : [target.called]),
    span,
    at: report.at,
    missing: report.anchor !== undefined,
    document: owner.target.site.document,
    path: report.at.path,
    resource: owner.resource,
    container: owner.container,
    target: owner.target,
    structural: pod?.basis === 'structure',
    related: input.judging ? [] : [...(elsewhere ? [{ ...elsewhere, message: 'written here' }] : []), ...relatedOf(report, placed, input)],
    origin: elsewhere,
    also: [],
    fixes: early ? always(early) : once(made),
    fingerprint: count === 1 ? print : fingerprint([...identity, String(count)]),
  };
}

/** Compose appends to lists: an entry that the list of another file lacks is added in the file of the service. */
function atHome(fix: Fix, { target, effect }: Owner): Fix {
  if ('blocked' in fix || !effect || !fix.ops.some(({ at }) => at.file !== undefined)) return fix;
  const [first, ...rest] = fix.ops.map((op): PathOp => {
    const adds = (op.op === 'ensure' || op.op === 'append') && op.at.file !== undefined && op.at.path[0] === 'services' && op.at.path.length === 3;
    return adds ? { ...op, at: below(target.site, ...op.at.path.slice(2)) } : op;
  });
  return first ? { ...fix, ops: [first, ...rest] } : fix;
}

/** What a Swarm does not read mends nothing there: only the author knows what else runs the file. */
function forEngine(fix: Fix, { swarm }: Owner): Fix {
  if (!swarm || 'blocked' in fix) return fix;
  const key = fix.ops.flatMap((op) => (op.op === 'remove' ? [] : (ignoredBySwarm(op.at.path) ?? [])))[0];
  return key === undefined ? fix : { ...fix, objection: fix.objection ?? `a Swarm ignores ${key}`, safety: 'manual' };
}

/** Not within {@link toFinding}: what makes the fixes would keep the input of the check, and with it all checks before. */
function relatedOf({ related: places = [] }: Report, placed: PlacedDocument, input: CheckInput): Finding['related'] {
  return places.flatMap((place) => related(place, placed, input));
}

function related({ at, message, decides }: NonNullable<Report['related']>[number], placed: PlacedDocument, input: CheckInput): Finding['related'] {
  if ((at.file ?? input.file) !== input.file || at.document !== placed.index) {
    const elsewhere = input.elsewhere(at);
    return elsewhere ? [{ ...elsewhere, message, at }] : [];
  }
  const span = locate(placed.document, at);
  return span ? [{ span, message, ...(decides ? { decides } : {}) }] : [];
}

/** N of the Kubernetes 1.N that the manifests are for. */
export function targetMinor({ kubernetesVersion }: Settings): number {
  return minorOf(kubernetesVersion) ?? DEFAULT_MINOR;
}

/** The policy version of the clusters that the manifests are for. */
export function versionOf(settings: Settings): PolicyVersion {
  return policyOf(targetMinor(settings));
}

/** What the team says of its clusters and images. */
export function teamOf({ runtimeClasses, infrastructure, images }: Settings): TeamFacts {
  return { runtimeClasses, infrastructure, images };
}

/** What a rule's findings weigh before their own steps: what the settings choose, else the severity for the threat model. */
function gradeOf(rule: Rule, chosen: ReturnType<Settings['rules']['get']>, threatModel: Settings['threatModel']): Severity | 'off' {
  return chosen?.severity ?? rule.severity[THREAT_MODELS[threatModel]];
}

/** Whether the settings or the threat model turn a rule off. */
export function isOff(rule: Rule, { rules, threatModel }: Settings): boolean {
  return gradeOf(rule, rules.get(rule.id), threatModel) === 'off';
}

/** A severity after the steps of a report. */
function steppedFrom(base: Severity, report: Report): Severity {
  let level = SEVERITIES.indexOf(base) + (report.lower ?? 0);
  if (report.atMost) level = Math.max(level, SEVERITIES.indexOf(report.atMost));
  return SEVERITIES[Math.max(0, Math.min(level, SEVERITIES.length - 1))] ?? base;
}

/** The fixes of a report. A fault in a rule is one fix less. */
function fixesMade(rule: Rule, { fixes = [] }: Report): readonly Fix[] {
  if (typeof fixes !== 'function') return fixes;
  try {
    return fixes();
  } catch (error) {
    return [{ title: 'Mend it', safety: 'manual', blocked: failed(rule, error) }];
  }
}

function failed(rule: Rule, error: unknown): string {
  return `the rule ${rule.id} failed here; please report it (${error instanceof Error ? error.message : String(error)})`;
}

/** Not within {@link toFinding}, for the same reason: a service that does not change would keep the project as it was. */
function always<T>(value: T): () => T {
  return () => value;
}

/** A path with list items by their name or text instead of their index: insertions before an item do not change it. */
function stablePath(document: SyntaxDocument, path: Path): string[] {
  return path.map((step, i) => {
    if (typeof step === 'string') return step;
    const here = path.slice(0, i + 1);
    const name = follow(document, [...here, 'name'])?.node ?? follow(document, here)?.node;
    return name?.type === 'scalar' ? `[${name.text}]` : `[${step}]`;
  });
}
