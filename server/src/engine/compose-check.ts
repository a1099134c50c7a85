import { once } from '../isolation/once.ts';
import type { Project } from '../manifest/compose/project.ts';
import { locate } from '../syntax/navigate.ts';
import type { SyntaxDocument } from '../syntax/source-file.ts';
import type { Node } from '../syntax/tree.ts';
import { bySpan } from './allowing.ts';
import type { DocumentCheck, Part, TargetPlace, Unit } from './document-check.ts';
import { type Finding, moved, type Problem, replaced, type Target } from './finding.ts';
import { shift } from './reading.ts';

/** The result of a service, and how far it has moved since it was checked, in UTF-16 units. */
export interface PlacedUnit {
  readonly unit: Unit;
  readonly by: number;
}

/** The findings of a service in its own text, by span. */
export function insideOf(findings: readonly Finding[], strays: ReadonlySet<Finding>): readonly Finding[] {
  return findings.filter((finding) => !strays.has(finding)).toSorted(bySpan);
}

/**
 * The result of the check of a Compose project. The author changes one service at a time: what is found in the others is placed only where
 * somebody asks for all of it.
 */
export class ComposeCheck implements Omit<DocumentCheck, 'reads'> {
  readonly dialect = 'compose';
  readonly #apart: () => readonly Finding[];
  readonly #findings: () => readonly Finding[];
  readonly #targets: () => readonly TargetPlace[];

  /** @param own the findings of the project as a whole */
  constructor(
    private readonly own: readonly Finding[],
    private readonly placed: readonly PlacedUnit[],
    readonly problems: readonly Problem[],
    readonly units: ReadonlyMap<Node, Unit>,
    readonly document: SyntaxDocument,
    readonly project: Project,
  ) {
    this.#targets = once(() => placed.flatMap(({ unit, by }) => (unit.target ? [{ ...unit.target, span: shift(unit.target.span, by) }] : [])));
    this.#apart = once(() => [...own, ...placed.flatMap(({ unit, by }) => movedUnit(unit, unit.base + by, document).findings)]);
    this.#findings = once(() => this.#told(this.apart));
  }

  get findings(): readonly Finding[] {
    return this.#findings();
  }

  get apart(): readonly Finding[] {
    return this.#apart();
  }

  get targets(): readonly TargetPlace[] {
    return this.#targets();
  }

  #told(findings: readonly Finding[]): readonly Finding[] {
    const parents = new Map(this.placed.flatMap(({ unit: { name, parent } }) => (parent === undefined ? [] : [[name, parent] as const])));
    return together(inheritedOnce(findings, parents), this.targets);
  }

  /**
   * The findings of each service that are told as they are, and in between those that are shared, or of the project as a whole. `undefined` if
   * they must be looked at together.
   */
  get parts(): readonly Part[] | undefined {
    if (!this.project.alone) return undefined;
    const linked = new Set<string>();
    for (const { unit } of this.placed) if (unit.parent !== undefined) linked.add(unit.name).add(unit.parent);
    const apart = new Set<Unit>();
    const strays = new Map<Unit, readonly Finding[]>();
    const places: { unit: Unit; by: number; start: number; end: number }[] = [];
    for (const { unit, by } of this.placed) {
      if (unit.strays.size > 0) strays.set(unit, straysOf(unit, by, this.document));
      if (!unit.target) continue;
      const { start, end } = unit.target.span;
      if ((places.at(-1)?.end ?? -1) >= start + by) return undefined; // written in another order, or one in the other
      places.push({ unit, by, start: start + by, end: end + by });
      if (!linked.has(unit.name)) apart.add(unit);
    }
    // a service in whose text something else is told, too, is told with that
    for (const { span } of [...this.own, ...[...strays.values()].flat()]) {
      const place = places[lastBefore(places, span.start)];
      if (place && span.start <= place.end) apart.delete(place.unit);
    }
    const all = [...this.own];
    for (const { unit, by } of this.placed) all.push(...(apart.has(unit) ? (strays.get(unit) ?? []) : movedUnit(unit, unit.base + by, this.document).findings));
    const others = this.#told(all).toSorted(bySpan);
    const parts: Part[] = [];
    // of what a target lacks, all is told at once
    const lacking = new Map<Target, number>();
    let at = 0;
    const addOthers = (end: number): boolean => {
      const from = at;
      while (at < others.length && (others[at] as Finding).span.start < end) at++;
      const run = others.slice(from, at);
      const isWhole = run.every(({ missing, target }) => !missing || (lacking.get(target) ?? from) === from);
      for (const { missing, target } of run) if (missing) lacking.set(target, from);
      if (run[0]) parts.push({ findings: run, by: 0, start: run[0].span.start });
      return isWhole;
    };
    for (const { unit, by, start } of places) {
      if (!apart.has(unit)) continue;
      if (!addOthers(start)) return undefined;
      if (unit.inside.length > 0) parts.push({ findings: unit.inside, by, start });
    }
    if (!addOthers(Number.POSITIVE_INFINITY)) return undefined;
    return places.some(({ unit }) => apart.has(unit) && unit.target && lacking.has(unit.target.target)) ? undefined : parts;
  }
}

