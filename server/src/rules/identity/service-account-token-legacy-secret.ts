import { volumeSpots } from '../../manifest/kubernetes/volume-spots.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

/** The names that the token controller gave to Secrets before 1.24: account, `token`, five random characters. */
const GENERATED = /-token-[a-z0-9]{5}$/;

export const serviceAccountTokenLegacySecret = defineRule({
  id: 'service-account-token-legacy-secret',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium' }),
  dimensions: ['IDENTITY', 'SECRETS'],
  fix: 'never',
  messages: {
    secret: 'This Secret holds a token of {account} that never expires',
    mounted: '"{name}" mounts {secret}, by its name a ServiceAccount token that never expires',
  },
  docs: {
    title: 'ServiceAccount token that never expires',
    risk: 'Such a token is not bound to a pod, does not expire, and is not revoked when the pod goes. Whoever may list Secrets has it. A leaked one works until the Secret is deleted.',
    not: 'Kubernetes creates none by itself since 1.24, and cleans up unused ones since 1.30. Some external systems still need one.',
    fix: 'No fix is offered: use `kubectl create token`, a projected token, or the OpenID Connect federation of the external system, then delete the Secret.',
    check: { kubernetes: 'kubectl get secrets --field-selector type=kubernetes.io/service-account-token' },
  },
  standards: ['CIS Kubernetes 1.12: 5.1.6', 'OWASP Kubernetes Top Ten 2025: K03', 'OWASP NHI Top 10 2025: NHI7', 'MITRE ATT&CK: T1528, T1552.007'],
  references: ['KEP-2799', 'K8S-SA'],
  check: {
    *'kubernetes.resource'({ ref, spot }) {
      if (ref.kind !== 'Secret') return;
      const type = spot.get('type').text();
      if (type.value !== 'kubernetes.io/service-account-token') return;
      const account = spot.get('metadata', 'annotations', 'kubernetes.io/service-account.name').text().value;
      yield { at: type.site, message: 'secret', data: { account: account === undefined ? 'a ServiceAccount' : `ServiceAccount "${account}"` } };
    },
    *'kubernetes.pod'(pod) {
      for (const { spot } of volumeSpots(pod)) {
        const secret = spot.get('secret', 'secretName').text();
        if (secret.value !== undefined && GENERATED.test(secret.value))
          yield { at: secret.site, message: 'mounted', data: { name: pod.label, secret: secret.value } };
      }
    },
  },
});
