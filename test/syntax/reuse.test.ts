import { describe, expect, it } from 'vitest';
import { nodesIn } from '../../server/src/syntax/nodes.ts';
import { parseFile, readAgain } from '../../server/src/syntax/parse.ts';
import type { SyntaxDocument } from '../../server/src/syntax/source-file.ts';

const TEXT = `services:
  web: # the first
    image: nginx
    ports: ["80:80", { target: 90 }]
  db:
    image: &image postgres
    command: >
      a
      b
  other: { image: *image, user: }
`;
const [{ document: before }] = parseFile(TEXT).documents as unknown as [{ document: SyntaxDocument }];

/** Every node with its place in the text. */
function placed({ root }: SyntaxDocument): unknown[] {
  return nodesIn(root, 0, () => true).map(({ node, base }) => [node.type, node.span.start + base, node.span.end + base]);
}

/** The services of a document, by name. */
function services({ root }: SyntaxDocument) {
  const map = root?.type === 'map' ? root.pairs[0]?.value : undefined;
  return Object.fromEntries(map?.type === 'map' ? map.pairs.map(({ key, value }) => [key.text, value]) : []);
}

describe('a document that is read again', () => {
  it.each([
    ['a value', 'image: nginx', 'image: nginx:1', ['db', 'other']],
    ['a line above', 'services:', '# all\nservices:', ['web', 'db', 'other']],
    ['a new service', '  db:', '  new:\n    image: new\n  db:', ['web', 'db', 'other']],
    ['a service less', '  web: # the first\n    image: nginx\n    ports: ["80:80", { target: 90 }]\n', '', ['db', 'other']],
    ['another style', '>', '|', ['web', 'other']],
    ['another anchor', '&image', '&i_age', ['web', 'other']],
  ])('keeps what %s does not change, where it now stands', (_, from, to, kept) => {
    const text = TEXT.replace(from, to);
    const again = readAgain(text, before) as SyntaxDocument;
    const fresh = parseFile(text).documents[0]?.document as SyntaxDocument;
    expect(placed(again)).toEqual(placed(fresh));
    const [was, is] = [services(before), services(again)];
    expect(Object.keys(is).filter((name) => is[name] === was[name])).toEqual(kept);
  });

  it('is none if the text has more than one', () => {
    expect(readAgain(`${TEXT}---\na: 1\n`, before)).toBeUndefined();
  });
});
