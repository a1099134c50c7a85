import type { ChangedDocuments } from '../fix/verify.ts';
import { oncePer } from '../isolation/once.ts';
import type { Project } from '../manifest/compose/project.ts';
import { sameMaking } from '../manifest/compose/same-making.ts';
import type { ServiceView } from '../manifest/compose/views.ts';
import type { Leaf } from '../manifest/place.ts';
import type { Cursor } from '../syntax/cursor.ts';
import { child, follow, keys } from '../syntax/navigate.ts';
import type { Node } from '../syntax/tree.ts';
import type { Finding, Target } from './finding.ts';
import type { Change } from './merged.ts';
import type { Reading } from './reading.ts';

/** A service, container or pod that a change gives other values. */
export interface Altered {
  readonly name: string;
  /** For a container or pod. */
  readonly target?: Target;
  /** The same text for the same thing, whatever the change. */
  readonly id: string;
  /** The same text for the same values. */
  readonly after: string;
  /** The readings that judge it, if any is at hand: several where it is described by several files. */
  readonly judges: readonly Judge[];
}

/** A reading, and what it finds in one thing by itself. */
export interface Judge {
  readonly reading: Reading;
  readonly findings: readonly Finding[];
}

/**
 * The services that a change alters, by their merged values; each once, though several projects may have it.
 * @param readings those of the file, and of the files that read it
 */
export function alteredServices(readings: readonly Reading[], changes: readonly Change[]): Altered[] {
  const found = new Map<string, Altered>();
  for (const { before, after } of changes) {
    const reading = readings.find((one) => projectsIn(one).some((project) => isOne(project, before)));
    const entries = new Map(before.entries.map((entry) => [entry.name, entry]));
    const isSame = sameMaking(before, after);
    for (const now of after.entries) {
      const { name } = now;
      const entry = entries.get(name);
      const earlier = entry && !isSame(entry, now) ? entry.read() : undefined;
      if (!earlier) continue;
      const [was, is] = [valuesOf(earlier), valuesOf(now.read())];
      const id = `${name}\n${was}`;
      if (was === is) continue;
      const judge = reading && { reading, findings: findingsByService(reading).get(name) ?? [] };
      found.set(id, { name, id, after: is, judges: [...(found.get(id)?.judges ?? []), ...(judge ? [judge] : [])] });
    }
  }
  return [...found.values()];
}

/** What a reading finds in each service by itself. */
const findingsByService = oncePer(({ checks }: Reading): ReadonlyMap<string | undefined, readonly Finding[]> => {
  const found = new Map<string | undefined, Finding[]>();
  for (const finding of checks.flatMap(({ apart }) => apart)) {
    const { kind, called } = finding.target;
    const others = found.get(called.name);
    if (kind === 'service' && others) others.push(finding);
    else if (kind === 'service') found.set(called.name, [finding]);
  }
  return found;
});

/** The Compose projects of a reading. */
export function projectsIn({ checks }: Pick<Reading, 'checks'>): Project[] {
  return checks.flatMap(({ project }) => project ?? []);
}

function isOne({ input: a }: Project, { input: b }: Project): boolean {
  return a.uri === b.uri && a.index === b.index;
}

const known = new WeakMap<ServiceView, string>();

function valuesOf(service: ServiceView | undefined): string {
  if (!service) return '';
  const values = known.get(service) ?? service.spot.leaves().map(textOf).sort().join('\n');
  known.set(service, values);
  return values;
}

function textOf({ path, text }: Leaf): string {
  return `${path.map((step) => (typeof step === 'number' ? '*' : step)).join('/')} ${text}`;
}

/**
 * The containers and pods of a document that a change of the document alters.
 * @param forms the same ones for all answers that are compared
 */
export function alteredPods(reading: Reading, index: number, changed: ChangedDocuments, forms: Forms): Altered[] {
  const check = reading.checks[index];
  const before = reading.file.documents[index]?.document;
  const after = changed.get(index);
  if (!check || !before || !after) return [];
  const [was, is] = [new Map<Node, number>(), new Map<Node, number>()];
  return check.targets.flatMap(({ target }) => {
    const { path } = target.site;
    const now = forms.of(follow(after, path), is);
    if (forms.of(follow(before, path), was) === now) return [];
    const findings = check.apart.filter((finding) => finding.target.kind === target.kind && finding.target.site === target.site);
    return [{ name: target.called.name ?? target.called.kind, target, id: JSON.stringify(path), after: String(now), judges: [{ reading, findings }] }];
  });
}

/** Numbers values: equal ones have one number. Aliases and merge keys are followed, and each node is read once, however often it is used. */
export class Forms {
  readonly #numbers = new Map<string, number>();

  /** @param known the numbers of the nodes of the same document */
  of(cursor: Cursor | undefined, known: Map<Node, number>): number {
    const { node } = cursor ?? {};
    if (!cursor || !node) return -1;
    const earlier = known.get(node);
    if (earlier !== undefined) return earlier;
    // a value that has itself inside
    known.set(node, -2);
    const number = this.#number(this.#form(cursor, node, known));
    known.set(node, number);
    return number;
  }

  #form(cursor: Cursor, node: Node, known: Map<Node, number>): string {
    if (node.type === 'seq') return JSON.stringify([node.tag, ...node.items.map((_, i) => this.of(child(cursor, i), known))]);
    if (node.type === 'map') {
      const entries = keys(cursor).sort();
      return JSON.stringify({ tag: node.tag, entries: entries.map((key) => [key, this.of(child(cursor, key), known)]) });
    }
    return JSON.stringify(node.type === 'scalar' ? { scalar: node.text, plain: node.style === 'plain', tag: node.tag } : node.name);
  }

  #number(form: string): number {
    const number = this.#numbers.get(form) ?? this.#numbers.size;
    this.#numbers.set(form, number);
    return number;
  }
}
