import type { Settings } from '../config/settings.ts';
import { readAllows } from '../config/suppressions.ts';
import type { Fix, PathOp, Safety } from '../fix/ops.ts';
import { once } from '../isolation/once.ts';
import type { SourceFile, SyntaxDocument } from '../syntax/source-file.ts';
import { applyEdits, type Span } from '../text/text.ts';
import type { Level } from '../validity/pod-security/checks.ts';
import type { PolicyVersion } from '../validity/pod-security/version.ts';
import { allowFaults, problemOf } from './allow-faults.ts';
import { allowEdit } from './allowing.ts';
import { Alterations } from './alterations.ts';
import { broughtBy, broughtElsewhere, broughtWithin, type Judged } from './brought.ts';
import { changesOf } from './changes.ts';
import { type Chosen, choice, UP_TO } from './choice.ts';
import type { Among, Dialect, Part, TargetPlace } from './document-check.ts';
import { isGap } from './failure.ts';
import { type Finding, isIn, type Problem, type Target } from './finding.ts';
import { foreignAllows } from './foreign.ts';
import { type Hint, hintsIn } from './hints.ts';
import { type Made, make } from './make.ts';
import { ociRequests, type PlacedRequest } from './oci.ts';
import { offersAt } from './offers.ts';
import type { Origin } from './origin.ts';
import type { FrozenFiles } from './other-files.ts';
import { type PlaceAt, placeIn } from './place.ts';
import { planFixes, planLevel } from './plan.ts';
import { type PodAdmission, type PodVerdict, podAdmissions, podVerdicts } from './pod-security.ts';
import { filesReadBy, type Held, problemsOf, type Reading, targetsAround } from './reading.ts';
import { refusalsIn } from './refusals.ts';
import { targetMinor, versionOf } from './report.ts';
import { runKey, runOf } from './run.ts';
import { fixesIn } from './sharing.ts';
import { Silence } from './silence.ts';
import type {
  Allowed,
  Change,
  Choice,
  CompiledFix,
  CompiledOps,
  FixPlan,
  LevelAim,
  LevelPlan,
  Offer,
  OfferKind,
  Run,
  RunRequest,
  Snapshot,
  Workload,
} from './snapshot.ts';
import { Told } from './told.ts';
import { type Unjudged, unjudgedIn } from './unjudged.ts';
import { workloadsIn } from './workload.ts';

/** A {@link Snapshot} of the readings of a file, one for each variant; the first is the one that is edited. */
export class FrozenSnapshot implements Snapshot {
  readonly file: SourceFile;
  readonly settings: Settings;
  readonly problems: readonly Problem[];
  readonly allows: Snapshot['allows'];
  readonly foreign: Snapshot['foreign'];
  readonly allowFaults: Snapshot['allowFaults'];
  readonly relevant: boolean;
  readonly compose: boolean;
  readonly filesRead: ReadonlySet<string>;
  readonly #again: Origin['again'];
  readonly #elsewhere: Origin['elsewhere'];
  readonly #among: Among;
  readonly #readings: readonly [Reading, ...Reading[]];
  readonly #uri: string;
  /** They are asked once, so that no answer contradicts an earlier one. */
  readonly #readers: Origin['readers'];
  #alterations: Alterations | undefined;
  readonly #files: FrozenFiles | undefined;
  readonly #beside: readonly string[];
  readonly #told: Told;
  readonly #fixes = new Map<Finding, readonly Fix[]>();
  readonly #compiled = new Map<Fix, CompiledFix>();
  readonly #runs = new Map<string, Run>();
  #admissions: readonly PodAdmission[] | undefined;
  #unjudged: readonly Unjudged[] | undefined;
  #refusals: Snapshot['refusals'] | undefined;
  #workloads: Snapshot['workloads'] | undefined;
  #hints: readonly Hint[] | undefined;
  #last: { readonly text: string; readonly snapshot: Snapshot } | undefined;

