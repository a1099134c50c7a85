import { quotedName } from '../../manifest/subject-name.ts';
import { removal } from '../../remedies/basic.ts';
import { defineRule } from '../rule.ts';
import { severity } from '../severity.ts';

export const apiServiceInsecureTls = defineRule({
  id: 'api-service-insecure-tls',
  since: '0.1.0',
  severity: severity('medium', { TI: 'low', MT: 'high', RG: 'high' }),
  dimensions: ['IDENTITY', 'REACH'],
  when: { kubernetes: ['insecureSkipTLSVerify'] },
  fix: 'always',
  messages: { insecure: '{name} is reached without a check of its certificate: whoever answers in its place is believed' },
  docs: {
    title: 'Aggregated API without certificate check',
    risk: 'The API server sends requests for this API to whoever answers for the Service, and passes on who asked. In its place, an attacker reads these requests and makes up the answers, such as the metrics that scale workloads.',
    not: 'It takes a place on the way between API server and Service, or control of its endpoints. metrics-server is installed so by its own manifest.',
    fix: 'Removes `insecureSkipTLSVerify`; the API server then checks the certificate against `caBundle`, or against the roots of its node.',
    verify: 'Set `caBundle`, by cert-manager for example: without a valid certificate the API is not available.',
    check: { kubernetes: 'kubectl get apiservices -o yaml' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K09', 'MITRE ATT&CK: T1557'],
  references: ['K8S-API'],
  check: {
    *'kubernetes.resource'({ ref, spot }) {
      const field = spot.get('spec', 'insecureSkipTLSVerify').boolean();
      if (ref.kind !== 'APIService' || field.value !== true) return;
      yield {
        at: field.site,
        message: 'insecure',
        data: { name: `APIService ${quotedName(ref)}` },
        fixes: [removal('Remove insecureSkipTLSVerify', field.site, 'manual')],
      };
    },
  },
});
