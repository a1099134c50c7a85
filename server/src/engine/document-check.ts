import type { Project } from '../manifest/compose/project.ts';
import type { Question } from '../manifest/compose/views.ts';
import type { ResourceView } from '../manifest/kubernetes/views.ts';
import type { BuiltDocument } from '../manifest/kustomize/documents.ts';
import type { TooLarge } from '../manifest/too-large.ts';
import type { Rule } from '../rules/rule.ts';
import type { Path } from '../syntax/site.ts';
import type { SyntaxDocument } from '../syntax/source-file.ts';
import type { Node } from '../syntax/tree.ts';
import type { Span } from '../text/text.ts';
import type { Facts } from '../workspace/facts.ts';
import type { Finding, Problem, Target } from './finding.ts';
import type { Change } from './merged.ts';
import type { Reads } from './reads.ts';

/** What kind of manifest a document is. */
export type Dialect = 'kubernetes' | 'compose';

/** The result of the check of one document. Spans are relative to the document; the snapshot of the file shifts them. */
export interface DocumentCheck {
  readonly dialect: Dialect | undefined;
  readonly findings: readonly Finding[];
  /** The same in parts, by span; `undefined` if they are one part. */
  readonly parts?: readonly Part[] | undefined;
  /** The findings of each service, container and pod by itself. In `findings`, those that services share are told once. */
  readonly apart: readonly Finding[];
  readonly problems: readonly Problem[];
  /** What "Harden" can act on. */
  readonly targets: readonly TargetPlace[];
  /** What the check read besides its document. */
  readonly reads: Reads;
  /** Why the document was not judged at all. */
  readonly large?: TooLarge;
  /** For Kubernetes: the objects. */
  readonly resources?: readonly ResourceView[];
  /** For a Kustomization: what it builds. */
  readonly built?: BuiltCheck;
  /** For Compose: the result of each service, reused while the service stays the same. */
  readonly units?: ReadonlyMap<Node, Unit>;
  readonly document?: SyntaxDocument;
  /** For Compose: the project as it was read. */
  readonly project?: Project;
}

/** What an overlay does to a finding of a file that it builds on; or, where it has no such finding, what it adds to a container or pod of it. */
export interface Effect {
  readonly file: string;
  readonly document: number;
  /** The container that it is about; `undefined` for a pod or object. */
  readonly container: string | undefined;
  /** The rule and the path of a finding that the overlay mends. */
  readonly mends?: { readonly rule: Rule; readonly path: Path };
  /** What is found in the overlay alone. */
  readonly adds?: string;
  /** Where the overlay does it; offsets in that file. */
  readonly at: { readonly file: string; readonly span: Span };
}

/** What was judged of the objects that a Kustomization builds. */
export interface BuiltCheck {
  readonly resources: readonly ResourceView[];
  /** What is not known of them. */
  readonly unknown: readonly { readonly at: Span; readonly message: string }[];
  /** What it changes in the findings of the files that it builds on. */
  readonly effects: readonly Effect[];
  readonly memo: BuiltMemo;
}

/** What the next check of a Kustomization may reuse, with the same settings: one letter changes few of its objects. */
export interface BuiltMemo {
  /** What each object is made of. */
  readonly texts: readonly string[];
  readonly documents: readonly BuiltDocument[];
  /** What all objects say to each other. */
  readonly facts: Facts;
  readonly judged: readonly JudgedObject[];
  readonly elsewhere: ReadonlyMap<string, JudgedFile>;
}

/** What is found in one object. Its places are in the built document. */
export interface JudgedObject {
  readonly resources: readonly ResourceView[];
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
}

/** What the check of another file finds by itself, and of what. */
export interface JudgedFile {
  readonly documents: readonly SyntaxDocument[];
  readonly patch: boolean;
  readonly found: ReadonlyMap<string, Finding>;
}

/**
 * The checks of changed documents, and of those that hear something else then, beside the others as they are; `undefined` if exceptions keep
 * something in one of them.
 * @param projects the Compose projects before and after the change
 * @param added the text of the file, if documents were added at its end: they are checked, too
 * @param isKept whether an exception counts in a document, by its index
 */
export type Among = (
  changed: ReadonlyMap<number, SyntaxDocument>,
  projects: readonly Change[],
  added: string | undefined,
  isKept: (index: number) => boolean,
) => ReadonlyMap<number, DocumentCheck> | undefined;

/** Findings that move together. */
export interface Part {
  /** By span. The same array as long as they are the same, wherever that is. */
  readonly findings: readonly Finding[];
  /** UTF-16 units to add to their spans, which gives offsets in the document. */
  readonly by: number;
  /** Where the part starts in the document. */
  readonly start: number;
}

/** What "Harden" can act on, with its extent. */
export interface TargetPlace {
  readonly target: Target;
  readonly span: { readonly start: number; readonly end: number };
  /** For a container: its pod. */
  readonly parent?: Target;
}

/** What a rule read besides its service: the answers to these questions about all services, or everything. */
export type Breadth = ReadonlySet<Question<unknown>> | 'everything';

/** The result of the check of one service. */
export interface Unit {
  readonly name: string;
  /** The service of the same file that it extends. */
  readonly parent: string | undefined;
  readonly index: number;
  readonly base: number;
  /** Every text that the service is made of. */
  readonly parts: readonly unknown[];
  /** Spans are those of the time when the service was checked; `base` is where it was then. */
  readonly findings: readonly Finding[];
  /** Those in the text of the service, by span. They stay the same array while they are the same. */
  readonly inside: readonly Finding[];
  readonly problems: readonly Problem[];
  readonly target: TargetPlace | undefined;
  /** Findings that are shown outside the text of the service, in a block that it merges: their spans are located again. */
  readonly strays: ReadonlySet<Finding>;
  /** Rules that read other services, or reported text outside the service. They are asked again if what they read has changed. */
  readonly wideRules: ReadonlyMap<Rule, Breadth>;
  /** All rules must be asked again. */
  readonly wide: boolean;
}
