import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../server/src/config/settings.ts';
import { Engine } from '../../../server/src/engine/engine.ts';
import { factsIn } from '../../../server/src/engine/facts.ts';
import { Folder } from '../../../server/src/workspace/folder.ts';
import { manifests } from './shorthand.ts';

const IDS = new Set(['token-rbac-blast-radius', 'service-account-shared', 'rbac-cluster-scope', 'default-service-account-used', 'cloud-identity-bound']);

/** Files of one folder, as an editor has them open. */
function opened(files: Readonly<Record<string, readonly string[] | string>>) {
  const folder = new Folder();
  const texts: Record<string, string> = {};
  const write = (file: string, lines: readonly string[] | string) => {
    texts[file] = typeof lines === 'string' ? lines : manifests(lines);
    folder.put(file, factsIn(texts[file], file));
  };
  for (const [file, lines] of Object.entries(files)) write(file, lines);
  const engine = new Engine(DEFAULT_SETTINGS, { text: (uri) => texts[uri] }, folder);
  /** Severity, rule and message of each finding, and below it what it points to. */
  const found = (uri: string): string[] => {
    const text = texts[uri] ?? '';
    return engine
      .update({ uri, text })
      .findings.filter(({ rule }) => IDS.has(rule.id))
      .flatMap(({ severity, rule, message, related }) => [
        `${severity} ${rule.id}: ${message}`,
        ...related.map((one) => {
          const [first] = (texts[one.file ?? uri] ?? '').slice(one.span.start, one.span.end).split('\n');
          return `  ${one.file ?? uri} "${first}": ${one.message}`;
        }),
      ]);
  };
  return { write, found, folder };
}

const BUILDER = {
  'app.yaml': ['runs prod/api as builder'],
  'roles.yaml': ['role prod/deploy: patch deployments group=apps'],
  'bindings.yaml': ['bind prod/ci-admin: Role deploy to sa:prod/builder'],
};

describe('findings about other files', () => {
  it('follow a token through the accounts of its namespace, with a link for each step', () => {
    const { found } = opened({ ...BUILDER, 'op.yaml': ['sa prod/operator', 'everywhere operator: cluster-admin to sa:prod/operator'] });
    expect(found('app.yaml')).toEqual([
      'high token-rbac-blast-radius: "api" runs as account "builder", which "ci-admin" lets patch deployments in its namespace: through "operator", the cluster',
      '  bindings.yaml "name: "builder"": RoleBinding "ci-admin" gives Role "deploy" to ServiceAccount "builder"',
      '  roles.yaml "verbs: ["patch"]": which may patch deployments in its namespace: it runs pods with any account and Secret there',
      '  op.yaml "name: "operator"": ClusterRoleBinding "operator" gives ClusterRole "cluster-admin", which every cluster has, to ServiceAccount "operator"',
      '  op.yaml "name: "cluster-admin"": which may do anything everywhere: nothing is denied to it',
    ]);
  });

  it('change when another file does', () => {
    const { found, write, folder } = opened(BUILDER);
    expect(found('app.yaml')[0]).toBe(
      'medium token-rbac-blast-radius: "api" runs as account "builder", which "ci-admin" lets patch deployments in its namespace: its token gives away its namespace',
    );
    write('namespace.yaml', ['namespace prod']);
    expect(found('app.yaml')).toContain('  namespace.yaml "name: prod": its namespace enforces no Pod Security level');
    write('roles.yaml', ['role prod/deploy: get deployments group=apps']);
    expect(found('app.yaml')).toEqual([]);
    write('roles.yaml', BUILDER['roles.yaml']);
    expect(found('app.yaml')).not.toEqual([]);
    // an account that turns its token off
    write('account.yaml', ['sa prod/builder off']);
    expect(found('app.yaml')).toEqual([]);
    folder.delete('account.yaml');
    folder.delete('bindings.yaml');
    expect(found('app.yaml')).toEqual([]);
  });

  it('say nothing of a role that no file shows, and nothing of other namespaces', () => {
    const { found } = opened({
      'app.yaml': ['runs prod/api as builder'],
      'b.yaml': ['everywhere a: gone to sa:prod/builder', 'everywhere b: edit to sa:dev/builder'],
    });
    expect(found('app.yaml')).toEqual([]);
  });

  it('do not take the default account of one folder for that of another', () => {
    const files = {
      'one/app.yaml': ['runs api'],
      'one/rbac.yaml': ['bind all: view to sa:default'],
      'two/app.yaml': ['runs web'],
      'prod/app.yaml': ['runs prod/api'],
      'rbac/prod.yaml': ['bind prod/all: view to sa:default'],
    };
    const { found } = opened(files);
    const said = (name: string, file: string) => [
      `low default-service-account-used: "api" runs as the default ServiceAccount, to which "${name}" gives the role "view"`,
      `  ${file} "name: "default"": RoleBinding "${name}" gives it rights`,
    ];
    expect(found('one/app.yaml')).toEqual(said('all', 'one/rbac.yaml'));
    expect(found('two/app.yaml')).toEqual([]);
    // a written namespace is one
    expect(found('prod/app.yaml')).toEqual(said('all', 'rbac/prod.yaml'));
  });

  it('know who else is an account, and what its annotation makes it', () => {
    const account = `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: common\n  namespace: prod\n  annotations:\n    iam.gke.io/gcp-service-account: shop@example.iam.gserviceaccount.com\n`;
    const { found } = opened({ 'a.yaml': ['runs prod/api as common off'], 'b.yaml': ['runs prod/worker as common off'], 'account.yaml': account });
    expect(found('a.yaml')).toEqual([
      'low service-account-shared: "api" and "worker" are one ServiceAccount, "common", with a cloud identity: each has it',
      '  b.yaml "serviceAccountName: common": Deployment "worker" runs as it, too',
      'info cloud-identity-bound: "api" acts as Google service account "shop@example.iam.gserviceaccount.com", by its ServiceAccount "common"',
      '  account.yaml "iam.gke.io/gcp-service-account: shop@example.iam.gserviceaccount.com": the annotation of its account',
    ]);
    expect(found('account.yaml').slice(1)).toEqual([
      '  a.yaml "serviceAccountName: common": Deployment "api" runs as it',
      '  b.yaml "serviceAccountName: common": Deployment "worker" runs as it',
    ]);
  });

  it('say of a binding that its role, in another file, has nothing of the cluster', () => {
    const { found } = opened({ 'b.yaml': ['everywhere ci: deploy to sa:ci/ci'], 'r.yaml': ['clusterrole deploy: get,patch deployments group=apps'] });
    expect(found('b.yaml')).toEqual([
      'low rbac-cluster-scope: "ci" lets "ci" patch deployments in every namespace, though its role has nothing of the cluster',
    ]);
  });
});
