import { faultOf } from '../../../schemas/reason.ts';
import { type OtherTool, rulesLike, rulesOfTool } from '../rules/other-tools.ts';
import { locate } from '../syntax/navigate.ts';
import type { ForeignAllow } from './foreign-allow.ts';
import { foreignComments } from './foreign-comments.ts';
import type { Reading } from './reading.ts';

/** `checkov.io/skip1: CKV_K8S_20=the reason`. Source: Checkov's documentation, "Suppressing and Skipping Policies". */
const CHECKOV = /^checkov\.io\/skip\d+$/;
/** `ignore-check.kube-linter.io/privileged-container: the reason`. Source: KubeLinter's documentation, "Ignoring Violations". */
const KUBE_LINTER = /^ignore-check\.kube-linter\.io\/(.+)$/;
/** `polaris.fairwinds.com/hostPIDSet-exempt: "true"`, or `…/exempt` for all checks. Source: Polaris' documentation, "Exemptions". */
const POLARIS = /^polaris\.fairwinds\.com\/(?:(\w+)-)?exempt$/;

/**
 * The exceptions for other tools in a file: in the annotations of its resources, and in comments. What no rule of ours is like is left out,
 * and so is what is over.
 * @param today in UTC; if it is not known, nothing has ended
 */
export function foreignAllows({ file, checks }: Pick<Reading, 'file' | 'checks'>, today: string | undefined): ForeignAllow[] {
  // most files have none, and every letter asks
  if (!/checkov\.io\/skip|ignore-check\.kube-linter|polaris\.fairwinds\.com|trivy:ignore|kics-scan/.test(file.text)) return [];
  const annotated = checks.flatMap(({ resources = [] }, document) =>
    resources.flatMap(({ spot, site }): ForeignAllow[] => {
      const annotations = spot.get('metadata', 'annotations');
      return annotations.keys().flatMap((key) => {
        const said = annotations.get(key);
        const found = readOf(key, said.text().value ?? '');
        const placed = file.documents[document];
        const at = placed && locate(placed.document, { ...said.site, part: 'pair' });
        if (!found || !placed || !at) return [];
        const span = { start: placed.span.start + at.start, end: placed.span.start + at.end };
        return [{ ...found, document, covers: { resource: site.path }, path: said.site.path, span }];
      });
    }),
  );
  // a comment can stand anywhere: it is about what is judged
  const comments = checks.some(({ dialect }) => dialect !== undefined) ? foreignComments(file) : [];
  return [...annotated, ...comments].filter(({ rules, until }) => rules.length > 0 && faultOf({ reason: '-', until }, today) === undefined);
}

function readOf(key: string, value: string): Pick<ForeignAllow, 'tool' | 'check' | 'reason' | 'rules' | 'mute'> | undefined {
  if (CHECKOV.test(key)) {
    const [check = '', ...reason] = value.split('=');
    return ofTool('checkov', check.trim(), reason.join('=').trim());
  }
  const check = KUBE_LINTER.exec(key)?.[1];
  if (check !== undefined) return ofTool('kube-linter', check, value.trim());
  const exempt = POLARIS.exec(key);
  if (!exempt || !/^(?:1|t|true)$/i.test(value)) return undefined;
  const all = exempt[1] === undefined;
  return { tool: 'polaris', check: exempt[1] ?? '*', rules: all ? rulesOfTool('polaris') : rulesLike('polaris', exempt[1] ?? ''), reason: '', mute: true };
}

function ofTool(tool: OtherTool, check: string, reason: string) {
  return { tool, check, reason, rules: rulesLike(tool, check) };
}
