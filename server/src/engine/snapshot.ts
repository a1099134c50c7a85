import type { Settings } from '../config/settings.ts';
import type { Allow } from '../config/suppressions.ts';
import type { Edited } from '../fix/compile.ts';
import type { Fix, PathOp, Refusal, Safety } from '../fix/ops.ts';
import type { Rule } from '../rules/rule.ts';
import type { SourceFile, SyntaxDocument } from '../syntax/source-file.ts';
import type { EditSet, Span } from '../text/text.ts';
import type { CheckId, Level } from '../validity/pod-security/checks.ts';
import type { PolicyVersion } from '../validity/pod-security/version.ts';
import type { AllowFault, AllowMend } from './allow-fault.ts';
import type { Dialect, Part, TargetPlace } from './document-check.ts';
import type { Finding, Problem, Target } from './finding.ts';
import type { ForeignAllow } from './foreign-allow.ts';
import type { Hint } from './hints.ts';
import type { PlacedRequest } from './oci.ts';
import type { PlaceAt } from './place.ts';
import type { PodAdmission, PodVerdict } from './pod-security.ts';
import type { Held } from './reading.ts';
import type { Unjudged } from './unjudged.ts';

/** Edits of a fix: those of the file, and those of other files of its Compose project. */
export type CompiledFix = { readonly ok: true; readonly edits: EditSet; readonly others: readonly OtherEdits[] } | { readonly ok: false; readonly why: string };

/** Edits of the file, or why there are none, in words. */
export type CompiledOps = ({ readonly ok: true } & Edited) | { readonly ok: false; readonly why: string };

/** Edits of another file of the project. */
export interface OtherEdits {
  readonly file: string;
  /** The file that they are for, as it was read. */
  readonly source: SourceFile;
  readonly edits: EditSet;
}

/** The edit that writes an `allow` comment, or why there is none. */
export type Allowed = { readonly ok: true; readonly edits: EditSet } | { readonly ok: false; readonly why: Refusal };

/** A fix that is not blocked. Its operations may still not compile. */
export type Applicable = Fix & { readonly ops: readonly PathOp[] };

/**
 * Why a run leaves a finding:
 * - `none`: the rule has no fix for it
 * - `manual`, `review`: the safety of its fix was not asked for
 * - `shared`: the fix also changes other targets, and only one was asked for
 * - `elsewhere`: the value is written in another file
 * - `refused`: the fix cannot be made; `why` is for people
 */
export type LeftReason =
  | { readonly kind: 'none' | 'manual' | 'review' | 'shared' }
  | { readonly kind: 'elsewhere'; readonly file: string }
  | { readonly kind: 'refused'; readonly why: string };

/** The fix that a run takes for a finding; or, if it leaves the finding, the fix to show and the reason. */
export type Choice = { readonly fix: Applicable; readonly left?: undefined } | { readonly fix: Fix | undefined; readonly left: LeftReason };

/** What a run of fixes would do. */
export interface FixPlan {
  /** From the file as it is to the file as it will be. */
  readonly edits: EditSet;
  /** The file as it will be. */
  readonly after: Snapshot;
  readonly applied: readonly { readonly finding: Finding; readonly fix: Fix }[];
  /** Findings that are left, and why. */
  readonly refused: readonly { readonly finding: Finding; readonly fix: Fix | undefined; readonly left: LeftReason }[];
}

/** What a run towards a level of Pod Security is asked for. */
export interface LevelAim {
  readonly level: 'baseline' | 'restricted';
  /** The ids of the changes that somebody chose. */
  readonly chosen?: ReadonlySet<string> | undefined;
  /** Only the pods of this target. */
  readonly only?: Target | undefined;
  /** Pods that cannot reach the level, or not without breaking, are brought as near as they can; otherwise they are left as they are. */
  readonly nearer?: boolean | undefined;
  /** The grades of the fixes of rules that it takes; by default safe and review. Without `manual` it also leaves alone what such a fix would decide. */
  readonly safeties?: readonly Safety[] | undefined;
  /** By default the version of the clusters that the manifests are for. */
  readonly version?: PolicyVersion | undefined;
}

/** What a run towards a level of Pod Security would do. */
export interface LevelPlan extends Pick<FixPlan, 'edits' | 'after' | 'applied'> {
  /** Changes besides the fixes of rules: the check that needs the change, and the pod. */
  readonly beyond: readonly { readonly check: CheckId; readonly pod: PodVerdict }[];
  /** Pods that the level still rejects, with what stands in the way and only their author can decide. Spans are in the changed text. */
  readonly left: readonly PodVerdict[];
}

