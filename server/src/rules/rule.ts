import type * as z from 'zod';
import type { Fix } from '../fix/ops.ts';
import type { Dimension } from '../isolation/dimensions.ts';
import type { ReferenceKey } from '../isolation/references.ts';
import type { ProjectView, ServiceView } from '../manifest/compose/views.ts';
import type { ContainerView, PodView, ResourceView } from '../manifest/kubernetes/views.ts';
import type { Site } from '../syntax/site.ts';
import type { CheckId, Level } from '../validity/pod-security/checks.ts';
import type { Asked } from '../workspace/workspace.ts';
import type { RuleOptions } from './options.ts';

/** Severities of a finding, worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
/** The severity of a finding. */
export type Severity = (typeof SEVERITIES)[number];

/**
 * How far the workload is trusted: TI trusted internal, UC untrusted code, MT multi-tenant, AI agent execution, CI builds, RG regulated.
 */
export const THREAT_MODELS = {
  'trusted-internal': 'TI',
  'untrusted-code': 'UC',
  'multi-tenant': 'MT',
  'ai-agent': 'AI',
  'ci-build': 'CI',
  regulated: 'RG',
} as const;
/** A threat model by its name in settings. */
export type ThreatModel = keyof typeof THREAT_MODELS;
/** A severity for each threat model; `off` reports nothing. */
export type SeverityTable = Readonly<Record<(typeof THREAT_MODELS)[ThreatModel], Severity | 'off'>>;

/** All that a rule may be asked about; a new dialect is a new line. */
export interface Subjects {
  'kubernetes.resource': ResourceView;
  'kubernetes.pod': PodView;
  'kubernetes.container': ContainerView;
  'compose.project': ProjectView;
  'compose.service': ServiceView;
}

/** Message templates of one line, about 90 characters; `{hole}` is filled from the report's data. */
export type Messages = Readonly<Record<string, string>>;

/** The names of the `{holes}` of a template. */
type Hole<Template extends string> = string extends Template ? string : Template extends `${string}{${infer Name}}${infer Rest}` ? Name | Hole<Rest> : never;

/** One of the messages, with what fills its holes: a wrong key, and a missing or a surplus hole, do not compile. */
type Said<M extends Messages> = {
  readonly [Key in keyof M]: [Hole<M[Key]>] extends [never]
    ? { readonly message: Key; readonly data?: never }
    : string extends Hole<M[Key]>
      ? { readonly message: Key; readonly data?: Readonly<Record<string, string | number>> }
      : { readonly message: Key; readonly data: Readonly<Record<Hole<M[Key]>, string | number>> };
}[keyof M];

/** What a rule with the messages `M` reports of one subject. */
export type Report<M extends Messages = Messages> = ReportedPlace & Said<M>;

/** A place that is shown with a finding, and a message about it. */
export interface Related {
  readonly at: Site;
  readonly message: string;
  /** Without this place the finding would be milder: where a template prints it under a condition, that decides about the finding. */
  readonly decides?: true;
}

interface ReportedPlace {
  /** The field that the finding is about. It may be absent: then `anchor` says where to show it. */
  readonly at: Site;
  /** Given exactly when a protection is missing: the narrowest thing that exists. */
  readonly anchor?: Site;
  /** Steps below the severity of the table, at least to `info`; negative raises, at most to `critical`. */
  readonly lower?: number;
  /** An upper bound for the severity, after `lower`. */
  readonly atMost?: Severity;
  readonly related?: readonly Related[];
  /** The first is the one that "Harden" takes. A function where they take long to make: it is called when somebody wants to see them. */
  readonly fixes?: readonly Fix[] | (() => readonly Fix[]);
}

/** What a rule gets besides its subject. */
export interface RuleContext<O extends RuleOptions = RuleOptions> {
  /** The RuntimeClass that the user's clusters offer, from the settings. */
  readonly runtimeClass: string | undefined;
  /** N of the Kubernetes 1.N that the manifests are for. Fixes that set a field it lacks are blocked without a word from the rule. */
  readonly kubernetesVersion: number;
  /** How far the workloads are trusted. Severities follow it by themselves; this is for what is not said at all under some. */
  readonly threatModel: ThreatModel;
  /** The level of Pod Security that pods have to meet, from the settings; its version is a label such as `v1.30`, or the newest. */
  readonly podSecurity: { readonly level: Level; readonly version?: string | undefined } | undefined;
  /** What the files that belong together say. What none of them shows is unknown, never absent. */
  readonly workspace: Asked;
  /** The document reads without an error, so that nothing in it is half-typed or was left out to read the rest. */
  readonly intact: boolean;
  /** The rule's own options, from the settings or their defaults. */
  readonly options: z.output<O>;
}

