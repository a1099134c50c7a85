import type { Fix } from '../fix/ops.ts';
import type { SubjectName } from '../manifest/subject-name.ts';
import type { Rule, Severity } from '../rules/rule.ts';
import type { Path, Site } from '../syntax/site.ts';
import type { Span } from '../text/text.ts';

/** The resource or service that a finding belongs to. For Compose, `apiVersion` is undefined, `kind` is `Service` and `name` the service. */
export interface FindingResource {
  readonly apiVersion: string | undefined;
  readonly kind: string;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
}

/** What "Harden" acts on. */
export interface Target {
  readonly kind: 'pod' | 'container' | 'service';
  readonly called: SubjectName;
  /** The pod's spec, the container or the service. */
  readonly site: Site;
}

/** One weakness at one place, as a rule reported it and the settings grade it. */
export interface Finding {
  readonly rule: Rule;
  readonly severity: Severity;
  /** One line, holes filled. */
  readonly message: string;
  /** Where it is shown; offsets in the file. */
  readonly span: Span;
  /** The field that it is about; it may be absent. */
  readonly at: Site;
  /** True for a missing protection: shown on the narrowest thing that exists, grouped in editors. */
  readonly missing: boolean;
  readonly document: number;
  readonly path: Path;
  readonly resource: FindingResource;
  /** The container's name; for Compose the service's. */
  readonly container: string | undefined;
  /** The smallest of pod, container or service that it belongs to. */
  readonly target: Target;
  /** The kind is unknown: it was recognised as a pod by its structure alone. */
  readonly structural: boolean;
  /** Places that explain it; in `file`, where that is another one. */
  readonly related: readonly { readonly span: Span; readonly message: string; readonly file?: string }[];
  /** Set where another file says it: `span` is then where it takes effect. Offsets in that file. */
  readonly origin?: { readonly file: string; readonly span: Span };
  /** Other services that share the value, through an anchor or by extending `target`. */
  readonly also: readonly Target[];
  readonly fixes: readonly Fix[];
  /** Stable over edits elsewhere, and unique in the file: hash of rule, the file's name without its folder, the document's resource and the path with list items by name. Sixteen hexadecimal digits. */
  readonly fingerprint: string;
}

/** A plain defect of the input, not a weakness: broken YAML, a wrong type, an `allow` comment that does not count. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly span: Span;
  readonly document: number;
}
