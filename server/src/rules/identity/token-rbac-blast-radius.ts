import { tokenMounted } from '../../isolation/kubernetes.ts';
import type { PodView } from '../../manifest/kubernetes/views.ts';
import type { Grade } from '../../workspace/identity/asks.ts';
import type { Consequence } from '../../workspace/identity/consequence.ts';
import { accountNameOf, projectsToken } from '../../workspace/identity/facts.ts';
import { CONSEQUENCE } from '../../workspace/identity/questions.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { accountPlace, chainOf, expectedOf, isMeant, runnerOf, whereText } from './chain.ts';

/** Steps below the takeover of a cluster. */
const LOWER: Readonly<Record<Exclude<Grade, 'none'>, number>> = { cluster: 0, node: 1, namespace: 1, lateral: 2, read: 2 };

export const tokenRbacBlastRadius = defineRule({
  id: 'token-rbac-blast-radius',
  since: '0.1.0',
  severity: severity('critical', { TI: 'high' }),
  dimensions: ['IDENTITY', 'SECRETS', 'KERNEL'],
  fix: 'never',
  messages: {
    direct: '"{name}" runs as account "{account}", which "{binding}" lets {can}: its token gives away {gets}',
    acts: '"{name}" runs as account "{account}", which "{binding}" lets {can}: {means}',
    chain: '"{name}" runs as account "{account}", which "{binding}" lets {can}: through "{last}", {gets}',
  },
  docs: {
    title: 'Token of the workload leads further',
    risk: 'Whoever reads a file of the pod has the token, and with it what the message says, by roles and bindings of this workspace. Who may create pods or tokens, or execute in pods, can be each account of that namespace: these are followed.',
    not: 'Controllers and deployment tools need such rights: a known one, by its label or name, is reported a step lower. What no file shows is not counted.',
    fix: 'No fix is offered: turn the token off where the program does not call the API server, else narrow the role and bind it only where it works. Keep mighty accounts in a namespace of their own.',
    remark: 'A binding that is in no file of this folder may still be in the cluster. `bulkhead identity` prints the chains of all workloads.',
    check: { kubernetes: 'kubectl auth can-i --list --as=system:serviceaccount:NAMESPACE:ACCOUNT' },
  },
  standards: [
    'CIS Kubernetes 1.12: 5.1.1, 5.1.6',
    'OWASP Kubernetes Top Ten 2025: K02',
    'OWASP NHI Top 10 2025: NHI5',
    'NIST CSF 2.0: PR.AA-05',
    'NIST SP 800-53: AC-6',
    'MITRE ATT&CK: T1528, T1078, T1098.006',
  ],
  references: ['K8S-RBAC-GP', 'K8S-SA'],
  check: {
    *'kubernetes.pod'(pod, { workspace }) {
      const account = accountNameOf(pod);
      if (account === undefined || !hasToken(pod)) return;
      const consequence = workspace.ask(CONSEQUENCE, pod.ref.namespace ?? '', account);
      const { grade, steps } = consequence;
      const [first] = steps;
      const last = steps.at(-1);
      const runner = runnerOf(pod, account, workspace);
      if (!first || !last || grade === 'none' || !runner || !isMeant(pod, account, runner, first.subject.at)) return;
      const expected = expectedOf(pod, runner);
      const said = { name: pod.label, account, binding: first.binding.name, can: `${first.can} ${whereText(first.scope, first.account.namespace)}` };
      const gets = getsText(consequence, first.account.namespace);
      const what =
        first !== last
          ? ({ message: 'chain', data: { ...said, last: last.account.name, gets } } as const)
          : LOWER[grade] < 2
            ? ({ message: 'direct', data: { ...said, gets } } as const)
            : ({ message: 'acts', data: { ...said, means: first.means } } as const);
      yield {
        ...accountPlace(pod),
        ...what,
        lower: LOWER[grade] + (expected ? 1 : 0),
        related: [...chainOf(consequence), ...(expected ? [expected] : [])],
      };
    },
  },
});

function hasToken(pod: PodView): boolean {
  const mounted = tokenMounted(pod);
  return projectsToken(pod) || (mounted.certain && mounted.value);
}

function getsText({ grade, scope }: Consequence, own: string): string {
  const namespace = scope === own ? 'its namespace' : `the namespace "${scope}"`;
  return {
    cluster: 'the cluster',
    node: 'root on a node',
    namespace: namespace,
    lateral: scope === '*' ? 'other workloads' : `other workloads of ${namespace}`,
    read: scope === '*' ? 'every Secret' : `the Secrets of ${namespace}`,
    none: '',
  }[grade];
}
