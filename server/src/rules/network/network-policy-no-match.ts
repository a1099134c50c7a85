import { quotedName } from '../../manifest/subject-name.ts';
import { NO_MATCHES } from '../../workspace/reach/questions.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';
import { relatedTo } from './unguarded.ts';

export const networkPolicyNoMatch = defineRule({
  id: 'network-policy-no-match',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', CI: 'low' }),
  dimensions: ['REACH'],
  when: { kubernetes: ['podSelector'] },
  fix: 'never',
  messages: {
    selector: '{policy} guards nothing here: no workload of its namespace has {labels}',
    peer: '{policy} lets nobody through by this: no workload of its namespace has {labels}',
  },
  docs: {
    title: 'NetworkPolicy selects nothing',
    risk: 'A label that is misspelt gives a policy that protects nobody, or that lets nobody through. Nothing says so: the API server takes it, and the cluster does as if it were not there.',
    not: 'The pods may come from somewhere else. It is said only where a workload of the same namespace has labels that are nearly the same, as a misspelt one is, and no template decides labels.',
    fix: 'No fix is offered: write the label as the workload has it.',
    check: { kubernetes: 'kubectl get pods -l KEY=VALUE' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K05'],
  references: ['NETPOL'],
  check: {
    *'kubernetes.resource'({ ref, spot }, { workspace }) {
      if (ref.kind !== 'NetworkPolicy' || ref.name === undefined) return;
      for (const { direction, rule, peer, near } of workspace.ask(NO_MATCHES, ref.namespace ?? 'default', ref.name)) {
        const to = direction === 'ingress' ? 'from' : 'to';
        const at = direction ? spot.get('spec', direction, rule, to, peer, 'podSelector') : spot.get('spec', 'podSelector');
        const asked = at.get('matchLabels').keys();
        const labels = asked.map((key) => `${key}=${at.get('matchLabels', key).text().value}`).join(', ') || 'such labels';
        const has = asked.map((key) => `${key}=${near.labels[key]}`).join(', ');
        const related = [relatedTo(near, has === '' ? 'has others' : `has ${has}`)];
        yield { at: at.site, message: direction ? 'peer' : 'selector', data: { policy: quotedName(ref), labels }, related };
      }
    },
  },
});
