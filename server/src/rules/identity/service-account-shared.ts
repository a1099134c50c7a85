import { accountNameOf } from '../../workspace/identity/facts.ts';
import { ACCOUNT, CONSEQUENCE, NEIGHBOURS, type Neighbour } from '../../workspace/identity/questions.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { accountPlace, runnerOf, siteOf } from './chain.ts';

export const serviceAccountShared = defineRule({
  id: 'service-account-shared',
  since: '0.1.0',
  severity: severity('low', { TI: 'info', MT: 'medium', AI: 'medium', RG: 'medium' }),
  dimensions: ['IDENTITY'],
  when: { kubernetes: ['serviceAccountName', 'serviceAccount'] },
  fix: 'never',
  messages: {
    rights: '"{name}" and {others} are one ServiceAccount, "{account}": each has what the rights of all lead to',
    cloud: '"{name}" and {others} are one ServiceAccount, "{account}", with a cloud identity: each has it',
    plain: '"{name}" and {others} are one ServiceAccount, "{account}": a right for one is a right for all',
  },
  docs: {
    title: 'One ServiceAccount for several workloads',
    risk: 'Who takes over the weakest of them has the rights of the strongest. Audit logs cannot tell them apart, and to revoke the rights of one is to revoke those of all.',
    not: 'Parts of one application may share an account: workloads with an equal label for the name, the instance or the application, or with names that begin alike, are not reported. Nor are those without a token and a cloud identity.',
    fix: 'No fix is offered: give each workload a ServiceAccount of its own, and bind to it what it needs.',
    check: { kubernetes: "kubectl get pods -o custom-columns='POD:.metadata.name,ACCOUNT:.spec.serviceAccountName'" },
  },
  standards: ['CIS Kubernetes 1.12: 5.1.5', 'OWASP NHI Top 10 2025: NHI9', 'NIST CSF 2.0: PR.AA-05', 'MITRE ATT&CK: T1078'],
  references: ['K8S-SA'],
  check: {
    *'kubernetes.pod'(pod, { workspace }) {
      const account = accountNameOf(pod);
      if (account === undefined || account === 'default' || pod.basis !== 'written') return;
      const namespace = pod.ref.namespace ?? '';
      const own = runnerOf(pod, account, workspace);
      const others = own ? workspace.ask(NEIGHBOURS, namespace, account).filter((one) => isOther(own, one, account)) : [];
      const [first] = others;
      if (!own || !first) return;
      const cloud = (workspace.ask(ACCOUNT, namespace, account)?.cloud.length ?? 0) > 0;
      const tokens = [own, ...others].every(({ token }) => token === true);
      if (!cloud && !tokens) return;
      const rights = tokens && workspace.ask(CONSEQUENCE, namespace, account).grade !== 'none';
      yield {
        ...accountPlace(pod),
        message: rights ? 'rights' : cloud ? 'cloud' : 'plain',
        data: { name: pod.label, account, others: othersText(others) },
        lower: rights || cloud ? -1 : 0,
        related: others.slice(0, MOST).map((one) => ({ at: siteOf(one.at), message: `${one.kind} "${one.name}" runs as it, too` })),
      };
    },
  },
});

/** So many others are pointed to. */
const MOST = 5;

function othersText(others: readonly Neighbour[]): string {
  const names = [...new Set(others.map(({ name }) => `"${name}"`))];
  return names.length > 1 ? `${names.length} others` : names.join('');
}

/** Whether two workloads are of different applications, as far as their labels and names say. */
function isOther(own: Neighbour, one: Neighbour, account: string): boolean {
  if (one.name === own.name) return false;
  if (Object.entries(own.parts).some(([key, value]) => one.parts[key] === value)) return false;
  const [a, b] = [firstWord(own.name), firstWord(one.name)];
  return a !== b && !(account.startsWith(a) && account.startsWith(b));
}

function firstWord(name: string): string {
  return name.split(/[-.]/)[0] ?? name;
}
