import { locate } from '../syntax/navigate.ts';
import { parseFile } from '../syntax/parse.ts';
import type { Site } from '../syntax/site.ts';
import { LineIndex } from '../text/text.ts';

/** The lines of a text, from 1, on which sites stand: for what is not written, the line of what it would be below. */
export function linesIn(text: string): (site: Site) => number {
  const { documents } = parseFile(text);
  const lines = new LineIndex(text);
  return (site) => {
    const placed = documents.find(({ index }) => index === site.document);
    for (let path = site.path; placed; path = path.slice(0, -1)) {
      const span = locate(placed.document, { ...site, path });
      if (span || path.length === 0) return lines.lineOf(placed.span.start + (span?.start ?? 0)) + 1;
    }
    return 1;
  };
}
