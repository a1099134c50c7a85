import type { Fix, PathOp } from '../fix/ops.ts';
import { writtenOps } from '../fix/shared.ts';
import type { Rule } from '../rules/rule.ts';
import { usesOf } from '../syntax/names.ts';
import { follow } from '../syntax/navigate.ts';
import { type Path, startsWith } from '../syntax/site.ts';
import type { SyntaxDocument } from '../syntax/source-file.ts';
import { type Altered, alteredPods, alteredServices, Forms, projectsIn } from './altered.ts';
import type { Finding } from './finding.ts';
import type { Made } from './make.ts';
import type { Reading } from './reading.ts';

/** A file with those that read it, and the means to change them. */
interface Origin {
  readonly uri: string;
  readonly readingOf: (finding: Finding) => Reading;
  /** The readings of other files that read this one. */
  readonly readers: readonly Reading[];
  /** Compiles operations on the file of a reading, with what anchors share. */
  readonly compile: (uri: string, reading: Reading, ops: readonly PathOp[]) => Made | { readonly ok: false };
}

/** What a change alters. */
interface Alteration {
  readonly all: readonly Altered[];
  /** The values that each then has, by its id. */
  readonly afters: ReadonlyMap<string, string>;
}

/** By what a rule proposes to a service: what that alters, made for all services together that lend nothing; `undefined` if that cannot be made. */
type Proposals = ReadonlyMap<string, () => Alteration | undefined>;

/** Answers what operations alter, of the services or containers that may share what they change. Each change is tried once. */
export class Alterations {
  readonly #origin: Origin;
  readonly #forms = new Forms();
  readonly #known = new Map<Reading, Map<string, Alteration | undefined>>();
  /** By what is altered, the answers of {@link like} for each rule. */
  readonly #alike = new Map<Altered, Map<Rule, Fix | undefined>>();
  /** By reading, the answers of {@link #ofEach} for each rule. */
  readonly #proposed = new Map<Reading, Map<Rule, Proposals>>();
  readonly #uses = new Map<SyntaxDocument, ReadonlyMap<string, number>>();
  readonly #lent = new Map<Reading, ReadonlyMap<string, number>>();

  constructor(origin: Origin) {
    this.#origin = origin;
  }

  readingOf(finding: Finding): Reading {
    return this.#origin.readingOf(finding);
  }

