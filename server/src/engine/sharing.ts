import type { Fix } from '../fix/ops.ts';
import { sharedVariants } from '../fix/shared.ts';
import { neutralValue } from '../isolation/defaults.ts';
import { plainName } from '../manifest/subject-name.ts';
import { follow, hasEntriesOf, writtenPath } from '../syntax/navigate.ts';
import { type Path, type Site, startsWith } from '../syntax/site.ts';
import type { SyntaxDocument } from '../syntax/source-file.ts';
import type { Finding, Target } from './finding.ts';
import type { Reading } from './reading.ts';

/** The fixes of a finding. If an anchor shares its value, each fix comes twice: for all that share the value, and for this one alone. */
export function fixesIn({ file, checks }: Reading, finding: Finding): readonly Fix[] {
  const document = file.documents[finding.document]?.document;
  if (!document || document.anchors.size === 0) return finding.fixes();
  const like = (checks[finding.document]?.targets ?? []).map(({ target }) => target).filter(({ kind }) => kind === finding.target.kind);
  const what = { name: plainName(finding.target.called), kind: finding.target.kind === 'service' ? 'services' : 'places' };
  return finding.fixes().flatMap((fix) => sharedVariants(fix, document, what, (site) => sharers(document, finding.target, like, site), neutralValue));
}

/** How many of the targets share what is written at a site of one target, or would share what is added there. */
function sharers(document: SyntaxDocument, one: Target, like: readonly Target[], { path }: Site): number {
  const base = one.site.path;
  if (!startsWith(path, base)) return 1;
  const inOther = (other: Target, length = path.length): Path => [...other.site.path, ...path.slice(base.length, length)];
  if (follow(document, path)) {
    const own = JSON.stringify(writtenPath(document, path));
    return like.filter((other) => JSON.stringify(writtenPath(document, inOther(other))) === own).length;
  }
  const depth = path.findLastIndex((_, length) => follow(document, path.slice(0, length)));
  const holder = follow(document, path.slice(0, depth))?.node ?? null;
  const shares = (other: Target) => {
    const found = follow(document, inOther(other, depth));
    return found !== undefined && hasEntriesOf(found, holder);
  };
  return depth < base.length || holder === null ? 1 : like.filter(shares).length;
}
