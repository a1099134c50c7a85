import { samePath } from '../syntax/site.ts';
import type { DocumentCheck, Effect } from './document-check.ts';
import type { Finding } from './finding.ts';
import type { Reading } from './reading.ts';

/** An overlay, with what it does to the findings of the files that it builds on. */
export interface Overlay {
  readonly uri: string;
  readonly name: string;
  readonly effects: readonly Effect[];
  /** All files that it is built of. */
  readonly files: Iterable<string>;
}

/** More overlays than this are not named at one finding. */
const MOST_NAMED = 5;

const known = new WeakMap<readonly Finding[], { readonly key: string; readonly findings: readonly Finding[] }>();

/** A reading of which the findings say which overlays mend them, or add others beside them. */
export function overlaid(reading: Reading, file: string, overlays: readonly Overlay[]): Reading {
  const all = overlays.flatMap(({ uri, name, effects }) => {
    const by = parentOf(uri) === parentOf(file) ? 'the Kustomization beside it' : `overlay "${name}"`;
    return effects.flatMap((effect) => (effect.file === file ? [{ by, effect }] : []));
  });
  if (all.length === 0) return reading;
  const checks = reading.checks.map((check, index): DocumentCheck => {
    const here = all.filter(({ effect }) => effect.document === index);
    // what a class makes belongs to Compose
    if (check.dialect !== 'kubernetes' || here.length === 0 || check.findings.length === 0) return check;
    const key = JSON.stringify(here.map(({ by, effect }) => [by, { ...effect, mends: effect.mends && [effect.mends.rule.id, effect.mends.path] }]));
    const before = known.get(check.findings);
    if (before?.key === key) return { ...check, findings: before.findings };
    const findings = check.findings.map((finding, i) => withOverlays(finding, here, isFirst(check.findings, i)));
    known.set(check.findings, { key, findings });
    return { ...check, findings };
  });
  return { ...reading, checks };
}

/** Whether no finding before is about the same container, or pod. */
function isFirst(findings: readonly Finding[], index: number): boolean {
  const container = findings[index]?.container;
  return findings.findIndex((one) => one.container === container) === index;
}

function parentOf(uri: string): string {
  return uri.slice(0, Math.max(0, uri.lastIndexOf('/')));
}

interface Named {
  /** The overlay, for messages. */
  readonly by: string;
  readonly effect: Effect;
}

function withOverlays(finding: Finding, here: readonly Named[], isFirst: boolean): Finding {
  const mends = here.filter(({ effect: { mends } }) => mends?.rule === finding.rule && samePath(mends.path, finding.path));
  const adds = isFirst ? here.filter(({ effect }) => effect.adds !== undefined && effect.container === finding.container) : [];
  if (mends.length + adds.length === 0) return finding;
  const related = [
    ...mends.slice(0, MOST_NAMED).map(({ by, effect }) => ({ ...effect.at, overlay: true as const, message: `mended by ${by}` })),
    ...adds.slice(0, MOST_NAMED).map(({ by, effect }) => ({ ...effect.at, overlay: true as const, message: `${by} adds: ${effect.adds}` })),
  ];
  return { ...finding, related: [...finding.related, ...related] };
}
