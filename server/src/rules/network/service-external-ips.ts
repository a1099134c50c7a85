import { isUnset, partOf } from '../../manifest/field.ts';
import { quotedName } from '../../manifest/subject-name.ts';
import { removal } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

/** Annotations with which clouds make a load balancer internal, end of the key and value. Source: cloud providers of Kubernetes. */
const INTERNAL = /(?:internal|load-balancer-type|load-balancer-scheme|loadbalancer-type|lb-scheme|source-ranges|inbound-cidrs)/i;

export const serviceExternalIps = defineRule({
  id: 'service-external-ips',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', MT: 'high', CI: 'low' }),
  dimensions: ['REACH'],
  fix: 'sometimes',
  messages: {
    externalIps: '{name} claims {text}: traffic of the whole cluster to that address comes here',
    nodePort: '{name} opens a port on every node of the cluster',
    loadBalancer: '{name} has a load balancer without loadBalancerSourceRanges, open to every address',
  },
  docs: {
    title: 'Service claims external addresses or nodes',
    risk: 'With `externalIPs` whoever may create a Service draws the traffic of the cluster to any address to his pods (CVE-2020-8554, open by design). A port of a node, or a load balancer without source ranges, lets everybody in who reaches it.',
    not: 'Node ports and load balancers are the usual way to publish a service: they are reported as low at most.',
    fix: 'Removes `externalIPs`; check that nothing relies on the address.',
    remark: 'For load balancers name the ranges of the clients.',
    check: { kubernetes: 'kubectl get services --all-namespaces -o wide' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K05', 'MITRE ATT&CK: T1557'],
  references: ['K8S-API'],
  check: {
    *'kubernetes.resource'({ ref, spot }) {
      if (ref.kind !== 'Service' || (ref.apiVersion !== undefined && ref.apiVersion !== 'v1')) return;
      const spec = spot.get('spec');
      const name = quotedName(ref);
      const addresses = spec.get('externalIPs').list();
      const text = addresses.items.map(({ value }) => value ?? 'an address').join(', ');
      // medium at least, says the catalogue, whoever is trusted
      if (addresses.items.length > 0)
        yield {
          at: partOf(addresses.site, 'key'),
          message: 'externalIps',
          data: { name, text },
          lower: -1,
          fixes: [removal('Remove externalIPs', addresses.site)],
        };
      const type = spec.get('type').text();
      if (type.value === 'NodePort') yield { at: type.site, message: 'nodePort', data: { name }, atMost: 'low' };
      const annotations = spot.get('metadata', 'annotations');
      const internal = annotations.open || annotations.keys().some((key) => INTERNAL.test(key));
      if (type.value === 'LoadBalancer' && !internal && isUnset(spec.get('loadBalancerSourceRanges').list()))
        yield { at: type.site, message: 'loadBalancer', data: { name }, atMost: 'low' };
    },
  },
});
