import { isComposeContent, hasServices, readProject } from '../manifest/compose/read.ts';
import { isKubernetes, readResources, type FileFacts } from '../manifest/kubernetes/read.ts';
import { RULES } from '../rules/index.ts';
import { type Report, type Rule, type RuleContext, SEVERITIES, type Severity, type Subjects, THREAT_MODELS } from '../rules/rule.ts';
import { follow, locate } from '../syntax/navigate.ts';
import type { Path } from '../syntax/site.ts';
import type { PlacedDocument, SyntaxDocument } from '../syntax/source-file.ts';
import type { Settings } from '../../../schemas/settings.ts';
import type { Finding, FindingResource, Problem, Target } from './finding.ts';
import { fingerprint } from './fingerprint.ts';
import { wrongTypes } from './wrong-types.ts';

export type Dialect = 'kubernetes' | 'compose';

/** What one document gives. Spans are relative to the document; the file's analysis shifts them. */
export interface DocumentCheck {
  readonly dialect: Dialect | undefined;
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  /** What "Harden" can act on, each with its extent. */
  readonly targets: readonly TargetPlace[];
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
  readonly container: string | undefined;
  readonly target: Target;
}

/** Runs every rule over a document. A rule that throws costs a notice and never the findings of others. */
export function checkDocument(placed: PlacedDocument, file: string, composeFile: boolean, facts: FileFacts, settings: Settings): DocumentCheck {
  const { document, index } = placed;
  const dialect = dialectOf(document, composeFile);
  const findings: Finding[] = [];
  const problems: Problem[] = document.problems.map((p) => ({ ...p, document: index }));
  const targets: TargetPlace[] = [];
  if (!dialect) return { dialect, findings, problems, targets };
  const context: RuleContext = { runtimeClass: settings.runtimeClass || undefined };
  const seen = new Map<string, number>();

  const run = <S extends keyof Subjects>(name: S, subject: Subjects[S], owner: Owner) => {
    for (const rule of RULES) {
      const check = rule.check[name] as ((subject: Subjects[S], context: RuleContext) => Iterable<Report>) | undefined;
      if (!check) continue;
      try {
        for (const report of check(subject, context)) {
          const finding = toFinding(rule, report, owner, document, file, settings, seen);
          if (finding) findings.push(finding);
        }
      } catch (error) {
        const message = `the rule ${rule.id} failed here; please report it (${error instanceof Error ? error.message : String(error)})`;
        problems.push({ code: 'rule-failed', message, span: locate(document, owner.target.site) ?? { start: 0, end: 0 }, document: index });
      }
    }
  };
  const addTarget = (target: Target, parent?: Target) => {
    const span = locate(document, target.site);
    if (span) targets.push({ target, span, ...(parent ? { parent } : {}) });
  };

  if (dialect === 'kubernetes') {
    for (const resource of readResources(index, document, facts)) {
      const pod = resource.pod;
      const podTarget: Target = { kind: 'pod', name: resource.ref.name ?? resource.ref.kind, site: pod?.site ?? resource.site };
      run('kubernetes.resource', resource, { resource: resource.ref, container: undefined, target: podTarget });
      if (!pod) continue;
      addTarget(podTarget);
      run('kubernetes.pod', pod, { resource: pod.ref, container: undefined, target: podTarget });
      problems.push(...wrongTypes(pod, document, index));
      for (const container of pod.containers) {
        const target: Target = { kind: 'container', name: container.label, site: container.site };
        addTarget(target, podTarget);
        run('kubernetes.container', container, { resource: pod.ref, container: container.label, target });
        problems.push(...wrongTypes(container, document, index));
      }
    }
  } else {
    const project = readProject(index, document);
    const whole: Target = { kind: 'service', name: project.name ?? 'project', site: project.site };
    run('compose.project', project, { resource: { apiVersion: undefined, kind: 'Project', name: project.name, namespace: undefined }, container: undefined, target: whole });
    for (const service of project.services) {
      const target: Target = { kind: 'service', name: service.name, site: service.site };
      addTarget(target);
      run('compose.service', service, { resource: { apiVersion: undefined, kind: 'Service', name: service.name, namespace: undefined }, container: service.name, target });
    }
  }
  return { dialect, findings, problems, targets };
}

function toFinding(rule: Rule, report: Report, owner: Owner, document: SyntaxDocument, file: string, settings: Settings, seen: Map<string, number>): Finding | undefined {
  const severity = severityOf(rule, report, settings);
  const span = severity && (locate(document, report.anchor ?? report.at) ?? locate(document, owner.target.site));
  if (!severity || !span) return undefined;
  const identity = [rule.id, file, owner.resource.kind, owner.resource.namespace ?? '', owner.resource.name ?? '', ...stablePath(document, report.at.path)];
  const print = fingerprint(identity);
  const count = (seen.get(print) ?? 0) + 1;
  seen.set(print, count);
  return {
    rule,
    severity,
    message: fill(rule.messages[report.message] ?? report.message, report.data ?? {}),
    span,
    at: report.at,
    missing: report.anchor !== undefined,
    document: report.at.document,
    path: report.at.path,
    resource: owner.resource,
    container: owner.container,
    target: owner.target,
    related: (report.related ?? []).flatMap((r) => {
      const place = locate(document, r.at);
      return place ? [{ span: place, message: r.message }] : [];
    }),
    fixes: report.fixes ?? [],
    fingerprint: count === 1 ? print : fingerprint([...identity, String(count)]),
  };
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

