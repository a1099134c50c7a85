import type { Fix, PathOp } from '../fix/ops.ts';
import { writtenOps } from '../fix/shared.ts';
import type { Rule } from '../rules/rule.ts';
import { follow } from '../syntax/navigate.ts';
import { startsWith } from '../syntax/site.ts';
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

/** Answers what operations alter, of the services or containers that may share what they change. Each change is tried once. */
export class Alterations {
  readonly #origin: Origin;
  readonly #forms = new Forms();
  readonly #known = new Map<Reading, Map<string, readonly Altered[] | undefined>>();
  /** By what is altered, the answers of {@link like} for each rule. */
  readonly #alike = new Map<Altered, Map<Rule, Fix | undefined>>();
  /** By reading, the answers of {@link #ofEach} for each rule. */
  readonly #proposed = new Map<Reading, Map<Rule, ReadonlyMap<string, readonly PathOp[]>>>();
  #lent: ReadonlySet<string> | undefined;

  constructor(origin: Origin) {
    this.#origin = origin;
  }

  readingOf(finding: Finding): Reading {
    return this.#origin.readingOf(finding);
  }

  /** Whether others than the target of a finding may share what operations change: it is behind an anchor, or in a service that others extend. */
  maybeShared(finding: Finding, ops: readonly PathOp[]): boolean {
    const document = this.readingOf(finding).file.documents[finding.document]?.document;
    return ops.some(({ at: { file, path } }) => {
      if (file !== undefined) return true;
      if (path[0] === 'services' && finding.target.kind === 'service' && this.#isLent(finding, String(path[1]))) return true;
      return document !== undefined && document.anchors.size > 0 && path.some((_, i) => follow(document, path.slice(0, i + 1))?.node?.anchor !== undefined);
    });
  }

  /** Everything that operations alter besides the target of a finding, and what that is a part of or has inside; `undefined` if they cannot be made. */
  besides(finding: Finding, ops: readonly PathOp[]): readonly Altered[] | undefined {
    const others = this.#altered(this.readingOf(finding), finding, ops)?.filter((one) => !this.#isOwn(one, finding));
    // a pod is altered with each of its containers
    const alike = others?.filter((one) => one.target?.kind === finding.target.kind);
    return alike && alike.length > 0 ? alike : others;
  }

  /** Whether both operations alter the target of a finding in the same way. */
  isSameFor(finding: Finding, a: readonly PathOp[], b: readonly PathOp[]): boolean {
    const [one, other] = [a, b].map((ops) => {
      const own = this.#altered(this.readingOf(finding), finding, ops)?.filter((altered) => this.#isOwn(altered, finding));
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
          const isLike = (changes: readonly PathOp[]) =>
            this.#altered(reading, one, changes)?.some(({ id, after }) => id === other.id && after === other.after);
          const each = this.#ofEach(reading, one);
          return (each.has(JSON.stringify(proposed)) && isLike([...each.values()].flat())) || isLike(proposed) === true;
        };
        const same = document && one.fixes().find(isSame);
        if (same) return same;
      }
    return undefined;
  }

  /**
   * What the rule of a finding proposes first to each service that lends nothing: such services do not see the changes of each other, so that
   * all are tried at once.
   */
  #ofEach(reading: Reading, { rule, document: index }: Finding): ReadonlyMap<string, readonly PathOp[]> {
    const known = this.#proposed.get(reading) ?? new Map<Rule, ReadonlyMap<string, readonly PathOp[]>>();
    this.#proposed.set(reading, known);
    const earlier = known.get(rule);
    if (earlier) return earlier;
    const document = reading.file.documents[index]?.document;
    const lent = this.#lentBy(reading);
    const proposed = new Map<string, readonly PathOp[]>();
    for (const { rule: one, target, document: where, fixes } of document?.anchors.size === 0 ? (reading.checks[index]?.apart ?? []) : []) {
      const { name = '' } = target.called;
      const [fix] = one === rule && where === index && target.kind === 'service' && !lent.has(name) ? fixes() : [];
      const ops = fix && 'ops' in fix && document ? writtenOps(document, fix.ops) : [];
      const isOwn = ops.every(({ at: { file, path } }) => file === undefined && startsWith(path, ['services', name]));
      if (ops.length > 0 && isOwn) proposed.set(JSON.stringify(ops), ops);
    }
    known.set(rule, proposed);
    return proposed;
  }

  #altered(reading: Reading, { document, target }: Finding, ops: readonly PathOp[]): readonly Altered[] | undefined {
    const known = this.#known.get(reading) ?? new Map<string, readonly Altered[] | undefined>();
    this.#known.set(reading, known);
    const key = JSON.stringify(ops);
    if (!known.has(key)) {
      const uri = projectsIn(reading)[0]?.input.uri ?? this.#origin.uri;
      const made = this.#origin.compile(uri, reading, ops);
      const readings = [reading, ...this.#origin.readers.filter((one) => one !== reading)];
      const altered = ({ changed, projects }: Made) =>
        target.kind === 'service' ? alteredServices(readings, projects) : alteredPods(reading, document, changed, this.#forms);
      known.set(key, made.ok ? altered(made) : undefined);
    }
    return known.get(key);
  }

  /** Whether another service takes values from a service of the file by extending it. */
  #isLent(finding: Finding, name: string): boolean {
    this.#lent ??= this.#lentBy(this.readingOf(finding));
    return this.#lent.has(name);
  }

  #lentBy(reading: Reading): ReadonlySet<string> {
    return new Set([...lentIn(reading), ...this.#origin.readers.flatMap((reader) => this.#lentTo(reader, reading))]);
  }

  #lentTo(reader: Reading, reading: Reading): string[] {
    const own = projectsIn(reading).flatMap(({ entries }) => entries);
    return projectsIn(reader).flatMap(({ input, entries }) =>
      entries.flatMap((entry) =>
        sourcesOf(entry).flatMap(({ file, path: [, name] }) => {
          if (file !== this.#origin.uri || typeof name !== 'string') return [];
          // an override has a part of the same service
          const isOne = own.some((one) => one.name === name && entry.name === name && sourcesOf(one).some((source) => source.file === input.uri));
          return isOne ? [] : [name];
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
    entries.flatMap((entry) => sourcesOf(entry).flatMap(({ file, path: [, name] }) => (file === undefined && name !== entry.name ? [String(name)] : []))),
  );
}
