import { describe, expect, it } from 'vitest';
import { factsIn } from '../../server/src/engine/facts.ts';
import { changesText, changesTitle } from '../../server/src/present/reach/changes.ts';
import { changesBetween } from '../../server/src/workspace/reach/changes.ts';
import { Reach } from '../../server/src/workspace/reach/reach.ts';

const pod = (name: string, label = name) =>
  `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: a, labels: {app: ${label}}}, spec: {containers: [{name: a, image: a}]}}`;
const policy = (spec: string) => `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: a}, spec: ${spec}}`;
const db = (from: string) => policy(`{podSelector: {matchLabels: {app: db}}, ingress: [{from: [${from}], ports: [{port: 5432}]}]}`);
const WEB = '{podSelector: {matchLabels: {app: web}}}';
const reachOf = (...documents: readonly string[]) => new Reach(factsIn(documents.join('\n---\n'), 'a.yaml'));
const changed = (before: readonly string[], after: readonly string[]) => {
  const changes = changesBetween(reachOf(...before), reachOf(...after));
  return { title: changesTitle(changes), text: changesText(changes).trim().split('\n') };
};
const PODS = [pod('web'), pod('api'), pod('db')];

describe('what opened and closed', () => {
  it.each<[what: string, before: readonly string[], after: readonly string[], title: string, text: readonly string[]]>([
    ['nothing', [...PODS, db(WEB)], [...PODS, db(WEB)], '', ['']],
    [
      'to the whole cluster',
      [...PODS, db(WEB)],
      [...PODS, db('{namespaceSelector: {}}')],
      'Opens TCP 5432 of db to the whole cluster',
      ['+ entire-cluster => a/db[Pod] : TCP 5432'],
    ],
    [
      'to one',
      [...PODS, db(WEB)],
      [...PODS, db(`${WEB}, {podSelector: {matchLabels: {app: api}}}`)],
      'Opens TCP 5432 of db to api',
      ['+ a/api[Pod] => a/db[Pod] : TCP 5432'],
    ],
    [
      'to one, and from another',
      [...PODS, db(WEB)],
      [...PODS, db('{podSelector: {matchLabels: {app: api}}}')],
      'Opens TCP 5432 of db to api · closes 1',
      ['+ a/api[Pod] => a/db[Pod] : TCP 5432', '- a/web[Pod] => a/db[Pod] : TCP 5432'],
    ],
    [
      'by a label',
      [...PODS, db(WEB)],
      [pod('web'), pod('api', 'web'), pod('db'), db(WEB)],
      'Opens TCP 5432 of db to api',
      ['+ a/api[Pod] => a/db[Pod] : TCP 5432'],
    ],
    [
      'to addresses',
      [...PODS, db(WEB)],
      [...PODS, db(`${WEB}, {ipBlock: {cidr: 10.0.0.0/8}}`)],
      'Opens TCP 5432 of db to 10.0.0.0-10.255.255.255',
      ['+ 10.0.0.0-10.255.255.255[External] => a/db[Pod] : TCP 5432'],
    ],
    [
      'by the first policy',
      [pod('db')],
      [pod('db'), policy('{podSelector: {}}')],
      'Closes everything of db to the whole cluster, 1 more',
      ['- entire-cluster => a/db[Pod] : All Connections', '- 0.0.0.0-255.255.255.255[External] => a/db[Pod] : All Connections'],
    ],
    [
      'out',
      [pod('web'), policy('{podSelector: {}, policyTypes: [Egress]}')],
      [pod('web'), policy('{podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}], ports: [{port: 53, protocol: UDP}]}]}')],
      'Opens UDP 53 of the whole cluster to web',
      ['+ a/web[Pod] => entire-cluster : UDP 53'],
    ],
    ['for a workload that is new', [pod('db'), db(WEB)], [pod('db'), pod('web'), db(WEB)], '', ['']],
  ])('%s', (_what, before, after, title, text) => {
    expect(changed(before, after)).toEqual({ title, text });
  });
});
