import type { Settings } from '../../../schemas/settings.ts';
import { DEFAULT_MINOR, minorOf } from '../isolation/versions.ts';
import { hasServices, isComposeContent, readProject } from '../manifest/compose/read.ts';
import { isKubernetes, readResources } from '../manifest/kubernetes/read.ts';
import type { FileFacts, PodView } from '../manifest/kubernetes/views.ts';
import { RULES } from '../rules/index.ts';
import { type Report, type Rule, type RuleContext, SEVERITIES, type Severity, type Subjects, THREAT_MODELS } from '../rules/rule.ts';
import { follow, locate } from '../syntax/navigate.ts';
import type { Path } from '../syntax/site.ts';
import type { PlacedDocument, SyntaxDocument } from '../syntax/source-file.ts';
import type { Node } from '../syntax/tree.ts';
import type { Span } from '../text/text.ts';
import { admissible, fieldsTooNew } from './admissible.ts';
import type { Finding, FindingResource, Problem, Target } from './finding.ts';
import { fingerprint } from './fingerprint.ts';
import { wrongShapes } from './wrong-shapes.ts';

export type Dialect = 'kubernetes' | 'compose';

/** What one document gives. Spans are relative to the document; the file's analysis shifts them. */
export interface DocumentCheck {
  readonly dialect: Dialect | undefined;
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  /** What "Harden" can act on, each with its extent. */
  readonly targets: readonly TargetPlace[];
  /** For Compose: what each service gave, to be taken over while the service stays the same. */
  readonly units?: ReadonlyMap<Node, Unit>;
  readonly document?: SyntaxDocument;
}

/** What one service gave by itself. */
interface Unit {
  readonly name: string;
  readonly index: number;
  readonly base: number;
  readonly volumes: string;
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  readonly target: TargetPlace | undefined;
  /** Findings that are shown outside the service's own text, in a block that it merges: their place is looked up again. */
  readonly strays: ReadonlySet<Finding>;
  /** It looked at other services, or tells of text outside its own otherwise: it must be asked again. */
  readonly wide: boolean;
}

export interface TargetPlace {
  readonly target: Target;
  readonly span: { readonly start: number; readonly end: number };
  /** For a container: its pod. */
  readonly parent?: Target;
}

/** Decides what a document is; `composeFile` when the file's name or language says Compose. */
export function dialectOf(document: SyntaxDocument, composeFile: boolean): Dialect | undefined {
  if (isKubernetes(document)) return 'kubernetes';
  if (composeFile ? hasServices(document) : isComposeContent(document)) return 'compose';
  return undefined;
}

interface Owner {
  readonly resource: FindingResource;
  /** In Kubernetes, the pod that it is or belongs to. */
  readonly pod?: PodView;
  readonly container: string | undefined;
  readonly target: Target;
}

/** What a check needs to know beside the document. */
export interface CheckInput {
  /** Names the file in fingerprints. */
  readonly file: string;
  /** Its name or language says Compose. */
  readonly composeFile: boolean;
  readonly facts: FileFacts;
  readonly settings: Settings;
  /** What was found in the document that stood here before. */
  readonly before?: DocumentCheck | undefined;
}

/** Runs every rule over a document. A rule that throws costs a notice and never the findings of others. */
export function checkDocument(placed: PlacedDocument, input: CheckInput): DocumentCheck {
  const { document, index } = placed;
  const dialect = dialectOf(document, input.composeFile);
  const problems: Problem[] = document.problems.map((p) => ({ ...p, document: index }));
  if (!dialect) return { dialect, findings: [], problems, targets: [] };
  return dialect === 'kubernetes' ? checkKubernetes(placed, input, problems) : checkCompose(placed, input, problems);
}

/** Asks every rule about one subject. */
function run<S extends keyof Subjects>(
  name: S,
  subject: Subjects[S],
  owner: Owner,
  { document, index }: PlacedDocument,
  input: CheckInput,
  seen: Map<string, number>,
) {
  const { runtimeClass } = input.settings;
  const context: RuleContext = { runtimeClass: runtimeClass || undefined, kubernetesVersion: targetMinor(input.settings) };
  const findings: Finding[] = [];
  const problems: Problem[] = [];
  for (const rule of RULES) {
    const check = rule.check[name] as ((subject: Subjects[S], context: RuleContext) => Iterable<Report>) | undefined;
    if (!check) continue;
    try {
      for (const report of check(subject, context)) {
        // what the file does not show of a pod may be set by its operator
        if (report.anchor && owner.pod && owner.pod.basis !== 'written') continue;
        const finding = toFinding(rule, report, owner, document, input, seen);
        if (finding) findings.push(finding);
      }
    } catch (error) {
      const message = `the rule ${rule.id} failed here; please report it (${error instanceof Error ? error.message : String(error)})`;
      problems.push({ code: 'rule-failed', message, span: locate(document, owner.target.site) ?? { start: 0, end: 0 }, document: index });
    }
  }
  return { findings, problems };
}

