import { type Path, samePath, startsWith } from '../syntax/site.ts';
import type { Span } from '../text/text.ts';
import type { Finding } from './finding.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * The findings that a light bulb at a span is for: those that are underlined there. Where no explicit weakness is, also those that what stands
 * there is about: the key above the weakness (`hostPath:` above `path: /`), or another line of its list item (`type: Directory` beside it).
 */
export function findingsAt(snapshot: Snapshot, span: Span): Finding[] {
  const here = snapshot.findings.filter((finding) => finding.span.start <= span.end && span.start <= finding.span.end);
  return here.some(({ missing }) => !missing) ? here : [...here, ...around(snapshot, span)];
}

function around(snapshot: Snapshot, { start, end }: Span): Finding[] {
  const place = snapshot.placeAt(start);
  const [innermost] = snapshot.targetsAt(start);
  if (!place || !innermost || end > place.span.end) return [];
  const { site } = innermost.target;
  if (place.path.length <= site.path.length || !startsWith(place.path, site.path)) return [];
  const below = snapshot.findings.filter(
    ({ missing, at, document, target }) =>
      !missing && at.file === undefined && document === place.document && samePath(target.site.path, site.path) && startsWith(at.path, site.path),
  );
  const item = itemOf(place.path, site.path.length);
  if (item) return below.filter(({ at }) => startsWith(at.path, item));
  const under = below.filter(({ at }) => startsWith(at.path, place.path));
  // the key of a list is about none of its items in particular, unless one alone is weak
  const entries = under.filter(({ at }) => itemOf(at.path, site.path.length));
  return entries.every(({ at }) => samePath(at.path, entries[0]?.at.path ?? [])) ? under : under.filter((finding) => !entries.includes(finding));
}

/** The list item that a path leads through, behind its first steps. */
function itemOf(path: Path, from: number): Path | undefined {
  const index = path.findIndex((step, i) => i >= from && typeof step === 'number');
  return index < 0 ? undefined : path.slice(0, index + 1);
}
