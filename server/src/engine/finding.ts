import type { Fix } from '../fix/ops.ts';
import type { SubjectName } from '../manifest/subject-name.ts';
import type { Rule, Severity } from '../rules/rule.ts';
import { type Path, type Site, startsWith } from '../syntax/site.ts';
import type { Span } from '../text/text.ts';

/** The resource or service that a finding belongs to. In Compose, `apiVersion` is `undefined`, `kind` is `Service` and `name` is the name of the service. */
export interface FindingResource {
  readonly apiVersion: string | undefined;
  readonly kind: string;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  /** The labels of the pods that it makes, as far as the file shows them. */
  readonly podLabels?: readonly (readonly [key: string, value: string])[];
}

/** What "Harden" acts on. */
export interface Target {
  readonly kind: 'pod' | 'container' | 'service';
  readonly called: SubjectName;
  /** The pod's spec, the container or the service. */
  readonly site: Site;
  /** Of a container: the spec of its pod. */
  readonly pod?: Site;
}

/** One weakness at one place, as a rule reported it and the settings grade it. */
export interface Finding {
  readonly rule: Rule;
  readonly severity: Severity;
  /** One line. */
  readonly message: string;
  /** Where the finding is shown; offsets in the file. */
  readonly span: Span;
  /** The field that the finding is about. The file may not have it. */
  readonly at: Site;
  /** True for a missing protection: shown on the narrowest thing that exists, grouped in editors. */
  readonly missing: boolean;
  readonly document: number;
  readonly path: Path;
  readonly resource: FindingResource;
  /** The container's name; for Compose the service's. */
  readonly container: string | undefined;
  /** The container, pod or service that the finding belongs to, the smallest one. */
  readonly target: Target;
  /** The kind is unknown: the pod was recognised by its structure. */
  readonly structural: boolean;
  /** Places that explain the finding. `file` is set if the place is in another file. `decides`: see `Related`. `overlay`: an overlay mends it, or adds more. `at`: outside the document. */
  readonly related: readonly {
    readonly span: Span;
    readonly message: string;
    readonly file?: string;
    readonly decides?: true;
    readonly overlay?: true;
    readonly at?: Site;
  }[];
  /** Where the value is written, if another file writes it; offsets in that file. `span` is then where the value takes effect. */
  readonly origin: { readonly file: string; readonly span: Span } | undefined;
  /** The findings of other services that share the value, through an anchor or by extending `target`. */
  readonly also: readonly Finding[];
  /** Its fixes, worked out when somebody asks. */
  readonly fixes: () => readonly Fix[];
  /**
   * Sixteen hexadecimal digits, unique in the file and stable over edits elsewhere: a hash of the rule, the name of the file without its
   * folder, the resource of the document, and the path with list items by name.
   */
  readonly fingerprint: string;
}

/**
 * A finding with its spans moved by a number of UTF-16 units, and what it shares likewise. Every letter moves all findings behind it: written
 * out, since engines copy `{ ...finding }` many times slower.
 */
export function moved(finding: Finding, by: number): Finding {
  const related = finding.related.length === 0 ? finding.related : finding.related.map((place) => (place.file === undefined ? movedPlace(place, by) : place));
  const also = finding.also.length === 0 ? finding.also : finding.also.map((other) => moved(other, by));
  return replaced(finding, { start: finding.span.start + by, end: finding.span.end + by }, related, also);
}

function movedPlace({ span, message, decides }: Finding['related'][number], by: number): Finding['related'][number] {
  const moved = { span: { start: span.start + by, end: span.end + by }, message };
  return decides ? { ...moved, decides } : moved;
}

/** A finding with other spans. */
export function replaced(finding: Finding, span: Span, related: Finding['related'], also: Finding['also']): Finding {
  return {
    rule: finding.rule,
    severity: finding.severity,
    message: finding.message,
    span,
    at: finding.at,
    missing: finding.missing,
    document: finding.document,
    path: finding.path,
    resource: finding.resource,
    container: finding.container,
    target: finding.target,
    structural: finding.structural,
    related,
    origin: finding.origin,
    also,
    fixes: finding.fixes,
    fingerprint: finding.fingerprint,
  };
}

/** A plain defect of the input, not a weakness: broken YAML, a wrong type, an `allow` comment that does not count. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly span: Span;
  readonly document: number;
  /** Its document is shorter than a workload: what it lacks is not written yet. */
  readonly begun?: boolean;
  /** Something is not judged because of it: a part of a Compose project is not there, or another reader sees other values. */
  readonly lost?: true;
}

/** The identity in its file of the resource or service that a finding or verdict is about. */
export function resourceOf({
  document,
  resource: { kind, name },
}: Pick<Finding, 'document'> & { readonly resource: Pick<FindingResource, 'kind' | 'name'> }): string {
  return `${document} ${kind} ${name}`;
}

/** Whether a finding belongs to a target; to a pod with all its containers. */
export function isIn({ target: { site: own } }: Pick<Finding, 'target'>, { kind, site }: Target): boolean {
  return own.document === site.document && startsWith(own.path, site.path) && (kind === 'pod' || own.path.length === site.path.length);
}