function placeOf(document: SyntaxDocument, target: Target, parent?: Target): TargetPlace | undefined {
  const span = locate(document, target.site);
  return span && { target, span, ...(parent ? { parent } : {}) };
}

function checkKubernetes(placed: PlacedDocument, input: CheckInput, problems: Problem[]): DocumentCheck {
  const { document, index } = placed;
  const findings: Finding[] = [];
  const targets: TargetPlace[] = [];
  const seen = new Map<string, number>();
  const ask = <S extends keyof Subjects>(name: S, subject: Subjects[S], owner: Owner) => {
    const result = run(name, subject, owner, placed, input, seen);
    findings.push(...result.findings);
    problems.push(...result.problems);
  };
  for (const resource of readResources(index, document, { ...input.facts, kubernetesVersion: targetMinor(input.settings) })) {
    problems.push(...wrongShapes(resource, document));
    const { pods, ref } = resource;
    const whole: Target = { kind: 'pod', name: ref.name ?? `this ${ref.kind}`, site: pods[0]?.extent ?? resource.site };
    ask('kubernetes.resource', resource, { resource: ref, container: undefined, target: whole });
    for (const pod of pods) {
      const podTarget: Target = { kind: 'pod', name: pod.label, site: pod.extent };
      targets.push(...[placeOf(document, podTarget)].filter((t) => t !== undefined));
      ask('kubernetes.pod', pod, { resource: ref, pod, container: undefined, target: podTarget });
      problems.push(...fieldsTooNew(pod, targetMinor(input.settings), document));
      for (const container of pod.containers) {
        const target: Target = { kind: 'container', name: container.label, site: container.site };
        targets.push(...[placeOf(document, target, podTarget)].filter((t) => t !== undefined));
        ask('kubernetes.container', container, { resource: ref, pod, container: container.label, target });
      }
    }
  }
  return { dialect: 'kubernetes', findings: onceEach(findings), problems, targets };
}

/** Pods of one resource that inherit the same field report it once. */
function onceEach(findings: readonly Finding[]): Finding[] {
  const seen = new Map<string, Target>();
  return findings.filter(({ rule, path, span, target }) => {
    const key = `${rule.id} ${span.start} ${span.end} ${JSON.stringify(path)}`;
    const first = seen.get(key);
    if (first) return first === target;
    seen.set(key, target);
    return true;
  });
}

/** A large project is typed in one service at a time: the others are taken over, moved to where they stand now. */
function checkCompose(placed: PlacedDocument, input: CheckInput, problems: Problem[]): DocumentCheck {
  const { document, index } = placed;
  let wide = false;
  const { project, entries } = readProject(index, document, () => {
    wide = true;
  });
  const volumes = project.volumes.names.join();
  const before = input.before?.document && sameAnchors(input.before.document, document) ? input.before.units : undefined;
  const findings: Finding[] = [];
  const targets: TargetPlace[] = [];
  const units = new Map<Node, Unit>();
  const whole: Target = { kind: 'service', name: project.name ?? 'project', site: project.site };
  const first = run(
    'compose.project',
    project,
    { resource: { apiVersion: undefined, kind: 'Project', name: project.name, namespace: undefined }, container: undefined, target: whole },
    placed,
    input,
    new Map(),
  );
  findings.push(...first.findings);
  problems.push(...first.problems);
  for (const { name, identity, read } of entries) {
    const { node, base } = identity;
    const known = node && before?.get(node);
    const same = known && known.name === name && known.index === index && known.volumes === volumes && !known.wide;
    const unit = same ? moved(known, base, document) : checkService(name, read);
    if (node) units.set(node, unit);
    findings.push(...unit.findings);
    problems.push(...unit.problems);
    if (unit.target) targets.push(unit.target);

    function checkService(service: string, view: () => Subjects['compose.service']): Unit {
      const subject = view();
      wide = false;
      const target: Target = { kind: 'service', name: service, site: subject.site };
      const resource: FindingResource = { apiVersion: undefined, kind: 'Service', name: service, namespace: undefined };
      const result = run('compose.service', subject, { resource, container: service, target }, placed, input, new Map());
      const place = placeOf(document, target);
      const inside = ({ span }: { span: Span }) => place !== undefined && place.span.start <= span.start && span.end <= place.span.end;
      const strays = new Set(result.findings.filter((f) => !inside(f)));
      const own = result.findings.every((f) => f.related.every(inside) && !(f.missing && strays.has(f))) && result.problems.every(inside);
      return { name: service, index, base, volumes, ...result, target: place, strays, wide: wide || !own };
    }
  }
  return { dialect: 'compose', findings, problems, targets, units, document };
}

