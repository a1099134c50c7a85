import { beforeAll, describe, expect, test } from 'vitest';
import type { JsonReport } from '../../server/src/present/json/report.ts';
import { buildCli, type Cli } from '../kit/cli.ts';

const TEXT = `# two documents
apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  hostPID: true
  securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
  containers:
  - name: a
    image: i
    securityContext: { capabilities: { drop: [ALL] } }
---
apiVersion: v1
kind: Service
metadata: { name: web }
`;

let cli: Cli;
beforeAll(async () => {
  cli = await buildCli();
});

const check = (...options: string[]) => cli(['check', '--stdin', ...options], { input: TEXT });

describe('bulkhead check --pod-security', () => {
  test('adds the verdicts of Pod Security admission', async () => {
    const { stdout } = await check('--format', 'json', '--pod-security', 'restricted', '--pod-security-version', 'v1.30');
    const [file] = (JSON.parse(stdout) as JsonReport).files;
    const range = (line: number, from: number, to: number) => ({ start: { line, character: from }, end: { line, character: to } });
    expect(file?.podSecurity).toEqual([
      {
        document: 0,
        path: ['spec'],
        kind: 'Pod',
        name: 'web',
        level: 'restricted',
        version: 'v1.30',
        allowed: false,
        message: 'host namespaces (hostPID=true), allowPrivilegeEscalation != false (container "a" must set securityContext.allowPrivilegeEscalation=false)',
        violations: [
          { check: 'hostNamespaces', sites: [{ path: ['spec', 'hostPID'], range: range(5, 2, 15) }] },
          {
            check: 'allowPrivilegeEscalation',
            sites: [{ path: ['spec', 'containers', 0, 'securityContext', 'allowPrivilegeEscalation'], range: range(8, 10, 11) }],
          },
        ],
        undecided: [],
      },
    ]);
  });

  test('gives three answers: yes, no, and that a template decides', async () => {
    const pod = (network: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  hostNetwork: ${network}\n  containers:\n  - { name: a, image: i }\n`;
    const answers = ['false', 'true', '{{ .Values.network }}'].map(async (network) => {
      const { stdout } = await cli(['check', '--stdin', '--format', 'json', '--pod-security', 'baseline'], { input: pod(network) });
      return (JSON.parse(stdout) as JsonReport).files[0]?.podSecurity?.[0]?.allowed;
    });
    expect(await Promise.all(answers)).toEqual([true, false, null]);
  });

  test('makes what admission would refuse a finding, in every format', async () => {
    const { stdout, status } = await check('--pod-security', 'restricted', '--pod-security-version', 'v1.30', '--fail-on', 'high');
    expect([status, stdout]).toEqual([1, expect.stringContaining('Pod Security admission will refuse this pod: violates PodSecurity "restricted:v1.30"')]);
    expect((await check('--pod-security', 'privileged')).stdout).not.toContain('admission will refuse');
  });

  test('judges by the latest version if none is given', async () => {
    const { stdout } = await check('--format', 'json', '--pod-security', 'baseline');
    expect((JSON.parse(stdout) as JsonReport).files[0]?.podSecurity).toMatchObject([{ level: 'baseline', version: 'latest', allowed: false }]);
  });

  test('without the option there are no verdicts', async () => {
    const { stdout } = await check('--format', 'json');
    expect(Object.keys((JSON.parse(stdout) as JsonReport).files[0] ?? {})).not.toContain('podSecurity');
  });

  test.each([
    [['--format', 'json', '--pod-security', 'strict'], 'restricted'],
    [['--format', 'json', '--pod-security', 'baseline', '--pod-security-version', '1.30'], '"1.30" is not a version of the Pod Security Standards'],
    [['--format', 'json', '--pod-security-version', 'v1.30'], 'needs --pod-security'],
  ])('%j is a usage error', async (options, words) => {
    const { status, stderr, stdout } = await check(...options);
    expect(status).toBe(2);
    expect(stderr).toContain(words);
    expect(stdout).toBe('');
  });
});
