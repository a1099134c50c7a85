import type { Spot } from '../manifest/spot.ts';
import { podExample } from './example-base.ts';
import { removal } from './fixes.ts';
import { podName } from './reduction.ts';
import { defineRule } from './rule.ts';
import { severity } from './severity.ts';

export const hostsFileOverride = defineRule({
  id: 'hosts-file-override',
  since: '0.1.0',
  severity: severity('info', 'low', 'medium', 'low', 'low', 'low'),
  dimensions: ['REACH'],
  fix: 'always',
  messages: {
    name: '"{pod}" pins {name} to {ip}: whoever gets that address is trusted under the name',
    localhost: '"{pod}" points localhost to {ip}: what it says to itself leaves the pod',
  },
  docs: {
    title: 'Trusted host name pinned to an address',
    risk: 'The hosts file wins over DNS. Traffic meant for the API server, a Service, a registry or an identity provider goes to the pinned address without a trace, and still does when someone else owns that address later.',
    not: 'Entries for other hosts are ordinary and are not reported. A certificate check still notices a wrong peer.',
    fix: 'Removes the entry. Check that the name resolves in DNS to what the workload needs; an ExternalName Service can take its place.',
    check: { kubernetes: 'kubectl exec NAME -- cat /etc/hosts' },
  },
  standards: ['OWASP Kubernetes Top Ten 2025: K05', 'MITRE ATT&CK: T1565'],
  references: ['K8S-API'],
  examples: [
    {
      dialect: 'kubernetes',
      bad: podExample({ spec: ['hostAliases:', '  - ip: 10.0.0.9', '    hostnames: [registry.k8s.io]'] }),
      good: podExample({}),
    },
  ],
  check: {
    *'kubernetes.pod'(pod) {
      for (const alias of pod.spots.spec.get('hostAliases').items()) {
        const ip = alias.get('ip').text().value;
        if (ip === undefined) continue;
        const names = alias.get('hostnames').items();
        const trusted = names.filter((name) => isTrusted(name, ip));
        for (const name of trusted) {
          const text = name.text().value as string;
          // an address without names is worth nothing
          const rest = trusted.length === names.length && !alias.get('hostnames').open ? alias.site : name.site;
          yield {
            at: name.site,
            message: isLocal(text) ? 'localhost' : 'name',
            data: { pod: podName(pod), name: text, ip },
            fixes: [removal(`Remove ${text} from the hosts file`, rest)],
          };
        }
      }
    },
  },
});

/** Names that workloads trust: the cluster's own, cloud metadata, registries and identity providers. */
const TRUSTED =
  /^(?:kubernetes(?:\.default.*)?|.*\.svc(?:\.cluster\.local)?|metadata(?:\.google\.internal)?|(?:registry-1\.|index\.|auth\.)?docker\.io|ghcr\.io|quay\.io|(?:.*\.)?gcr\.io|.*\.pkg\.dev|registry\.k8s\.io|mcr\.microsoft\.com|public\.ecr\.aws|login\.microsoftonline\.com|accounts\.google\.com|oauth2\.googleapis\.com|sts(?:\.[a-z0-9-]+)?\.amazonaws\.com|token\.actions\.githubusercontent\.com)$/i;

function isTrusted(name: Spot, ip: string): boolean {
  const text = name.text().value;
  if (text === undefined) return false;
  const loopback = /^(?:127\.|::1$)/.test(ip);
  return isLocal(text) ? !loopback : TRUSTED.test(text);
}

function isLocal(name: string): boolean {
  return /^localhost(?:\.localdomain)?$/i.test(name);
}
