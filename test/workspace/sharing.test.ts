import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../../server/src/config/settings.ts';
import { Engine } from '../../server/src/engine/engine.ts';
import { factsIn } from '../../server/src/engine/facts.ts';
import { Folder } from '../../server/src/workspace/folder.ts';
import { secretHolders, storageUsers, volumeUsers } from '../../server/src/workspace/sharing.ts';
import { claimKey, isShared } from '../../server/src/workspace/storage.ts';

type Files = Readonly<Record<string, string>>;

function folder(files: Files): Folder {
  const all = new Folder();
  for (const [file, text] of Object.entries(files)) all.put(file, factsIn(text, file));
  return all;
}

const object = (kind: string, name: string, rest = '', namespace = 'shop') =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: { name: ${name}, namespace: ${namespace} }\n${rest}`;

/** A pod with one volume, and how it is mounted. */
const pod = (name: string, volume: string, mount = '', more = '', namespace = 'shop') =>
  object(
    'Pod',
    name,
    `spec:\n${more}  containers: [{ name: a, image: "example/a:1", volumeMounts: [{ name: v, mountPath: /v${mount} }] }]\n  volumes: [{ name: v, ${volume} }]\n`,
    namespace,
  );

const claimed = (name: string, more = '') => `persistentVolumeClaim: { claimName: ${name}${more} }`;

describe('who mounts the storage of a claim', () => {
  const users = (files: Files, claim = claimKey('shop', 'data')) =>
    folder(files)
      .around(Object.keys(files)[0] ?? '')
      .ask(storageUsers, claim)
      .map(({ name, written, at }) => `${name}${written.length > 0 ? ` writes ${written.join()}` : ''} in ${at.file}`.replace('writes  ', 'writes '));

  test.each<[what: string, files: Files, users: string[]]>([
    ['two files', { 'a.yaml': pod('web', claimed('data')), 'b.yaml': pod('job', claimed('data')) }, ['web writes in a.yaml', 'job writes in b.yaml']],
    ['a mount that only reads', { 'a.yaml': pod('web', claimed('data'), ', readOnly: true') }, ['web in a.yaml']],
    ['a volume that only reads', { 'a.yaml': pod('web', claimed('data', ', readOnly: true')) }, ['web in a.yaml']],
    ['a part', { 'a.yaml': pod('web', claimed('data'), ', subPath: some/part') }, ['web writes some/part in a.yaml']],
    ['a part of a variable', { 'a.yaml': pod('web', claimed('data'), ', subPathExpr: $(POD)') }, ['web in a.yaml']],
    ['another namespace', { 'a.yaml': pod('web', claimed('data'), '', '', 'office') }, []],
    ['another claim', { 'a.yaml': pod('web', claimed('other')) }, []],
    ['a template decides', { 'a.yaml': pod('web', claimed('"{{ .Values.claim }}"')) }, []],
    [
      'one pod at a time',
      { 'a.yaml': pod('web', claimed('data')), 'b.yaml': object('PersistentVolumeClaim', 'data', 'spec: { accessModes: [ReadWriteOncePod] }') },
      [],
    ],
    [
      'two claims of one export',
      {
        'a.yaml': pod('web', claimed('data')),
        'b.yaml': pod('job', claimed('copy')),
        'c.yaml': `${object('PersistentVolume', 'one', 'spec: { claimRef: { namespace: shop, name: data }, nfs: { server: nas, path: /x } }')}\n---\n${object('PersistentVolume', 'two', 'spec: { nfs: { server: nas, path: /x/ } }')}\n---\n${object('PersistentVolumeClaim', 'copy', 'spec: { volumeName: two }')}`,
      },
      ['web writes in a.yaml', 'job writes in b.yaml'],
    ],
    [
      'a claim of a path of the node',
      {
        'a.yaml': pod('web', claimed('data')),
        'b.yaml': pod('agent', 'hostPath: { path: /srv/data }'),
        'c.yaml': object('PersistentVolume', 'one', 'spec: { claimRef: { namespace: shop, name: data }, hostPath: { path: /srv//data } }'),
      },
      ['web writes in a.yaml', 'agent writes in b.yaml'],
    ],
    // the same object in two environments is not two workloads, and each sees its own
    [
      'two environments',
      {
        'dev/a.yaml': pod('web', claimed('data')),
        'dev/b.yaml': pod('job', claimed('data')),
        'prod/a.yaml': pod('web', claimed('data')),
      },
      ['web writes in dev/a.yaml', 'job writes in dev/b.yaml'],
    ],
  ])('%s', (_, files, expected) => expect(users(files)).toEqual(expected));

  test('who mounts a PersistentVolume', () => {
    const files = {
      'a.yaml': pod('web', claimed('data')),
      'b.yaml': object('PersistentVolumeClaim', 'data', 'spec: { volumeName: disk }'),
      'c.yaml': object('PersistentVolume', 'disk', 'spec: { hostPath: { path: /srv/data } }'),
    };
    const found = folder(files).around('c.yaml').ask(volumeUsers, 'disk');
    expect(found.map(({ name }) => name)).toEqual(['web']);
  });

  test.each([
    [['a'], ['a'], true],
    [['a'], ['a/b'], true],
    [['a'], ['ab'], false],
    [[''], ['x'], true],
    [[], [''], false],
  ])('%j and %j', (a, b, shared) => {
    expect(isShared(a, b)).toBe(shared);
    expect(isShared(b, a)).toBe(shared);
  });
});

describe('who holds a Secret', () => {
  const files = {
    'a.yaml': pod('web', 'secret: { secretName: key }', '', '  serviceAccountName: web\n'),
    'b.yaml': pod('job', 'projected: { sources: [{ secret: { name: key } }] }', '', '  imagePullSecrets: [{ name: pull }]\n'),
    'c.yaml': pod('client', 'secret: { secretName: key, items: [{ key: tls.crt, path: c }] }'),
  };
  const holders = (name: string) =>
    folder(files)
      .around('a.yaml')
      .ask(secretHolders, 'shop', name)
      .map(({ workload, account }) => `${workload} as ${account}`);

  test('by name, with their accounts', () => expect(holders('key')).toEqual(['job as default', 'web as web']));
  test('a pull secret is for the node', () => expect(holders('pull')).toEqual([]));
});

describe('an editor', () => {
  const files: Record<string, string> = { 'a.yaml': pod('web', claimed('data')), 'b.yaml': pod('job', claimed('data')) };
  const shared = (engine: Engine) =>
    engine
      .update({ uri: 'a.yaml', text: files['a.yaml'] ?? '' })
      .findings.filter(({ rule }) => rule.id === 'shared-persistent-storage')
      .map(({ message, related }) => [message, ...related.map((one) => `${one.file}: ${one.message}`)]);

  test('says so in one file as soon as another changes', () => {
    const all = folder(files);
    const engine = new Engine(DEFAULT_SETTINGS, { text: (uri) => files[uri] }, all);
    const said = ['"web" and "job" write the volume "data": each believes what the others put there', 'b.yaml: "job" writes it'];
    expect(shared(engine)).toEqual([said]);
    files['b.yaml'] = pod('job', claimed('data'), ', readOnly: true');
    all.put('b.yaml', factsIn(files['b.yaml'], 'b.yaml'));
    expect(shared(engine)).toEqual([]);
  });
});
