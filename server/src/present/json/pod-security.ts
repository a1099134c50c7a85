import type { PodVerdict } from '../../engine/pod-security.ts';
import type { Path } from '../../syntax/site.ts';
import type { LineIndex, LineRange } from '../../text/text.ts';

/** What Pod Security admission says of one pod or workload. */
export interface JsonPodSecurity {
  readonly document: number;
  /** Of the pod's `spec`. */
  readonly path: Path;
  readonly kind: string;
  readonly name: string | null;
  readonly level: string;
  /** As asked for: `latest` or `v1.N`. */
  readonly version: string;
  /** `null` if nothing that is written violates the level, and a template or a variable decides the rest. */
  readonly allowed: boolean | null;
  /** The API server's words; empty if there is no violation. */
  readonly message: string;
  readonly violations: readonly { readonly check: string; readonly sites: readonly { readonly path: Path; readonly range: LineRange }[] }[];
  /** Checks that a template or a variable decides, so that the file cannot tell. */
  readonly undecided: readonly string[];
}

/** The verdicts on the pods of a file. Ranges as in the Language Server Protocol. */
export function jsonPodSecurity(verdicts: readonly PodVerdict[], lines: LineIndex): JsonPodSecurity[] {
  return verdicts.map(({ document, path, resource, verdict, spanOf }) => ({
    document,
    path,
    kind: resource.kind,
    name: resource.name ?? null,
    level: verdict.level,
    version: verdict.version.label,
    allowed: verdict.allowed && verdict.undecided.length > 0 ? null : verdict.allowed,
    message: verdict.message,
    violations: verdict.violations.map(({ check, sites }) => ({ check, sites: sites.map((site) => ({ path: site.path, range: lines.range(spanOf(site)) })) })),
    undecided: verdict.undecided,
  }));
}
