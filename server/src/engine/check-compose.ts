import { loadProject, type Project } from '../manifest/compose/project.ts';
import { type ServiceEntry, sameElements } from '../manifest/compose/service-entry.ts';
import type { ProjectProblem } from '../manifest/compose/texts.ts';
import type { Question, ServiceView } from '../manifest/compose/views.ts';
import { partOf } from '../manifest/field.ts';
import { RULES } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import { sameAnchors } from '../syntax/names.ts';
import { locate } from '../syntax/navigate.ts';
import type { Sliced } from '../syntax/sliced.ts';
import type { PlacedDocument, SyntaxDocument } from '../syntax/source-file.ts';
import type { Node } from '../syntax/tree.ts';
import type { Span } from '../text/text.ts';
import { ComposeCheck, insideOf, type PlacedUnit } from './compose-check.ts';
import { brokenTexts, rootShapes, serviceShapes } from './compose-problems.ts';
import type { Breadth, TargetPlace, Unit } from './document-check.ts';
import { type Finding, type FindingResource, moved, type Problem, type Target } from './finding.ts';
import { shift } from './reading.ts';
import { written } from './reads.ts';
import { type CheckInput, placeOf, run, teamOf } from './report.ts';
import { type Keys, keysIn, speakersOf } from './speaking.ts';

/**
 * Checks the part of a project that one file writes: its own text, and what other files add to the services of this file. The author
 * changes one service at a time: the results of the others are reused, with their spans moved.
 */
export function* checkCompose(here: PlacedDocument, input: CheckInput, problems: Problem[]): Sliced<ComposeCheck> {
  const { document, index } = here;
  let breadth: Set<Question<unknown>> | 'everything' = new Set();
  const before = input.before?.document && sameAnchors(input.before.document, document) ? input.before : undefined;
  const onRead = (question?: Question<unknown>) => {
    if (question === undefined) breadth = 'everything';
    else if (breadth !== 'everything') breadth.add(question);
  };
  const of = { uri: input.file, index, document, documents: input.documents, files: input.files, team: teamOf(input.settings) };
  const isTwin = ({ input: made }: Project) => made.document === document && made.index === index && made.uri === input.file;
  const twin = input.judging?.projects.find(({ after }) => isTwin(after))?.after;
  const project = loadProject(of, onRead, before?.project, twin);
  const { view } = project;
  const known = before?.project && sameElements(before.project.shared, project.shared) ? before.units : undefined;
  const keysOf = serviceKeys(document, project);
  const unchanged = new Map<Question<unknown>, boolean>();
  const placed: PlacedUnit[] = [];
  const units = new Map<Node, Unit>();
  const whole: Target = { kind: 'service', called: { kind: 'Project', name: view.name ?? 'project' }, site: view.site };
  const resource: FindingResource = { apiVersion: undefined, kind: 'Project', name: view.name, namespace: undefined };
  const first = run(
    'compose.project',
    view,
    { resource, container: undefined, target: whole },
    here,
    input,
    new Map(),
    speakersOf(undefined)['compose.project'],
  );
  problems.push(...first.problems, ...project.problems.flatMap(faultAt), ...rootShapes(document, index, project.describes));
  for (const entry of project.entries) {
    const { node, base } = entry.own?.identity ?? { node: null, base: 0 };
    const earlier = node && known?.get(node);
    const kept = earlier && earlier.name === entry.name && earlier.index === index && sameElements(earlier.parts, entry.parts) && !earlier.wide;
    if (!kept) yield;
    const unit = kept ? again(earlier, entry, base) : checkService(entry, base);
    if (!unit) continue;
    if (node) units.set(node, unit);
    const by = base - unit.base;
    placed.push({ unit, by });
    for (const problem of unit.problems) problems.push(by === 0 ? problem : { ...problem, span: shift(problem.span, by) });
    for (const problem of entry.problems) problems.push(...faultAt(problem));
  }
  project.settle();
  return new ComposeCheck(first.findings, placed, onceEach(problems), units, document, project);

  function faultAt({ site, ...said }: ProjectProblem): Problem[] {
    const span = site.file === undefined && site.document === index ? locate(document, site) : undefined;
    return span ? [{ ...said, span, document: index }] : [];
  }

  /** Asks only the rules again that read of other services what has changed; the findings of the other rules still hold, wherever they are. */
  function again(earlier: Unit, entry: ServiceEntry, base: number): Unit {
    const rules = new Set([...earlier.wideRules].flatMap(([rule, read]) => (read === 'everything' || ![...read].every(isUnchanged) ? [rule] : [])));
    if (rules.size === 0) return earlier;
    const result = ask(entry, rules);
    if (!result) return earlier;
    const found = result.findings.map((finding) => moved(finding, earlier.base - base));
    const others = earlier.findings.filter(({ rule }) => !rules.has(rule));
    const findings = [...others, ...found].sort((a, b) => RULES.indexOf(a.rule) - RULES.indexOf(b.rule));
    const strays = new Set([...earlier.strays].filter((finding) => others.includes(finding)));
    for (const finding of found) if (!isInside(earlier.target)(finding)) strays.add(finding);
    const wideRules = new Map([...earlier.wideRules, ...result.wideRules]);
    const inside = insideOf(findings, strays);
    const kept = sameElements(inside, earlier.inside) ? earlier.inside : inside;
    return { ...earlier, findings, inside: kept, strays, wideRules, wide: earlier.wide || result.problems.length > 0 };
  }

  function isUnchanged(question: Question<unknown>): boolean {
    const known = unchanged.get(question) ?? (before?.project !== undefined && written(before.project.ask(question)) === written(project.ask(question)));
    unchanged.set(question, known);
    return known;
  }

  /** Asks the rules about a service. `wideRules` are those that read other services or report text outside the service. */
  function ask({ name, own, nodes, read }: ServiceEntry, only?: ReadonlySet<Rule>) {
    const subject = read();
    if (!subject) return undefined;
    const target: Target = { kind: 'service', called: { kind: 'Service', name }, site: own?.site ?? view.site };
    const atHome = own && subject.site.file === undefined && subject.site.document === index;
    const effect = atHome ? { effect: subject.extends.written ? subject.extends.site : partOf(own.site, 'key') } : {};
    const owner = { resource: { apiVersion: undefined, kind: 'Service', name, namespace: undefined }, container: name, target, swarm: view.swarm, ...effect };
    const place = own && placeOf(document, target);
    const inside = isInside(place);
    const rules = speakersOf(keysOf(nodes))['compose.service'];
    const wideRules = new Map<Rule, Breadth>();
    breadth = new Set();
    const done = (rule: Rule, found: readonly Finding[]) => {
      const contained = found.every((f) => f.related.every(inside) && !(f.missing && !inside(f)));
      const read: Breadth = contained ? breadth : 'everything';
      if (read === 'everything' || read.size > 0) wideRules.set(rule, read);
      breadth = new Set();
    };
    const result = run('compose.service', subject, owner, here, input, new Map(), only ? rules.filter((rule) => only.has(rule)) : rules, done);
    return { ...result, place, wideRules, parent: parentOf(subject) };
  }

  function checkService(entry: ServiceEntry, base: number): Unit | undefined {
    const { name, own, parts, lookup } = entry;
    const result = ask(entry);
    if (!result) return undefined;
    const { findings, place, wideRules, parent } = result;
    const told = input.judging ? undefined : own;
    const broken = (told ? brokenTexts(told, lookup) : []).map(({ span, message }) => ({ code: 'compose-interpolation', message, span, document: index }));
    const shapes = told ? serviceShapes(told, document, index) : [];
    const inside = isInside(place);
    const strays = new Set(findings.filter((f) => !inside(f)));
    const all = [...result.problems, ...shapes, ...broken];
    return {
      name,
      parent,
      index,
      base,
      parts,
      findings,
      inside: insideOf(findings, strays),
      problems: all,
      target: place,
      strays,
      wideRules,
      wide: !all.every(inside),
    };
  }
}