/**
 * What a run does: harden a target; bring the pods of the file or of a target to a level, or `nearer`; or fix the findings of all rules or of
 * some. `chosen` are the ids of {@link Change}s, if somebody chose among them: then only those are made.
 */
export type RunRequest = { readonly chosen?: readonly string[] | undefined } & (
  | { readonly kind: 'harden'; readonly target: Target }
  | {
      readonly kind: 'level';
      readonly level: 'baseline' | 'restricted';
      readonly target?: Target | undefined;
      readonly nearer?: boolean | undefined;
      readonly safeties?: readonly Safety[] | undefined;
    }
  | { readonly kind: 'fix'; readonly safeties: readonly Safety[]; readonly rules?: readonly string[] | undefined }
);

/** A change that a run makes, or could make if somebody chose it. */
export interface Change {
  /** What chooses it in a {@link RunRequest}: more than one if it mends several findings. */
  readonly ids: readonly [string, ...string[]];
  /** Of the changes of one subject at most one can be made. */
  readonly subject: string;
  /** The finding that it mends and the fix that it is, or what a level asks for beyond all rules. */
  readonly does: FixPlan['applied'][number] | LevelPlan['beyond'][number];
  /** The run makes it unasked, or as soon as a manual change is chosen that it needs. Manual changes are made only when somebody chooses them. */
  readonly proposed: boolean;
}

/** A change that was chosen and is not made: with the change without which it cannot be, or with the reason in words if no single one is missing. */
export interface Unmade {
  readonly change: Change;
  readonly needs?: Change;
  readonly why?: string;
}

/** What a run would do, and how much that is. */
export interface Run extends FixPlan, LevelPlan {
  /** The number of changes. A value that several services share counts once. */
  readonly changes: number;
  /** How many of them need review. */
  readonly review: number;
  /** The fixes of rules among the changes to review. */
  readonly reviewed: FixPlan['applied'];
  /** How much is left to the author: findings, or violations of the level. */
  readonly leftOver: number;
}

/** What a light bulb may hold, in the order in which it is shown. */
export type OfferKind = 'harden' | 'fix' | 'rule' | 'allow' | 'unallow' | 'about' | 'baseline' | 'restricted' | 'least-privilege' | 'fix-all';

/** A run of fixes. */
export interface RunOffer {
  readonly kind: Exclude<OfferKind, 'fix' | 'allow' | 'unallow' | 'about'>;
  readonly request: RunRequest;
  /** `undefined` if it would take long to work out: then call `run` of the snapshot when the offer is chosen. */
  readonly run: Run | undefined;
  /** It mends a finding that is underlined here. */
  readonly preferred: boolean;
}

/** One fix of one finding, with its edits or the reason why it cannot be made. */
export interface FixOffer {
  readonly kind: 'fix';
  readonly finding: Finding;
  readonly fix: Fix;
  readonly compiled: CompiledFix;
  /** The first that can be made of an explicit weakness, unless only its author can decide. */
  readonly preferred: boolean;
}

/** How far an exception goes: one line, all places in the container, pod or service of that line, or the whole file. */
export type AllowScope = 'here' | 'target' | 'file';

/** A comment that silences rules at a zero-based line. The first rule is that of the underlined finding. */
export interface AllowOffer {
  readonly kind: 'allow';
  readonly line: number;
  readonly rules: readonly [Rule, ...Rule[]];
  /** What the underlined finding belongs to. */
  readonly target: Target;
}

/** The edit that mends an `allow` comment. */
export interface UnallowOffer {
  readonly kind: 'unallow';
  readonly mend: AllowMend;
  readonly edits: EditSet;
}

/** What can be done with a rule that has a diagnostic of its own here: read about it, turn it off. */
export interface AboutOffer {
  readonly kind: 'about';
  readonly rule: Rule;
}

/** What a light bulb offers. */
export type Offer = RunOffer | FixOffer | AllowOffer | UnallowOffer | AboutOffer;

/** A workload or Compose service of a file, with all that is found in it. */
export interface Workload {
  /** The whole workload, as "Harden" acts on it. */
  readonly target: Target;
  /** Its first key, or the name of the service; offsets in the file. */
  readonly span: Span;
  /** What Pod Security admission says of its pod; `undefined` for a service, and for a kind that admission does not know. */
  readonly admission: PodAdmission | undefined;
  readonly findings: readonly Finding[];
}

/**
 * All that can be asked about a file. It is frozen: it holds its settings and the texts of all other files that it read, so that its answers
 * never change. Offsets are in the file.
 */
