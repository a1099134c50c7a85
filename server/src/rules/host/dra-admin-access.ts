import type { Spot } from '../../manifest/spot.ts';
import { removal } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const draAdminAccess = defineRule({
  id: 'dra-admin-access',
  since: '0.1.0',
  severity: severity('high', { TI: 'medium', MT: 'critical', CI: 'medium' }),
  dimensions: ['KERNEL', 'STORAGE'],
  when: { kubernetes: ['adminAccess'] },
  fix: 'always',
  messages: { request: '"{name}" claims devices with admin access: also those that others use' },
  docs: {
    title: 'Claim for devices that others use',
    risk: 'Admin access ignores the claims of others: the pod reaches devices that are allocated to other tenants, with what they hold in memory.',
    not: 'Monitoring agents of a cluster need it. Kubernetes accepts it only in namespaces that carry the label `resource.kubernetes.io/admin-access`.',
    fix: 'Removes `adminAccess`: the claim then takes devices that are free.',
    verify: 'Check that the pod does not monitor those of others.',
    check: { kubernetes: 'kubectl get resourceclaim NAME -o yaml' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K01', 'MITRE ATT&CK: T1611'],
  references: ['KEP-5018', 'K8S-API'],
  check: {
    *'kubernetes.resource'({ ref, spot }) {
      if (!ref.apiVersion?.startsWith('resource.k8s.io/')) return;
      const spec = ref.kind === 'ResourceClaim' ? spot.get('spec') : ref.kind === 'ResourceClaimTemplate' ? spot.get('spec', 'spec') : undefined;
      for (const request of spec?.get('devices', 'requests').items() ?? [])
        for (const field of adminAccess(request))
          if (field.value === true)
            yield { at: field.site, message: 'request', data: { name: ref.name ?? ref.kind }, fixes: [removal('Remove adminAccess', field.site)] };
    },
  },
});

/** Up to v1beta1 the field stands in the request itself. */
function adminAccess(request: Spot) {
  return [request.get('adminAccess').boolean(), request.get('exactly', 'adminAccess').boolean()];
}
