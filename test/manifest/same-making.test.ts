import { describe, expect, it } from 'vitest';
import { loadProject } from '../../server/src/manifest/compose/project.ts';
import { sameMaking } from '../../server/src/manifest/compose/same-making.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';

function project(text: string) {
  const { documents } = parseFile(text);
  const [placed] = documents;
  if (!placed) throw new Error('no document');
  return loadProject({ uri: 'compose.yaml', index: 0, document: placed.document, documents, files: undefined }, () => undefined);
}

/** The services that have the same values after a change of the text, as their nodes tell. */
function unchanged(before: string, after: string): string[] {
  const [was, is] = [project(before), project(after)];
  const isSame = sameMaking(was, is);
  return is.entries.filter((entry) => was.entries.some((one) => one.name === entry.name && isSame(one, entry))).map(({ name }) => name);
}

const FILE = 'services:\n  base: { image: x }\n  a: { extends: base }\n  b: { extends: a }\n  c: { image: y }\n';

describe('a change of a service, also in a short file that is read as a whole', () => {
  it('leaves those that are not made of it', () => {
    expect(unchanged(FILE, FILE.replace('a: {', 'a: { init: true,'))).toEqual(['base', 'c']);
    expect(unchanged(FILE, FILE.replace('image: x', 'image: x, init: true'))).toEqual(['c']);
    expect(unchanged(FILE, FILE.replace('image: y', 'image: "y"'))).toEqual(['base', 'a', 'b']);
  });

  it('leaves none where an anchor names something else', () => {
    const anchored = `x-a: &a { init: true }\n${FILE.replace('image: y', '<<: *a')}`;
    expect(unchanged(anchored, anchored.replace('image: x', 'image: z'))).toEqual(['c']);
    expect(unchanged(anchored, anchored.replace('true', 'false'))).toEqual([]);
  });
});
