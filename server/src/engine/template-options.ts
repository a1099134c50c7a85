import { Branches } from '../fix/branches.ts';
import type { Fix, PathOp } from '../fix/ops.ts';
import { once, oncePer } from '../isolation/once.ts';
import { locate } from '../syntax/navigate.ts';
import type { Site } from '../syntax/site.ts';
import type { SourceFile } from '../syntax/source-file.ts';
import type { Finding } from './finding.ts';

// An option of a template: a value that it prints under a condition, within a container, pod or service that it prints anyway. Whoever installs
// the chart decides about it.

const branchesOf = oncePer((file: SourceFile) => new Branches(file.text));

/**
 * A finding of a template, whose spans are in the file. Of an option, it says so and shows the condition. A fix that takes an option away or
 * overwrites it is the author's to choose.
 */
export function besideOptions(finding: Finding, file: SourceFile): Finding {
  const fixes = once(() => finding.fixes().map((fix) => ('ops' in fix && fix.ops.some((op) => replacesOption(op, finding, file)) ? chosen(fix) : fix)));
  const condition = finding.missing || finding.origin ? undefined : (conditionOf(finding.span.start, finding, file) ?? deciding(finding, file));
  if (!condition) return { ...finding, fixes };
  const related = { span: condition, message: 'this decides whether it is there' };
  return { ...finding, message: `${finding.message}, under a condition of the template`, related: [...finding.related, related], fixes };
}

/** The condition of the places that make a finding what it is, if all of them are options. */
function deciding(finding: Finding, file: SourceFile) {
  const places = finding.related.filter(({ decides }) => decides);
  const conditions = places.map(({ span }) => conditionOf(span.start, finding, file));
  return conditions.every(Boolean) ? conditions[0] : undefined;
}

function chosen(fix: Fix): Fix {
  return { ...fix, objection: fix.objection ?? 'the template decides about it', safety: 'manual' };
}

function replacesOption({ op, at }: PathOp, finding: Finding, file: SourceFile): boolean {
  const offset = op === 'set' || op === 'remove' ? offsetOf(at, file) : undefined;
  return offset !== undefined && conditionOf(offset, finding, file) !== undefined;
}

function conditionOf(offset: number, { target }: Finding, file: SourceFile) {
  const around = offsetOf(target.site, file);
  return around === undefined ? undefined : branchesOf(file).conditionOf(offset, around);
}

/** Where a site of the file is written; `undefined` if it is not. */
function offsetOf(site: Site, file: SourceFile): number | undefined {
  const placed = site.file === undefined ? file.documents[site.document] : undefined;
  const span = placed && locate(placed.document, site);
  return placed && span && placed.span.start + span.start;
}