/** What a service gave, where it stands now. */
function moved(unit: Unit, base: number, document: SyntaxDocument): Unit {
  const by = base - unit.base;
  if (by === 0 && unit.strays.size === 0) return unit;
  const shift = <T extends { readonly span: Span }>(thing: T): T => ({ ...thing, span: { start: thing.span.start + by, end: thing.span.end + by } });
  const strays = new Set<Finding>();
  const findings = unit.findings.map((finding) => {
    const related = finding.related.map(shift);
    if (!unit.strays.has(finding)) return { ...shift(finding), related };
    const stray = { ...finding, span: locate(document, finding.at) ?? finding.span, related };
    strays.add(stray);
    return stray;
  });
  return { ...unit, base, findings, strays, problems: unit.problems.map(shift), target: unit.target && shift(unit.target) };
}

/** Whether every anchor still stands for the same node. */
function sameAnchors(a: SyntaxDocument, b: SyntaxDocument): boolean {
  if (a.anchors.size !== b.anchors.size) return false;
  for (const [name, definitions] of a.anchors) {
    const others = b.anchors.get(name);
    if (others?.length !== definitions.length || !definitions.every((d, i) => d.node === others[i]?.node)) return false;
  }
  return true;
}

function toFinding(rule: Rule, report: Report, owner: Owner, document: SyntaxDocument, input: CheckInput, seen: Map<string, number>): Finding | undefined {
  const { pod } = owner;
  const severity = severityOf(rule, report, input.settings);
  const span = severity && (locate(document, report.anchor ?? report.at) ?? locate(document, owner.target.site));
  if (!severity || !span) return undefined;
  const identity = [
    rule.id,
    input.file,
    owner.resource.kind,
    owner.resource.namespace ?? '',
    owner.resource.name ?? '',
    ...stablePath(document, report.at.path),
  ];
  const print = fingerprint(identity);
  const count = (seen.get(print) ?? 0) + 1;
  seen.set(print, count);
  return {
    rule,
    severity,
    message: sentence(fill(rule.messages[report.message] ?? report.message, report.data ?? {})),
    span,
    at: report.at,
    missing: report.anchor !== undefined,
    document: report.at.document,
    path: report.at.path,
    resource: owner.resource,
    container: owner.container,
    target: owner.target,
    structural: pod?.basis === 'structure',
    related: (report.related ?? []).flatMap((r) => {
      const place = locate(document, r.at);
      return place ? [{ span: place, message: r.message }] : [];
    }),
    fixes: (report.fixes ?? []).map((fix) => (pod ? admissible(fix, pod, targetMinor(input.settings)) : fix)),
    fingerprint: count === 1 ? print : fingerprint([...identity, String(count)]),
  };
}

/** N of the Kubernetes 1.N that the manifests are for. */
export function targetMinor({ kubernetesVersion }: Settings): number {
  return minorOf(kubernetesVersion) ?? DEFAULT_MINOR;
}

function severityOf(rule: Rule, report: Report, settings: Settings): Severity | undefined {
  const chosen = Object.hasOwn(settings.rules, rule.id) ? settings.rules[rule.id] : undefined;
  if (chosen !== undefined) return chosen === 'off' ? undefined : chosen;
  const base = rule.severity[THREAT_MODELS[settings.threatModel]];
  if (base === 'off') return undefined;
  let level = SEVERITIES.indexOf(base) + (report.lower ?? 0);
  if (report.atMost) level = Math.max(level, SEVERITIES.indexOf(report.atMost));
  return SEVERITIES[Math.max(0, Math.min(level, SEVERITIES.length - 1))];
}

/** `"this Deployment"` stands for a name that a template writes: no quotation. */
function sentence(message: string): string {
  const plain = message.replace(/"(this [A-Z]\w*)"/g, '$1');
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** Fills `{hole}`s. */
export function fill(template: string, data: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (hole, name: string) => (Object.hasOwn(data, name) ? String(data[name]) : hole));
}

/** A path in which list items are called by their name or text, so that it survives insertions before them. */
function stablePath(document: SyntaxDocument, path: Path): string[] {
  return path.map((step, i) => {
    if (typeof step === 'string') return step;
    const here = path.slice(0, i + 1);
    const name = follow(document, [...here, 'name'])?.node ?? follow(document, here)?.node;
    return name?.type === 'scalar' ? `[${name.text}]` : `[${step}]`;
  });
}