/** What people read of a rule. Plain Markdown, short sentences; nothing unverified. */
export interface RuleDocs {
  /** The weakness in at most eight words, without a full stop. */
  readonly title: string;
  /** What an attacker does with it: one to three sentences. */
  readonly risk: string;
  /** What it does not mean: one or two sentences. */
  readonly not: string;
  /** What the fix changes. */
  readonly fix: string;
  /** What to check with the fix, or what it may break: said again after a fix that needs review. */
  readonly verify?: string;
  /** What to check beyond that where the fix changes one dialect: sentences of their own, without its name. */
  readonly verifyIn?: { readonly kubernetes?: string; readonly compose?: string };
  /** What else there is to say of it: where it ends, and what is better. */
  readonly remark?: string;
  /** Commands that check it at run time; `NAME` stands for the pod, `SERVICE` for the service. */
  readonly check: { readonly kubernetes?: string; readonly compose?: string };
}

/** A rule: what it flags, how severe that is, what it tells people, and the check itself. It has no state, so that one value serves all files. */
export interface Rule<M extends Messages = Messages, O extends RuleOptions = RuleOptions> {
  /** Names what it flags, kebab-case; stable for ever. */
  readonly id: string;
  /** The version of Bulkhead that brought it. */
  readonly since: string;
  readonly severity: SeverityTable;
  readonly dimensions: readonly [Dimension, ...Dimension[]];
  /**
   * For rules that speak only of what is written: the keys of each dialect of which one is then in the document, or in the service and the
   * top level around it. Where all are absent, the rule is not asked.
   */
  readonly when?: { readonly kubernetes?: readonly string[]; readonly compose?: readonly string[] };
  /** A finding says that something is not accepted, or does not start. No fix may bring one. */
  readonly refuses?: true;
  /** Rules whose weakness is a part of this one: where a fix leaves it in the place of the whole, it adds nothing. */
  readonly parts?: readonly string[];
  /** Whether a finding comes with a fix. */
  readonly fix: 'never' | 'sometimes' | 'always';
  /** Rules whose fixes are applied later than those of this one, and whose findings at the same place are listed later. */
  readonly before?: readonly string[];
  /** Rules whose fixes are applied earlier, and whose findings at the same place are listed earlier. */
  readonly after?: readonly string[];
  /** For rules that report missing protections: `label` names the protection in a list, `leaves` what its absence leaves open (at most 60 characters), `inCompose` the label where Compose calls it otherwise. */
  readonly missing?: { readonly label: string; readonly leaves: string; readonly inCompose?: string };
  readonly messages: M;
  /** Thresholds and values of fixes that users may change: settings, command line, pages and fixtures take them from here. */
  readonly options?: O;
  readonly docs: RuleDocs;
  /** The checks of the Pod Security Standards that refuse what the rule finds, or `baseline` for a namespace that does not ask for that level. */
  readonly podSecurity?: readonly CheckId[] | 'baseline';
  /** Other standards, for example `CIS Kubernetes 1.12: 5.2.3`. */
  readonly standards: readonly string[];
  readonly references: readonly ReferenceKey[];
  readonly check: Checks<NoInfer<M>, O>;
}

/** What a rule reports of each kind of subject. */
type Checks<M extends Messages, O extends RuleOptions> = {
  readonly [S in keyof Subjects]?: (subject: Subjects[S], context: RuleContext<O>) => Iterable<Report<M>>;
};

/** The checks `C` as they are; in place of one that fills a hole which none of its messages has, a text that says so. Without this, only generators with an annotated type would be held to it. */
type Exact<M extends Messages, C> = {
  readonly [S in keyof C]: C[S] extends (...given: never) => Iterable<infer R>
    ? [Surplus<M, R>] extends [never]
      ? C[S]
      : `no hole of this message: {${Surplus<M, R>}}`
    : C[S];
};

/** The holes that a report fills and its message does not have. */
type Surplus<M extends Messages, R> = R extends { readonly message: infer Key extends keyof M; readonly data: infer Data }
  ? Exclude<Filled<Data>, Hole<M[Key]>>
  : never;

/** The names of `data` that have a value. Where the generator yields reports with different ones, TypeScript adds those of the others as absent. */
type Filled<Data> = { [Name in keyof Data]-?: Data[Name] extends undefined ? never : Name }[keyof Data] & string;

/** Holds the reports of a rule to its messages, and gives its check the options that it declares. */
export function defineRule<const M extends Messages, C extends Checks<M, O>, O extends RuleOptions = z.ZodObject<Record<never, never>>>(
  rule: Omit<Rule<M, O>, 'check'> & { readonly check: C & Exact<M, C> },
): Rule;
export function defineRule(rule: Rule): Rule {
  return rule;
}