/** What tells the keys of a service, from the nodes that it is made of, and around it; `undefined` if other texts are part of the project. */
function serviceKeys({ root, anchors }: SyntaxDocument, { alone }: Project): (nodes: readonly (Node | null)[]) => Keys | undefined {
  if (!alone || root?.type !== 'map') return () => undefined;
  const around = root.pairs.flatMap(({ key, value }) => (key.text === 'services' || !value ? [] : keysIn(value)));
  const anchored = [...anchors.values()].flat().flatMap(({ node }) => (node ? keysIn(node) : []));
  return (nodes) => {
    const own = nodes.flatMap((node) => (node ? keysIn(node) : []));
    const all = [...own, ...around, ...([...own, ...around].some(({ aliases }) => aliases) ? anchored : [])];
    return { has: (key) => all.some(({ names }) => names.has(key)) };
  };
}

/** Whether a span is inside the text of a service. A span in another file counts as inside: edits of this file do not move it. */
function isInside(place: TargetPlace | undefined) {
  return ({ span, file }: { readonly span: Span; readonly file?: string }) =>
    file !== undefined || (place !== undefined && place.span.start <= span.start && span.end <= place.span.end);
}

/** The name of the service of the same file that a service extends; `undefined` if there is none. */
function parentOf({ extends: link }: ServiceView): string | undefined {
  return link.get('file').written ? undefined : (link.text().value ?? link.get('service').text().value);
}

/** Each problem once: several services may lead to the same broken link. */
function onceEach(problems: readonly Problem[]): Problem[] {
  const keyOf = ({ code, span, message }: Problem) => `${code} ${span.start} ${message}`;
  const seen = new Set<string>();
  return problems.filter((problem) => seen.size < seen.add(keyOf(problem)).size);
}