/** The last place that starts at an offset or before; -1 if there is none. */
function lastBefore(places: readonly { readonly start: number }[], offset: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] as { start: number }).start <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function straysOf(unit: Unit, by: number, document: SyntaxDocument): readonly Finding[] {
  return unit.findings.flatMap((finding) => (unit.strays.has(finding) ? [movedStray(finding, by, document)] : []));
}

/** A finding that is shown outside of its service, where that now is. */
function movedStray(stray: Finding, by: number, document: SyntaxDocument): Finding {
  const here = moved(stray, by);
  return replaced(here, locate(document, stray.at) ?? stray.span, here.related, here.also);
}

/** The earlier result of a service, with its spans moved to where the service now is. */
function movedUnit(unit: Unit, base: number, document: SyntaxDocument): Unit {
  const by = base - unit.base;
  if (by === 0 && unit.strays.size === 0) return unit;
  const strays = new Set<Finding>();
  const findings = unit.findings.map((finding) => {
    if (!unit.strays.has(finding)) return moved(finding, by);
    const stray = movedStray(finding, by, document);
    strays.add(stray);
    return stray;
  });
  const problems = unit.problems.map((problem) => ({ ...problem, span: shift(problem.span, by) }));
  return { ...unit, base, findings, strays, problems, target: unit.target && { ...unit.target, span: shift(unit.target.span, by) } };
}

/** A missing protection that a service inherits from the service it extends is one finding: mostly, one fix there is for both. */
function inheritedOnce(findings: readonly Finding[], parents: ReadonlyMap<string, string>): readonly Finding[] {
  if (parents.size === 0) return findings;
  const keyOf = ({ rule }: Finding, name: string) => `${rule.id} ${name}`;
  const missing = new Map(findings.flatMap((finding) => (finding.missing ? [[keyOf(finding, serviceOf(finding)), finding] as const] : [])));
  const heirs = new Map<Finding, Finding[]>();
  for (const finding of findings) {
    const from = finding.missing && ancestorOf(serviceOf(finding), parents, (name) => missing.get(keyOf(finding, name)));
    if (!from) continue;
    const others = heirs.get(from);
    if (others) others.push(finding);
    else heirs.set(from, [finding]);
  }
  const inherited = new Set([...heirs.values()].flat());
  return findings.flatMap((finding) => (inherited.has(finding) ? [] : heirs.has(finding) ? [{ ...finding, also: heirs.get(finding) ?? [] }] : [finding]));
}

/** What the furthest service has that a service extends, one link after the other, as long as each has it. */
function ancestorOf<T>(name: string, parents: ReadonlyMap<string, string>, has: (name: string) => T | undefined): T | undefined {
  let found: T | undefined;
  const seen = new Set([name]);
  for (let parent = parents.get(name); parent !== undefined && !seen.has(parent); parent = parents.get(parent)) {
    const next = has(parent);
    if (next === undefined) break;
    found = next;
    seen.add(parent);
  }
  return found;
}

/** The name of the service that a finding belongs to, or of the project. */
function serviceOf({ target }: Finding): string {
  return target.called.name ?? '';
}

/** A value that several services share, through an anchor or because one extends the other, is one finding. */
function together(findings: readonly Finding[], targets: readonly TargetPlace[]): readonly Finding[] {
  const places = new Map<number, Finding[]>();
  for (const finding of findings) {
    if (finding.missing || finding.origin) continue;
    const place = places.get(finding.span.start);
    if (place) place.push(finding);
    else places.set(finding.span.start, [finding]);
  }
  const shared = [...places.values()].filter(([first, ...others]) => first && others.some((other) => serviceOf(other) !== serviceOf(first)));
  if (shared.length === 0) return findings;
  const groups = new Map<string, Finding[]>();
  for (const finding of shared.flat()) {
    const key = `${finding.rule.id} ${finding.span.start} ${finding.span.end}`;
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  const spans = new Map(targets.toReversed().map(({ target, span }) => [target.called.name, span]));
  const spanOf = ({ called }: Target) => spans.get(called.name);
  // each finding of a group: the main one with the others in `also`, any other as `undefined`
  const mainOf = new Map<Finding, Finding | undefined>();
  for (const group of groups.values()) {
    const others = new Map(group.map((finding) => [serviceOf(finding), finding]));
    if (others.size < 2) continue;
    const within = ({ span, target }: Finding) => {
      const extent = spanOf(target);
      return extent !== undefined && extent.start <= span.start && span.end <= extent.end;
    };
    const main = group.find(within) ?? (group[0] as Finding);
    others.delete(serviceOf(main));
    const also = [...others.values()];
    const related = also.flatMap((other) => {
      const extent = spanOf(other.target);
      const name = serviceOf(other);
      return extent ? [{ span: { start: extent.start, end: extent.start + name.length }, message: `takes effect in "${name}"` }] : [];
    });
    for (const finding of group) if (serviceOf(finding) !== serviceOf(main)) mainOf.set(finding, undefined);
    mainOf.set(main, { ...main, also, related: [...main.related, ...related] });
  }
  return findings.flatMap((finding) => (mainOf.has(finding) ? (mainOf.get(finding) ?? []) : [finding]));
}