  /**
   * How many others than the target of a finding may share what operations change, since it is behind an anchor, in a service that others
   * extend, or in another file. No more do. Nothing is tried for it.
   */
  sharers(finding: Finding, ops: readonly PathOp[]): number {
    const reading = this.readingOf(finding);
    const document = reading.file.documents[finding.document]?.document;
    const lent = (file: string | undefined, path: Path) =>
      path[0] === 'services' && finding.target.kind === 'service' ? (this.#lentBy(reading).get(keyOf(file, String(path[1]))) ?? 0) : 0;
    const of = ({ at: { file, path } }: PathOp): number => {
      if (file !== undefined) return Math.max(1, lent(file, path));
      if (!document || document.anchors.size === 0) return lent(file, path);
      const anchors = path.flatMap((_, i) => follow(document, path.slice(0, i + 1))?.node?.anchor ?? []);
      return Math.max(lent(file, path), ...anchors.map((name) => Math.max(1, this.#usesIn(document).get(name) ?? 0)));
    };
    return Math.max(0, ...ops.map(of));
  }

  #usesIn(document: SyntaxDocument): ReadonlyMap<string, number> {
    const known = this.#uses.get(document) ?? usesOf(document);
    this.#uses.set(document, known);
    return known;
  }

  /** Everything that operations alter besides the target of a finding, and what that is a part of or has inside; `undefined` if they cannot be made. */
  besides(finding: Finding, ops: readonly PathOp[]): readonly Altered[] | undefined {
    const others = this.#altered(this.readingOf(finding), finding, ops)?.all.filter((one) => !this.#isOwn(one, finding));
    // a pod is altered with each of its containers
    const alike = others?.filter((one) => one.target?.kind === finding.target.kind);
    return alike && alike.length > 0 ? alike : others;
  }

  /** Whether both operations alter the target of a finding in the same way. */
  isSameFor(finding: Finding, a: readonly PathOp[], b: readonly PathOp[]): boolean {
    const [one, other] = [a, b].map((ops) => {
      const own = this.#altered(this.readingOf(finding), finding, ops)?.all.filter((altered) => this.#isOwn(altered, finding));
      return own && JSON.stringify(own.map(({ id, after }) => [id, after]));
    });
    return one !== undefined && one === other;
  }

  /** Whether something is the target of a finding, or what that is a part of or has inside. */
  #isOwn({ name, target, judges }: Altered, finding: Finding): boolean {
    const { called, site } = finding.target;
    if (!target) return name === called.name && judges.some(({ reading }) => reading === this.readingOf(finding));
    return startsWith(target.site.path, site.path) || startsWith(site.path, target.site.path);
  }

  /**
   * The fix that the rule of a finding proposes for another thing by itself, if it is the same change there as that of some operations. Each of
   * those that share a value asks for all others.
   */
  like(other: Altered, finding: Finding, ops: readonly PathOp[]): Fix | undefined {
    const known = this.#alike.get(other) ?? new Map<Rule, Fix | undefined>();
    this.#alike.set(other, known);
    if (!known.has(finding.rule)) known.set(finding.rule, this.#likeAmong(other, finding, ops));
    return known.get(finding.rule);
  }

  #likeAmong(other: Altered, finding: Finding, ops: readonly PathOp[]): Fix | undefined {
    const [own, text] = [this.readingOf(finding), JSON.stringify(ops)];
    for (const { reading, findings } of other.judges)
      for (const one of findings) {
        const document = one.rule === finding.rule ? reading.file.documents[one.document]?.document : undefined;
        const isSame = (fix: Fix) => {
          const proposed = 'ops' in fix && document ? writtenOps(document, fix.ops) : undefined;
          if (!proposed) return false;
          if (reading === own && text === JSON.stringify(proposed)) return true;
          const isLike = (alteration: Alteration | undefined) => alteration?.afters.get(other.id) === other.after;
          const together = this.#ofEach(reading, one).get(JSON.stringify(proposed));
          return (together && isLike(together())) || isLike(this.#altered(reading, one, proposed));
        };
        const same = document && one.fixes().find(isSame);
        if (same) return same;
      }
    return undefined;
  }

  /**
   * What the rule of a finding proposes first to each service that lends nothing: such services do not see the changes of each other, so that
   * all with the same change elsewhere are tried at once.
   */
  #ofEach(reading: Reading, finding: Finding): Proposals {
    const { rule, document: index } = finding;
    const known = this.#proposed.get(reading) ?? new Map<Rule, Proposals>();
    this.#proposed.set(reading, known);
    const earlier = known.get(rule);
    if (earlier) return earlier;
    const document = reading.file.documents[index]?.document;
    const lent = this.#lentBy(reading);
    const groups = new Map<string, { readonly proposed: Set<string>; readonly ops: Map<string, PathOp> }>();
    for (const { rule: one, target, document: where, fixes } of document?.anchors.size === 0 ? (reading.checks[index]?.apart ?? []) : []) {
      const { name = '' } = target.called;
      const [fix] = one === rule && where === index && target.kind === 'service' && !lent.has(keyOf(undefined, name)) ? fixes() : [];
      const ops = fix && 'ops' in fix && document ? writtenOps(document, fix.ops) : [];
      const elsewhere = ops.filter(({ at: { file, path } }) => file !== undefined || !startsWith(path, ['services', name]));
      if (ops.length === elsewhere.length) continue;
      const key = JSON.stringify(elsewhere);
      const group = groups.get(key) ?? { proposed: new Set(), ops: new Map() };
      groups.set(key, group);
      group.proposed.add(JSON.stringify(ops));
      for (const op of ops) group.ops.set(JSON.stringify(op), op);
    }
    const proposals = new Map<string, () => Alteration | undefined>();
    for (const { proposed, ops } of groups.values()) {
      let alteration: { readonly made: Alteration | undefined } | undefined;
      const together = () => {
        alteration ??= { made: this.#altered(reading, finding, [...ops.values()]) };
        return alteration.made;
      };
      for (const one of proposed) proposals.set(one, together);
    }
    known.set(rule, proposals);
    return proposals;
  }

  #altered(reading: Reading, { document, target }: Finding, ops: readonly PathOp[]): Alteration | undefined {
    const known = this.#known.get(reading) ?? new Map<string, Alteration | undefined>();
    this.#known.set(reading, known);
    const key = JSON.stringify(ops);
    if (!known.has(key)) {
      const uri = projectsIn(reading)[0]?.input.uri ?? this.#origin.uri;
      const made = this.#origin.compile(uri, reading, ops);
      const readings = [reading, ...this.#origin.readers.filter((one) => one !== reading)];
      const altered = ({ changed, projects }: Made): Alteration => {
        const all = target.kind === 'service' ? alteredServices(readings, projects) : alteredPods(reading, document, changed, this.#forms);
        return { all, afters: new Map(all.map(({ id, after }) => [id, after])) };
      };
      known.set(key, made.ok ? altered(made) : undefined);
    }
    return known.get(key);
  }

  /** How many services take values from another one by extending it, by the key of that. */
  #lentBy(reading: Reading): ReadonlyMap<string, number> {
    const known = this.#lent.get(reading);
    if (known) return known;
    const counts = new Map<string, number>();
    for (const key of [...lentIn(reading), ...this.#origin.readers.flatMap((reader) => this.#lentTo(reader, reading))])
      counts.set(key, (counts.get(key) ?? 0) + 1);
    this.#lent.set(reading, counts);
    return counts;
  }

  #lentTo(reader: Reading, reading: Reading): string[] {
    const own = projectsIn(reading).flatMap(({ entries }) => entries);
    return projectsIn(reader).flatMap(({ input, entries }) =>
      entries.flatMap((entry) =>
        sourcesOf(entry).flatMap(({ file, path: [, name] }) => {
          if (file !== this.#origin.uri || typeof name !== 'string') return [];
          // an override has a part of the same service
          const isOne = own.some((one) => one.name === name && entry.name === name && sourcesOf(one).some((source) => source.file === input.uri));
          return isOne ? [] : [keyOf(undefined, name)];
        }),
      ),
    );
  }
}

type Entry = ReturnType<typeof projectsIn>[number]['entries'][number];

function sourcesOf(entry: Entry) {
  return entry.read()?.spot.sources.filter(({ path }) => path[0] === 'services' && path.length === 2) ?? [];
}

function lentIn(reading: Reading): string[] {
  return projectsIn(reading).flatMap(({ entries }) =>
    entries.flatMap((entry) => sourcesOf(entry).flatMap(({ file, path: [, name] }) => (name !== entry.name ? [keyOf(file, String(name))] : []))),
  );
}

/** The key of a service; without a file, of the one under analysis. */
function keyOf(file: string | undefined, name: string): string {
  return `${name}\n${file ?? ''}`;
}
