import { expect, it } from 'vitest';
import { manifests } from '../workspace/identity/shorthand.ts';
import { useWorkspace } from './workspace.ts';

const { bulkhead, write } = useWorkspace();

it('the steps of a chain are in the reports, each with its file and lines', async () => {
  write({ 'app.yaml': manifests(['runs prod/api as api']), 'rbac.yaml': manifests(['everywhere all: cluster-admin to sa:prod/api']) });
  const report = async (format: string) => JSON.parse((await bulkhead(['check', '--no-config', '--format', format])).stdout);
  const ours = (finding: { readonly rule?: string; readonly ruleId?: string }) => (finding.rule ?? finding.ruleId) === 'token-rbac-blast-radius';
  const json = (await report('json')).files.flatMap(({ findings }: { readonly findings: readonly object[] }) => findings).find(ours);
  expect(json.related).toEqual([
    {
      file: 'rbac.yaml',
      range: { start: { line: 10, character: 2 }, end: { line: 10, character: 13 } },
      message: 'ClusterRoleBinding "all" gives ClusterRole "cluster-admin", which every cluster has, to ServiceAccount "api"',
    },
    {
      file: 'rbac.yaml',
      range: { start: { line: 7, character: 2 }, end: { line: 7, character: 23 } },
      message: 'which may do anything everywhere: nothing is denied to it',
    },
  ]);
  const { relatedLocations } = (await report('sarif')).runs[0].results.find(ours);
  expect(relatedLocations).toHaveLength(2);
  expect(relatedLocations[0]).toEqual({
    physicalLocation: {
      artifactLocation: { uri: 'rbac.yaml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 11, startColumn: 3, endLine: 11, endColumn: 14 },
    },
    message: { text: json.related[0].message },
  });
});
