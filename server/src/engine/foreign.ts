import { type OtherTool, rulesLike } from '../rules/other-tools.ts';
import { locate } from '../syntax/navigate.ts';
import type { Path } from '../syntax/site.ts';
import type { Span } from '../text/text.ts';
import type { Reading } from './reading.ts';

/** An exception that a resource has for another tool, in an annotation. It counts here, too: somebody wrote it on purpose. */
export interface ForeignAllow {
  readonly tool: OtherTool;
  /** Its check, by that tool's id. */
  readonly check: string;
  /** What the check is here. */
  readonly rules: readonly string[];
  /** Empty if none is given. */
  readonly reason: string;
  /** The index of its document. */
  readonly document: number;
  /** The resource. */
  readonly resource: Path;
  /** The annotation. */
  readonly path: Path;
  /** The annotation; offsets in the file. */
  readonly span: Span;
}

/** `checkov.io/skip1: CKV_K8S_20=the reason`. Source: Checkov's documentation, "Suppressing and Skipping Policies". */
const CHECKOV = /^checkov\.io\/skip\d+$/;
/** `ignore-check.kube-linter.io/privileged-container: the reason`. Source: KubeLinter's documentation, "Ignoring Violations". */
const KUBE_LINTER = /^ignore-check\.kube-linter\.io\/(.+)$/;

/** The exceptions for other tools in the annotations of a file's resources. What no rule of ours is like is left out. */
export function foreignAllows({ file, checks }: Pick<Reading, 'file' | 'checks'>): ForeignAllow[] {
  // most files have none, and every letter asks
  if (!/checkov\.io\/skip|ignore-check\.kube-linter/.test(file.text)) return [];
  return checks.flatMap(({ resources = [] }, document) =>
    resources.flatMap(({ spot, site }): ForeignAllow[] => {
      const annotations = spot.get('metadata', 'annotations');
      return annotations.keys().flatMap((key) => {
        const said = annotations.get(key);
        const found = readOf(key, said.text().value ?? '');
        const rules = found ? rulesLike(found.tool, found.check) : [];
        const placed = file.documents[document];
        const at = placed && locate(placed.document, { ...said.site, part: 'pair' });
        if (!found || rules.length === 0 || !placed || !at) return [];
        const span = { start: placed.span.start + at.start, end: placed.span.start + at.end };
        return [{ ...found, rules, document, resource: site.path, path: said.site.path, span }];
      });
    }),
  );
}

function readOf(key: string, value: string): Pick<ForeignAllow, 'tool' | 'check' | 'reason'> | undefined {
  if (CHECKOV.test(key)) {
    const [check = '', ...reason] = value.split('=');
    return { tool: 'checkov', check: check.trim(), reason: reason.join('=').trim() };
  }
  const check = KUBE_LINTER.exec(key)?.[1];
  return check === undefined ? undefined : { tool: 'kube-linter', check, reason: value.trim() };
}