export interface Snapshot {
  readonly file: SourceFile;
  /** The settings that it was made with. */
  readonly settings: Settings;
  /** Defects of the file that are no weaknesses. */
  readonly problems: readonly Problem[];
  /** Sorted by span, without the findings that an `allow` comment silences. */
  readonly findings: readonly Finding[];
  /** The same in parts that move together; offsets are in the file. In a template, that is the whole file. */
  readonly parts: readonly Part[];
  /** The findings that an `allow` comment silences. */
  readonly allowed: readonly Finding[];
  /** The `allow` comments of the file, in its order. */
  readonly allows: readonly Allow[];
  /** The exceptions for other tools, which count, too. */
  readonly foreign: readonly ForeignAllow[];
  /** What `allow` comments name for nothing. */
  readonly allowFaults: readonly AllowFault[];
  /** What no rule could judge, or only in part. Worked out when it is asked for. */
  readonly unjudged: readonly Unjudged[];
  /** What the API server or a kubelet refuses in each document, by its index, in clauses without places. */
  readonly refusals: ReadonlyMap<number, ReadonlySet<string>>;
  /** The file holds at least one Kubernetes object or Compose project, or is one by its name. */
  readonly relevant: boolean;
  /** The name or language of the file says Compose. */
  readonly compose: boolean;
  /** The dialects of its documents. A document that cannot be recognised has none. */
  readonly dialects: ReadonlySet<Dialect>;
  /** The URIs of the other files that it depends on, also missing ones. If one of them changes, analyse the file again. */
  readonly filesRead: ReadonlySet<string>;
  /** Whether `allow` comments are possible: JSON has no comments. */
  readonly takesComments: boolean;

  /** Another file of the project, as it was read. */
  other(uri: string): SourceFile | undefined;
  /** The fixes of a finding; "fix all" takes the first. If several services share the value, each fix comes twice: for all, and for one. */
  fixesOf(finding: Finding): readonly Fix[];
  /** The fix that a run takes for a finding, or why it leaves it. */
  choice(finding: Finding, safeties: readonly Safety[]): Choice;
  /** Compiles a fix of a finding to edits, or says in words why not. */
  compileFix(finding: Finding, fix: Fix): CompiledFix;
  /** What "Harden" would do to a container, service or pod (a pod with all its containers). */
  harden(target: Target, safeties?: readonly Safety[], chosen?: ReadonlySet<string>): FixPlan;
  /** What "fix all" would do to the file. */
  fixAll(safeties: readonly Safety[], only?: (finding: Finding) => boolean, chosen?: ReadonlySet<string>): FixPlan;
  /** What a run would do. Each run is worked out once. */
  run(request: RunRequest): Run;
  /** What a run would change, and what it could change besides, worst first: for somebody to choose. */
  changesOf(request: RunRequest): readonly Change[];
  /** What the light bulb of a span offers, in the order in which it is shown. `wants` selects kinds; by default all. */
  offersAt(span: Span, wants?: (kind: OfferKind) => boolean): readonly Offer[];
  /** What brings the pods of the file, or those of one target, to a level of Pod Security. */
  toLevel(aim: LevelAim): LevelPlan;
  /**
   * The edit that silences rules at a zero-based line: a comment with the reason on a line of its own above. With an empty reason, the
   * comment is a draft for the user to complete and silences nothing yet. A wider scope has such a comment above each line where they are found.
   */
  allow(rules: readonly string[], reason: string, line: number, scope?: AllowScope): Allowed;
  /** What Pod Security admission says of each pod and workload of the file, or of the document with the index `only`. */
  podSecurity(level: Level, version: PolicyVersion, only?: number): readonly PodVerdict[];
  /** The strictest level of Pod Security that admits each pod and workload, and what stands between it and the next. */
  podAdmissions(version?: PolicyVersion): readonly PodAdmission[];
  /** What an engine would ask of an OCI runtime for each container and service. */
  ociRequests(): readonly PlacedRequest[];
  /** What counts though it is not written in its place: a user of the image or the pod, a value of an override. */
  readonly hints: readonly Hint[];
  /** The workloads and Compose services of the file, in the order of the text. */
  readonly workloads: readonly Workload[];
  /** Containers, pods and services around an offset, innermost first. */
  targetsAt(offset: number): readonly TargetPlace[];
  placeAt(offset: number): PlaceAt | undefined;

  /** What to keep of it to know whether it still holds. */
  readonly held: Held;
  /** Compiles operations on the file. Whether they may be made, `brought.ts` says. For plans. */
  compileOps(ops: readonly PathOp[], shared: boolean): CompiledOps;
  /** The same file with another text: the same settings, and the same other files. `read` are documents of that text that are read already. For plans. */
  again(text: string, read?: readonly SyntaxDocument[]): Snapshot;
  /** Whether only another branch of a template has the finding than the one that is edited. For plans. */
  isInOtherBranch(finding: Finding): boolean;
}