  constructor(readings: readonly [Reading, ...Reading[]], { uri, settings, files, beside, also = [], compose, again, among, elsewhere, readers }: Origin) {
    const [main, ...others] = readings;
    this.#uri = uri;
    this.#readers = once(readers);
    this.#readings = readings;
    this.#files = files;
    this.#beside = beside;
    this.file = main.file;
    this.compose = compose;
    this.settings = settings;
    this.#again = again;
    this.#elsewhere = elsewhere;
    this.#among = among;
    this.filesRead = filesReadBy(readings, [...beside, ...also.filter((name) => name !== uri)]);
    this.allows = readAllows([main.file, ...others.map(({ file }) => file)]);
    this.foreign = foreignAllows(main, settings.today);
    this.#told = new Told(readings, new Silence(this.allows, main.file, settings, this.foreign), files, settings);
    const isThere = (name: string) => files?.text(name) !== undefined;
    this.allowFaults = allowFaults(this.allows, () => this.#told.placed.found, main, settings, isThere);
    this.problems = [...problemsOf(main), ...this.allowFaults.map(problemOf)];
    this.relevant = compose || main.checks.some(({ dialect }) => dialect !== undefined) || this.problems.some(isGap);
  }

  get findings(): readonly Finding[] {
    return this.#told.divided[0];
  }

  get parts(): readonly Part[] {
    return this.#told.parts;
  }

  get allowed(): readonly Finding[] {
    return this.#told.divided[1];
  }

  get #main(): Reading {
    return this.#readings[0];
  }

