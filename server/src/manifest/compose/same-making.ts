import { isAlike, sameAnchors } from '../../syntax/names.ts';
import type { Node } from '../../syntax/tree.ts';
import type { Project } from './project.ts';
import type { ServiceEntry } from './service-entry.ts';

/** What tells whether services have the same values in two states of a project, since they are made of nodes that are written alike. */
export function sameMaking(before: Project, after: Project): (a: ServiceEntry, b: ServiceEntry) => boolean {
  const { documents } = before.input;
  const byNodes = after.input.documents.every(({ document, index }) => {
    const earlier = documents.find((placed) => placed.index === index)?.document;
    return earlier === undefined ? document.anchors.size === 0 : sameAnchors(earlier, document, isAlike);
  });
  const same = (a: unknown, b: unknown) => a === b || (isNode(a) && isNode(b) && isAlike(a, b));
  return (a, b) => byNodes && a.parts.length === b.parts.length && a.parts.every((one, i) => same(one, b.parts[i]));
}

/** Of the parts of a service, all others are texts. */
function isNode(part: unknown): part is Node {
  return typeof part === 'object' && part !== null;
}
