import { describe, expect, it } from 'vitest';
import { factsIn } from '../../server/src/engine/facts.ts';
import { Folder } from '../../server/src/workspace/folder.ts';

const object = (kind: string, name: string, namespace = 'shop') => `apiVersion: v1\nkind: ${kind}\nmetadata: { name: ${name}, namespace: ${namespace} }\n`;

function folderOf(files: Readonly<Record<string, string>>): Folder {
  const folder = new Folder();
  for (const [file, text] of Object.entries(files)) folder.put(file, factsIn(text, file));
  return folder;
}

/** The objects that a file sees. */
const seen = (folder: Folder, file: string) => folder.around(file).facts.objects.map(({ kind, name, at }) => `${at.file} ${kind} ${name}`);

describe('the files of a folder', () => {
  const files = { 'a.yaml': object('ServiceAccount', 'a'), 'b/b.yaml': object('Secret', 'b'), 'c/values.yaml': 'x: 1\n' };

  it('belong together', () => {
    expect(seen(folderOf(files), 'a.yaml')).toEqual(['a.yaml ServiceAccount a', 'b/b.yaml Secret b']);
    expect(seen(folderOf(files), 'c/values.yaml')).toEqual(seen(folderOf(files), 'a.yaml'));
  });

  it.each(['kustomization.yaml', 'Chart.yaml', '.bulkhead.yaml'])('but not with those below a folder with %s', (root) => {
    const folder = folderOf({ ...files, [`b/${root}`]: '' });
    expect(seen(folder, 'a.yaml')).toEqual(['a.yaml ServiceAccount a']);
    expect(seen(folder, 'b/b.yaml')).toEqual(['b/b.yaml Secret b']);
    folder.delete(`b/${root}`);
    expect(seen(folder, 'a.yaml')).toHaveLength(2);
  });

  it('are the same workspace as long as they say the same', () => {
    const folder = folderOf({ ...files, 'other/Chart.yaml': '' });
    const before = folder.around('a.yaml');
    expect(folder.put('a.yaml', factsIn(`# a comment\n${files['a.yaml']}`, 'a.yaml'))).toBe(false);
    expect(folder.around('a.yaml')).toBe(before);
    expect(folder.put('other/x.yaml', factsIn(object('Secret', 'x'), 'other/x.yaml'))).toBe(true);
    expect(folder.around('a.yaml')).toBe(before);
    folder.put('a.yaml', factsIn(object('ServiceAccount', 'z'), 'a.yaml'));
    expect(folder.around('a.yaml')).not.toBe(before);
  });

  it('see a text that is not noted yet', () => {
    const folder = folderOf(files);
    expect(folder.around('a.yaml', factsIn(object('Secret', 'new'), 'a.yaml')).facts.objects.map(({ name }) => name)).toEqual(['new', 'b']);
    expect(folder.around('new.yaml', factsIn(object('Secret', 'new'), 'new.yaml')).facts.objects).toHaveLength(3);
    expect(seen(folder, 'a.yaml')).toHaveLength(2);
  });
});

describe('environments', () => {
  const folder = folderOf({
    'shared/role.yaml': object('Role', 'r'),
    'dev/web.yaml': object('Deployment', 'web'),
    'dev/db.yaml': object('StatefulSet', 'db'),
    'prod/web.yaml': object('Deployment', 'web'),
    'prod/extra.yaml': object('Secret', 'extra'),
  });

  it('that have an object of one name do not see each other', () => {
    expect(seen(folder, 'dev/db.yaml')).toEqual(['shared/role.yaml Role r', 'dev/web.yaml Deployment web', 'dev/db.yaml StatefulSet db']);
    expect(seen(folder, 'prod/web.yaml')).toEqual(['shared/role.yaml Role r', 'prod/web.yaml Deployment web', 'prod/extra.yaml Secret extra']);
  });

  it('are both seen by what stands beside them', () => {
    expect(seen(folder, 'shared/role.yaml')).toHaveLength(5);
  });

  it('may be files', () => {
    const two = folderOf({ 'dev.yaml': object('Pod', 'a'), 'prod.yaml': object('Pod', 'a'), 'all.yaml': object('Role', 'r') });
    expect(seen(two, 'dev.yaml')).toEqual(['dev.yaml Pod a', 'all.yaml Role r']);
  });

  it('are no question of other namespaces or kinds', () => {
    const one = folderOf({ 'a/x.yaml': object('Pod', 'x'), 'b/x.yaml': object('Pod', 'x', 'other'), 'c/x.yaml': object('Service', 'x') });
    expect(seen(one, 'a/x.yaml')).toHaveLength(3);
  });
});