  #readingOf(finding: Finding): Reading {
    return this.#readings[this.#told.placed.variantOf.get(finding) ?? 0] ?? this.#main;
  }

  get unjudged(): readonly Unjudged[] {
    this.#unjudged ??= unjudgedIn(this.#main, (name) => this.#files?.isShown(name) ?? false);
    return this.#unjudged;
  }

  get refusals(): ReadonlyMap<number, ReadonlySet<string>> {
    this.#refusals ??= refusalsIn(
      this.#readings.flatMap(({ checks }) => [...checks.entries()]),
      targetMinor(this.settings),
    );
    return this.#refusals;
  }

  get dialects(): ReadonlySet<Dialect> {
    return new Set(this.#main.checks.flatMap(({ dialect }) => dialect ?? []));
  }

  get takesComments(): boolean {
    return !/^\s*[{[]/.test(this.file.text);
  }

  other(uri: string): SourceFile | undefined {
    return this.#files?.parsed(uri);
  }

  again(text: string, read?: readonly SyntaxDocument[]): Snapshot {
    // what is judged is mostly what is then made
    if (this.#last?.text !== text) this.#last = { text, snapshot: this.#again(text, read, this.#readers()) };
    return this.#last.snapshot;
  }

  fixesOf(finding: Finding): readonly Fix[] {
    const known = this.#fixes.get(finding);
    if (known) return known;
    this.#alterations ??= new Alterations({
      uri: this.#uri,
      readingOf: (one) => this.#readingOf(one),
      readers: this.#readers(),
      compile: (uri, reading, ops) => this.#make(reading, ops, true, uri),
    });
    const fixes = fixesIn(this.#alterations, finding, this.allowed);
    this.#fixes.set(finding, fixes);
    return fixes;
  }

  choice(finding: Finding, safeties: readonly Safety[]): Choice {
    return choice(this, finding, { safeties });
  }

  compileFix(finding: Finding, fix: Fix): CompiledFix {
    const known = this.#compiled.get(fix);
    if (known) return known;
    const compiled = this.#compile(finding, fix);
    this.#compiled.set(fix, compiled);
    return compiled;
  }

  #compile(finding: Finding, fix: Fix): CompiledFix {
    if ('blocked' in fix) return { ok: false, why: fix.blocked };
    const made = this.#make(this.#readingOf(finding), fix.ops, fix.scope !== undefined);
    if (!made.ok) return made;
    // what changes several files of a folder is judged in all of them at once
    const isAlone = made.others.length === 0 || this.dialects.has('compose');
    const why =
      (made.edits.length === 0 || !isAlone ? undefined : this.#broughtBy(made, fix.ops)) ?? broughtElsewhere(this.#elsewhere, made, this.#uri, this.file.text);
    return why === undefined ? { ok: true, edits: made.edits, others: made.others } : { ok: false, why };
  }

  /** All that is found, also what is told in other files or silenced. */
  get whole(): Judged {
    return { findings: this.#told.placed.found, allowed: this.allowed, refusals: this.refusals };
  }

  /** In a file of many documents, a change of one is judged there: the others stay what they are. */
  #broughtBy({ edits, changed, projects }: Made, ops: readonly PathOp[]): string | undefined {
    const text = applyEdits(this.file.text, edits);
    // whether an exception counts, the whole text says
    const isKept = (index: number) => this.allowed.some(({ document }) => document === index);
    const after = this.#among(changed, projects, ops.some(({ op }) => op === 'document') ? text : undefined, isKept);
    if (!after) return broughtBy(this, this.again(text, [...changed.values()]));
    return broughtWithin(this.#main.checks, this.refusals, after, targetMinor(this.settings));
  }

  get held(): Held {
    return { settings: this.settings, beside: this.#beside, reads: this.#readings.flatMap(({ checks }) => checks.map(({ reads }) => reads)) };
  }

  harden(target: Target, safeties: readonly Safety[] = UP_TO.review, chosen?: Chosen): FixPlan {
    return planFixes(this, { safeties, only: (finding) => isIn(finding, target), alone: true, chosen });
  }

  fixAll(safeties: readonly Safety[], only: (finding: Finding) => boolean = () => true, chosen?: Chosen): FixPlan {
    return planFixes(this, { safeties, only, chosen });
  }

  run(request: RunRequest): Run {
    const key = runKey(request);
    const run = this.#runs.get(key) ?? runOf(this, request);
    this.#runs.set(key, run);
    return run;
  }

  changesOf(request: RunRequest): readonly Change[] {
    return changesOf(this, request);
  }

  offersAt(span: Span, wants: (kind: OfferKind) => boolean = () => true): readonly Offer[] {
    return offersAt(this, span, wants);
  }

  toLevel(aim: LevelAim): LevelPlan {
    return planLevel(this, aim, aim.version ?? versionOf(this.settings));
  }

  compileOps(ops: readonly PathOp[], shared: boolean): CompiledOps {
    const made = this.#make(this.#main, ops, shared);
    return made.ok ? { ok: true, edits: made.edits, changed: made.changed } : made;
  }

  #make(reading: Reading, ops: readonly PathOp[], shared: boolean, uri = this.#uri) {
    const other = (name: string) => (name === this.#uri ? this.file : this.other(name));
    return make(reading, ops, shared, { uri, readers: () => this.#readers(), other });
  }

  isInOtherBranch(finding: Finding): boolean {
    return (this.#told.placed.variantOf.get(finding) ?? 0) > 0;
  }

  allow(...asked: Parameters<Snapshot['allow']>): Allowed {
    return allowEdit(this, ...asked);
  }

  podSecurity(level: Level, version: PolicyVersion, only?: number): readonly PodVerdict[] {
    return podVerdicts(this.#readings, level, version, only);
  }

  podAdmissions(version?: PolicyVersion): readonly PodAdmission[] {
    if (version) return podAdmissions(this.#main, version);
    this.#admissions ??= podAdmissions(this.#main, versionOf(this.settings));
    return this.#admissions;
  }

  ociRequests(): readonly PlacedRequest[] {
    return ociRequests(this.#main);
  }

  targetsAt(offset: number): readonly TargetPlace[] {
    return targetsAround(this.#main, offset);
  }

  get hints(): readonly Hint[] {
    this.#hints ??= hintsIn(this.#main, this.#uri, (uri) => this.other(uri));
    return this.#hints;
  }

  get workloads(): readonly Workload[] {
    this.#workloads ??= workloadsIn(this, this.#main);
    return this.#workloads;
  }

  placeAt(offset: number): PlaceAt | undefined {
    return placeIn(this.#main, offset);
  }
}
