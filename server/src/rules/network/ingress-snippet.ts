import { quotedName } from '../../manifest/subject-name.ts';
import { removal } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

/** Annotations of ingress-nginx with text that goes into the configuration of nginx as it is. */
const SNIPPET = /^nginx\.ingress\.kubernetes\.io\/(?:configuration|server|stream|auth|modsecurity)-snippet$/;

export const ingressSnippet = defineRule({
  id: 'ingress-snippet',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', MT: 'critical', AI: 'high', RG: 'high' }),
  dimensions: ['IDENTITY', 'SECRETS', 'REACH'],
  when: { kubernetes: ['annotations', 'allow-snippet-annotations'] },
  fix: 'always',
  messages: {
    snippet: '{name} writes into the configuration of nginx ({text}): it reads what the controller may read',
    allowed: 'ConfigMap {name} lets every Ingress write into the configuration of nginx',
  },
  docs: {
    title: 'Ingress writes nginx configuration',
    risk: 'A snippet is configuration of the ingress controller that all namespaces share. Whoever may write an Ingress reads its token with it, and so every Secret of the cluster (CVE-2021-25742).',
    not: 'The controller ignores snippets unless `allow-snippet-annotations` is on, which it is not by default since 1.9. Where one team owns all Ingress objects, little is gained by an attacker.',
    fix: 'Removes the annotation, or sets `allow-snippet-annotations` to false.',
    verify: 'Check that headers, redirects or limits that the snippet sets are set in another way: most have annotations of their own.',
    check: { kubernetes: "kubectl get ingress --all-namespaces -o jsonpath='{..metadata.annotations}'" },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K03, K05', 'MITRE ATT&CK: T1552.007'],
  references: ['CVE-2021-25742'],
  check: {
    *'kubernetes.resource'({ ref, spot }) {
      const name = quotedName(ref);
      if (ref.kind === 'Ingress') {
        const annotations = spot.get('metadata', 'annotations');
        for (const key of annotations.keys()) {
          const { site } = annotations.get(key);
          const text = key.slice(key.indexOf('/') + 1);
          if (SNIPPET.test(key)) yield { at: site, message: 'snippet', data: { name, text }, fixes: [removal(`Remove ${text}`, site)] };
        }
      }
      const allowed = spot.get('data', 'allow-snippet-annotations');
      if (ref.kind === 'ConfigMap' && allowed.text().value === 'true')
        yield {
          at: allowed.site,
          message: 'allowed',
          data: { name },
          fixes: [{ title: 'Set allow-snippet-annotations to false', safety: 'review', ops: [{ op: 'set', at: allowed.site, value: 'false' }] }],
        };
    },
  },
});
